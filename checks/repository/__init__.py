"""What the repository holds, and what it ought to."""
