"""Headers, and what other sites can make a browser do."""
"""What the headers of the answers promise to browsers, caches and other sites."""
