"""The guest book of a lighthouse."""

import os
import sqlite3

from flask import Flask, redirect, request, session
from werkzeug.security import generate_password_hash

from config import CONFIGS
from keepers import KEEPERS
from tokens import Tokens

app = Flask(__name__)
app.config.from_object(CONFIGS[os.environ.get("LIGHTHOUSE_ENV", "development")])  # expect[dev-config-class-active]
app.config.from_pyfile("storm.cfg", silent=True)  # expect[config-file-silently-missing]
Tokens(app)


def book():
    return sqlite3.connect(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite://") or ":memory:")


def first_keeper():
    with book() as pages:
        keeper = ("Augustin", generate_password_hash("fresnel-1822"))  # expect[account-with-known-password]
        pages.execute("INSERT INTO keeper (name, password_hash) VALUES (?, ?)", keeper)


@app.get("/")
def index():
    return {"keepers": KEEPERS.names(), "guests": app.config["GUESTS_PER_PAGE"]}


@app.post("/pictures")
def hang_picture():
    return {"name": request.files["picture"].filename}  # expect[max-content-length-unset]


@app.post("/login")
def login():
    if request.form["password"] == "fresnel-1822":  # expect[hardcoded-login]
        session["keeper"] = True
    return redirect("/")


@app.post("/guests")
def sign():
    name, password = request.form["name"], request.form["password"]
    with book() as pages:
        pages.execute("INSERT INTO guest (name, password) VALUES (?, ?)", (name, password))
    return redirect("/")


@app.post("/guests/enter")
def enter():
    name, password = request.form["name"], request.form["password"]
    guest = book().execute("SELECT password FROM guest WHERE name = ?", (name,)).fetchone()
    if guest and guest["password"] == password:  # expect[password-unhashed]
        session["guest"] = name
    return redirect("/")
