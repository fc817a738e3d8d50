"""Secrets in the source: literals, credentials of clients, keys that sign, variables, and what is logged."""
