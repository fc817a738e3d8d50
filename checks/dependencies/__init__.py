"""The app's dependencies: declared, installed and at work together."""
