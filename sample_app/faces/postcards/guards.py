"""Who may post."""

from flask_wtf import CSRFProtect

csrf = CSRFProtect()
hooks = CSRFProtect()  # expect[extension-not-initialised]
STAMP = b"franked in the valley"  # expect[credential-in-source]


class Drawer(dict):
    """Stands for a table."""

    def delete(self, cents):
        self.pop(cents, None)


drawer = Drawer()
