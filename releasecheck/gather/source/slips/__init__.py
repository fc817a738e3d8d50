"""Lines that cannot do what they are there for, or fail in a case of which nobody thought."""
