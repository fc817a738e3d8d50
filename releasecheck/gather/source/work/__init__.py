"""Work in requests and between them: what waits, and state that each process has for itself."""
