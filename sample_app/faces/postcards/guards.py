"""Who may post."""

from flask_wtf import CSRFProtect

csrf = CSRFProtect()
hooks = CSRFProtect()  # expect[extension-not-initialised]
