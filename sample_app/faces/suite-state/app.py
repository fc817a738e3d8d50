"""The members' list of the tool library, with a suite that leans on more than it says."""

import contextlib
import os
import socket

from flask import Flask, abort

MEMBERS = []

app = Flask(__name__)
app.config["PRINTER"] = os.environ.get("LABEL_PRINTER")


@app.post("/members/<name>")
def join(name):
    MEMBERS.append(name)
    return "welcome", 201


@app.get("/members/<name>")
def member(name):
    return name if name in MEMBERS else abort(404)


@app.get("/cards/<name>")
def card(name):  # expect[route-only-failing-tests]
    return f"Card of {name}" if name in MEMBERS else abort(404)


def announce():
    with contextlib.suppress(OSError):
        socket.create_connection(("192.0.2.10", 9100), timeout=0.2).close()  # expect[tests-touch-production]
