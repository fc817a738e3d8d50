"""What keeps the app from coming up as production starts it."""
