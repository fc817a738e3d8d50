"""Whether the app can say that it is well, and what the deployed one says."""
