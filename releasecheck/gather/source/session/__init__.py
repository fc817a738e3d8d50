"""Flask's session and other cookies: what is set, kept, changed and lost."""
