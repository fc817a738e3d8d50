"""Views: which functions are one, and what their bodies do and answer."""
