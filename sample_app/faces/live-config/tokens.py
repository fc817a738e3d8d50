"""Stands in for Flask-JWT-Extended, which registers under this name and has these keys."""


class Tokens:
    def __init__(self, app):
        app.extensions["flask-jwt-extended"] = self
        self.places = app.config["JWT_TOKEN_LOCATION"]
        self.secure = app.config["JWT_COOKIE_SECURE"]
