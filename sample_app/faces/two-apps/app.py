"""A recipe book that was moved into a factory, all but its views and its user_loader."""

from flask import Flask
from flask_login import LoginManager

app = Flask(__name__)  # expect[routes-on-other-app]


@app.get("/")
def index():
    return {"recipes": ["soup", "bread"]}


def create_app():
    served = Flask(__name__)
    LoginManager(served)  # expect[login-loader-missing]
    return served
