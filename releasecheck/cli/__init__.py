"""The command line: the one part that prints and exits."""
