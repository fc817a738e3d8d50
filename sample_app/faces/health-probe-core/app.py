"""Asks everybody to sign in, the load balancer too."""

from flask import Flask, redirect, request

app = Flask(__name__)


@app.before_request
def sign_in_first():
    return None if request.path == "/login" else redirect("/login")


@app.get("/login")
def login():
    return "Who are you?"


@app.get("/healthz")
def healthz():
    return {"status": "ok"}
