"""Reads its own command line, also when a server imports it."""

import argparse

from flask import Flask

from opening_hours import is_open

parser = argparse.ArgumentParser()
parser.add_argument("--weekday", type=int, required=True)
options = parser.parse_args()  # expect[exit-at-import]

app = Flask(__name__)


@app.get("/")
def index():
    return "open" if is_open(options.weekday) else "closed"


@app.get("/healthz")
def healthz():
    return {"status": "ok"}
