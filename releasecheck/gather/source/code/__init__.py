"""Python as any file has it: names, imports, branches, what is taken of requests, calls of own functions."""
