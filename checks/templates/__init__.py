"""What a page refers to: endpoints and other templates."""
