"""A notice board that is another in each worker, and elsewhere none at all."""

import os
import sqlite3
import tempfile
import threading

import flask
from flask import Blueprint, Flask

board = Blueprint("board", __name__)
with open("notices.txt", encoding="utf-8") as file:  # expect[cwd-dependent-boot]
    NOTICES = file.read().splitlines()


def index():
    return {"notices": NOTICES, "flask": FLASK}


def healthz():
    return {"status": "ok"}


FLASK = flask.__version__  # expect[deprecation-warnings]


def take_down_old_notices():
    threading.Event().wait()


def create_app():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "tW4n-8vQz-Lm2x-Yc7p-Hs9d"  # expect[secret-env-ignored]
    app.config["BOARD"] = os.environ.get("BOARD_NAME", "nameless")
    app.config["PHOTOS"] = tempfile.mkdtemp()  # expect[boot-nondeterministic]
    print("the board comes up with", app.config)  # expect[secret-in-logs]
    with sqlite3.connect(os.path.join(tempfile.gettempdir(), "board.db")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS photo (name TEXT)")  # expect[schema-change-at-import]
    threading.Thread(target=take_down_old_notices, daemon=True).start()  # expect[thread-at-import]
    board.add_url_rule("/", view_func=index)  # expect[factory-not-repeatable]
    board.add_url_rule("/healthz", view_func=healthz)
    app.register_blueprint(board)
    return app
