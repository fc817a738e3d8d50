"""The four blueprints."""
