"""Who asks a visitor who it is: decorators, hooks, views by their own statements, and the tokens of forms."""
