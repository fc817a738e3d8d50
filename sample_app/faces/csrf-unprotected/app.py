"""A guest book whose pages any other site can have removed."""

from functools import wraps

from flask import Flask, abort, redirect, request, session, url_for

app = Flask(__name__)
app.secret_key = "9c41b7e02d6f8a35"


def login_required(view):
    @wraps(view)
    def guarded(**values):
        return view(**values) if "name" in session else abort(401)

    return guarded


@app.get("/")
def index():
    return {"pages": 3}


@app.post("/login")
def login():
    session["name"] = request.form["name"]
    return redirect(url_for("index"))


@app.post("/pages/<int:page>/tear-out")
@login_required
def tear_out(page):  # expect[csrf-unprotected]
    return redirect(url_for("index", torn_out=page))
