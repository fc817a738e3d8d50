"""The session cookie as the browser gets it."""
