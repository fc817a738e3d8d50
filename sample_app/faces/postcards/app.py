"""Postcards from a mountain hut, with the weather on them."""

import hmac
import smtplib
from email.message import EmailMessage
from functools import wraps

from flask import Flask, abort, redirect, render_template, request
from flask_cors import CORS
from flask_login import LoginManager, UserMixin, current_user, login_required
from flask_socketio import SocketIO

import guards

app = Flask(__name__)
app.config["SECRET_KEY"] = "shown to nobody, this app is never deployed"
guards.csrf.init_app(app)
SocketIO(app, cors_allowed_origins="*")  # expect[sockets-from-anywhere]
CORS(app, support_credentials=True)  # expect[cors-any-origin, cors-option-unknown]
login = LoginManager(app)  # expect[login-view-missing]
WEATHER = "https://weather.example/now?place=hut&appid=7c41e9d2b8f03a56"  # expect[credential-in-source]

STAMPS = {85: "a marmot", 110: "an ibex"}


@app.get("/")
def index():
    return {"weather": WEATHER.partition("?")[0]}


@login.user_loader
def load_user(name):
    return UserMixin()


@app.get("/login")
def log_in():
    return "<form>Your name, please.</form>"


@app.get("/guests")
@login_required
def guests():
    return "<p>Ada and Grace</p>"


@app.post("/login")
def welcome():
    answer = redirect("/guests")
    answer.set_cookie("guest_token", request.form["name"])  # expect[cookie-flags-other]
    return answer


@app.get("/stamps/<int:cents>")
def stamp(cents):
    try:
        return {"shows": STAMPS.get(cents) or abort(404)}  # expect[not-found-caught]
    except Exception:
        return {"error": "the drawer is stuck"}, 500


@app.post("/stamps")
@login_required
def add_stamp():
    if current_user.role != "postmaster":
        abort(403)
    STAMPS[int(request.form["cents"])] = request.form["shows"]
    return redirect("/")


@app.post("/stamps/<int:cents>/delete")
@login_required
def delete_stamp(cents):  # expect[role-not-asked]
    guards.drawer.delete(cents)
    return redirect("/")


def postmaster_only(view):
    @wraps(view)
    def checked(*args, **kwargs):
        if current_user.role != "postmaster":
            abort(403)
        return view(*args, **kwargs)

    return checked


def with_stamp(view):
    @wraps(view)
    def checked(*args, **kwargs):
        cents = kwargs.get("cents")
        if cents not in STAMPS:
            abort(404)
        return view(*args, **kwargs)

    return checked


def partner(view):
    @wraps(view)
    def known(*args, **kwargs):
        account = guards.drawer.accounts.find_one({"key": request.headers["X-Key"]})  # expect[guard-passes-no-account]
        if "X-Trial" in request.headers:
            abort(403)
        return view(account, *args, **kwargs)

    return known


@app.post("/stamps/<int:cents>/print")
@with_stamp
def print_stamp(cents):
    return {"prints": STAMPS[cents]}


@app.post("/sheets/print")
@with_stamp
def print_sheet():  # expect[guard-without-argument]
    return {"prints": len(STAMPS)}


@app.post("/sheets/order")
@postmaster_only
@login_required
def order_sheet():  # expect[guard-before-login]
    return {"ordered": 1}


@app.post("/sheets/share")
@partner
def share_sheet(account):
    return {"shared with": str(account)}


@app.get("/drawer")
def drawer():
    return render_template("drawer.html")


@app.post("/delivered")
@guards.hooks.exempt
def delivered():
    return {"thanks": True}


@app.route("/orders", methods=["POST", "OPTIONS"])
def order():
    cards = request.get_json()  # expect[preflight-refused]
    return {"ordered": len(cards)}


@app.post("/cards")
def send_card():
    card = EmailMessage()
    card["X-Stamp"] = hmac.new(guards.STAMP, request.form["to"].encode(), "sha256").hexdigest()
    card["To"] = request.form["to"]
    card.set_content("Greetings from the hut!")
    with smtplib.SMTP_SSL("mail.hut.example", timeout=10) as server:
        server.login("keeper@hut.example", "edelweiss-2307")  # expect[credential-in-source]
        server.send_message(card)
    return {"sent": True}
