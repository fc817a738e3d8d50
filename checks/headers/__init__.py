"""Headers, and what other sites can make a browser do."""
