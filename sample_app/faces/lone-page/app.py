"""Knows who asks, but for one page."""

import sqlite3
from functools import wraps

from flask import Blueprint, Flask, redirect, session, url_for

members = Blueprint("members", __name__, url_prefix="/members")


def login_required(view):
    @wraps(view)
    def guarded(**values):
        return view(**values) if "member" in session else redirect(url_for("login"))

    return guarded


def admin_required(view):
    @wraps(view)
    def guarded(**values):
        return view(**values) if session.get("member") == "ida" else ("for Ida alone", 403)

    return guarded


@members.get("/loans")
@login_required
def member_loans():
    return {"loans": 2}


@members.get("/fines")
@login_required
def fines():
    return {"fines": 0}


@members.get("/wishes")
@login_required
def wishes():
    return {"wishes": ["ladder"]}


@members.get("/addresses")
def addresses():  # expect[view-without-siblings-guard]
    return {"Ada": "12 Mill Lane"}


def connection():
    return sqlite3.connect(":memory:")


@members.post("/shelves")
@admin_required
def put_up_shelf():
    database = connection()
    database.execute("INSERT INTO shelf DEFAULT VALUES")
    database.commit()
    return "", 201


@members.delete("/shelves/<int:shelf_id>")
@login_required
def take_down_shelf(shelf_id):  # expect[guard-weaker-than-siblings]
    database = connection()
    database.execute("DELETE FROM shelf WHERE id = ?", (shelf_id,))
    database.commit()
    return "", 204


app = Flask(__name__)
app.config.update(SECRET_KEY="kD72-sLw93-mQp41x")
app.register_blueprint(members)


@app.get("/login")
def login():
    return "<form>Who are you?</form>"

if __name__ == "__main__":
    app.run(host="0.0.0.0", debug=True)  # expect[debug-in-run-call]
