"""A bakery whose site is not what its release was: the proxy in front has ideas of its own."""

from pathlib import Path

from flask import Flask, abort, render_template, request, session, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

app = Flask(__name__)  # expect[deployed-static-missing]
app.secret_key = "dev"
app.wsgi_app = ProxyFix(app.wsgi_app, x_host=1)


@app.after_request
def guard(response):
    response.headers["Content-Security-Policy"] = "default-src 'self'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@app.get("/")
def index():
    session["visits"] = session.get("visits", 0) + 1
    return render_template("index.html", home=url_for("index", _external=True))


@app.get("/today")
def today():  # expect[deployed-route-broken]
    return "Rye, spelt, and what is left of yesterday."


@app.get("/api/prices")
def prices():  # expect[deployed-route-missing]
    return {"rye": 420, "spelt": 480}


@app.get("/orders")
def orders():  # expect[deployed-route-open]
    if request.headers.get("Authorization") != "Bearer baker":
        abort(401)
    return "Two rye, for Mrs Ost."


@app.get("/version")
def version():  # expect[version-read-per-request]
    return Path(app.root_path, "REVISION").read_text()


@app.get("/healthz")
def healthz():
    return {"status": "pass", "checks": {"oven": [{"status": "pass"}]}}
