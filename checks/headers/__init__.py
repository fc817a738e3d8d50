"""What headers promise to browsers, caches and other sites, and what other sites can make a browser do."""
