"""Distributions: what the next install takes, what is missing or broken in it, and published holes."""
