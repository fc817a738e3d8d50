"""The timetable of a ferry, whose new release has come to one of two servers only."""

import os

from flask import Flask, redirect, render_template, session, url_for

RELEASE_ID = os.environ.get("RELEASE_ID", "unknown")

app = Flask(__name__)  # expect[deployed-static-differs]
app.config.update(SECRET_KEY="dev", SESSION_COOKIE_SECURE=True, SESSION_COOKIE_SAMESITE="Lax")


@app.get("/")
def index():  # expect[deployed-http-open]
    session["looked"] = session.get("looked", 0) + 1
    return render_template("index.html")


@app.get("/today")
def today():  # expect[deployed-scheme-lost]
    return redirect(url_for("index", _external=True))


@app.post("/tickets")
def tickets():  # expect[deployed-methods-missing]
    return "One bicycle, two adults, nine o'clock.", 201


@app.get("/healthz")
def healthz():
    return {"status": "pass", "releaseId": RELEASE_ID}
