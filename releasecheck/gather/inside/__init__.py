"""What runs in the app's own Python: standard library and Flask only, Python 3.8 syntax."""
