"""Work that a request has to wait for."""
