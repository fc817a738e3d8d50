"""What the project's own tests say, and what they leave out."""
