"""Config values that must not reach production."""
