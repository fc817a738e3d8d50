"""Twelve routes, all on the app itself."""
# expect-file[routes-without-blueprint]

from flask import Flask

app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return {"status": "ok"}


@app.get("/tools")
def tools():
    return {"tools": []}


@app.get("/ladders")
def ladders():
    return {"ladders": []}


@app.get("/drills")
def drills():
    return {"drills": []}


@app.get("/saws")
def saws():
    return {"saws": []}


@app.get("/members")
def members():
    return {"members": []}


@app.get("/owners")
def owners():
    return {"owners": []}


@app.get("/borrowers")
def borrowers():
    return {"borrowers": []}


@app.get("/loans")
def loans():
    return {"loans": []}


@app.get("/returns")
def returns():
    return {"returns": []}


@app.get("/wishes")
def wishes():
    return {"wishes": []}


@app.get("/thanks")
def thanks():
    return {"thanks": []}
