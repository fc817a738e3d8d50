"""The screen at the shed's door: strict about scripts, vague about everything else."""

import logging.config

from flask import Flask, redirect, render_template, request, session, url_for
from jinja2 import TemplateError

app = Flask(__name__)  # expect[logger-disabled, not-found-soft-200, proxyfix-missing]
app.logger.info("The screen is on.")
logging.config.dictConfig({"version": 1})
app.config["SECRET_KEY"] = "wZx71-ladder-Tq05b"


@app.after_request
def never_complain(response):
    if response.status_code == 404:
        response.status_code = 200
    response.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@app.get("/")
def index():  # expect[csp-breaks-page]
    return render_template("index.html")


@app.get("/tools/")
def tools():
    return {"tools": []}


@app.get("/hours")
def hours():  # expect[redirect-loop]
    return redirect(url_for("hours"))


@app.post("/forgotten")
def forgotten():
    link = url_for("index", member=request.form["name"], _external=True)  # expect[trusted-hosts-unset]
    app.logger.info("Mail to %s: %s", request.form["name"], link)
    return redirect(url_for("index"))


@app.get("/healthz")
def healthz():  # expect[health-route-side-effects]
    session["asked"] = session.get("asked", 0) + 1
    try:
        app.jinja_env.get_template("index.html")
    except TemplateError:
        return {"status": "error"}  # expect[health-hides-failure]
    return {"status": "ok"}
