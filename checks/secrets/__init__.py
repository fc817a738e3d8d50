"""Signing keys and credentials that others know, or that the app cannot work with."""
