"""A guest list that compose runs beside its database."""

from flask import Flask, request

app = Flask(__name__)


@app.get("/")
def index():
    return {"guests": ["Ada", "Grace"]}


@app.post("/photo")
def photo():
    return {"bytes": len(request.files["photo"].read())}
