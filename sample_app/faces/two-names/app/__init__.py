"""The shop itself."""

from flask import Flask, g, request


def create_app():
    app = Flask(__name__)

    @app.before_request
    def choose_counter():
        g.counter = request.endpoint.partition(".")[0]  # expect[unknown-path-fails]

    @app.get("/")
    def index():
        return "open"

    return app
