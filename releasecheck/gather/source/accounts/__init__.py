"""Accounts: where they are made, their passwords and codes, and their roles."""
