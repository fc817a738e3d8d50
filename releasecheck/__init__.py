"""The release gate for Flask."""
