"""A guest list that compose runs beside its database."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    return {"guests": ["Ada", "Grace"]}
