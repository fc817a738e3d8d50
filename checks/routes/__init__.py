"""What the routes of the app answer when they are asked."""
