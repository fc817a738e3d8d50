"""A label printer for the tool shed, put together from what was lying about."""

import io
import os

import requests  # expect[undeclared-dependency]
from flask import Flask, send_file
from flask_cors import CORS

from labels import label

app = Flask(__name__)
CORS(app, resources={"/labels": {}, "/": {"send_wildcard": True}})
app.config["PRINTER_TOKEN"] = os.environ.get("PRINTER_TOKEN")


@app.get("/healthz")
def healthz():
    return {"status": "ok"}


@app.get("/labels/<name>")
def print_label(name):
    sheet = io.BytesIO(label(name).encode())
    return send_file(sheet, attachment_filename="label.txt")  # expect[removed-flask-api]


@app.post("/orders")
def order():
    return requests.post("https://paper.example/orders", timeout=5).json()
