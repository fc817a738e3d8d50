"""Knows who asks, but for one page."""

from functools import wraps

from flask import Blueprint, Flask, redirect, session, url_for

members = Blueprint("members", __name__, url_prefix="/members")


def login_required(view):
    @wraps(view)
    def guarded(**values):
        return view(**values) if "member" in session else redirect(url_for("login"))

    return guarded


@members.get("/loans")
@login_required
def member_loans():
    return {"loans": 2}


@members.get("/fines")
@login_required
def fines():
    return {"fines": 0}


@members.get("/wishes")
@login_required
def wishes():
    return {"wishes": ["ladder"]}


@members.get("/addresses")
def addresses():  # expect[view-without-siblings-guard]
    return {"Ada": "12 Mill Lane"}


app = Flask(__name__)
app.config.update(SECRET_KEY="kD72-sLw93-mQp41x")
app.register_blueprint(members)


@app.get("/login")
def login():  # expect[link-to-no-route]
    return '<form>Who are you?</form><a href="/forgotten">I have no idea</a>'

if __name__ == "__main__":
    app.run(host="0.0.0.0", debug=True)  # expect[debug-in-run-call]
