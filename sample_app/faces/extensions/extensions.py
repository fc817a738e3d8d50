from flask import abort
from flask_login import LoginManager
from flask_wtf import CSRFProtect

login = LoginManager()
csrf = CSRFProtect()  # expect[extension-not-initialised]


@login.user_loader
def find_gardener(name):
    if name != "Flora":
        abort(404)  # expect[user-loader-refuses]
    return None
