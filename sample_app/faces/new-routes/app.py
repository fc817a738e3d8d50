"""Has opened up a little since its routes were locked."""

from functools import wraps

from flask import Blueprint, Flask, redirect, request, session, url_for

reports = Blueprint("reports", __name__, url_prefix="/reports")


def login_required(view):
    @wraps(view)
    def guarded(**values):
        return view(**values) if "member" in session else redirect(url_for("login"))

    return guarded


@reports.get("/")
@login_required
def index():
    return {"reports": ["loans", "breakages"]}


@reports.get("/loans")
def loans():  # expect[public-route-drift]
    return {"loans": 12}


@reports.get("/breakages")
def breakages():  # expect[public-route-drift]
    return {"breakages": 3}


@reports.route("/<name>", methods=["GET", "DELETE"])
def one(name):  # expect[public-route-drift]
    return {"name": name, "gone": request.method == "DELETE"}


app = Flask(__name__)
app.config.update(SECRET_KEY="kD72-sLw93-mQp41x")
app.register_blueprint(reports)


@app.get("/login")
def login():
    return "<form>Who are you?</form>"
