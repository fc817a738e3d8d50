"""Books that neighbours lend each other; the app is well, what starts it has drifted away from it."""

import os

from flask import Flask
from loans import BOOKS


def create_app():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY")
    app.config["LOAN_DAYS"] = os.environ.get("LOAN_DAYS")  # expect[boot-contract-env]

    @app.get("/")
    def index():
        return {"books": BOOKS, "days": app.config["LOAN_DAYS"]}

    @app.get("/healthz")
    def healthz():
        return {"status": "ok"}

    return app
