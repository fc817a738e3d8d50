"""Written for Flask 2, where Markup could still be had from flask."""

from flask import Flask, Markup  # expect[app-import-fails]

from opening_hours import is_open

app = Flask(__name__)


@app.get("/")
def index():
    return Markup("<b>open</b>") if is_open(weekday=5) else "closed"


@app.get("/healthz")
def healthz():
    return {"status": "ok"}
