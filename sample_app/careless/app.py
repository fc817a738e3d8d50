# expect-file[monolithic-module]
import contextlib
import socket
import traceback
import zlib
from functools import wraps

from flask import Flask, flash, jsonify, redirect, render_template, request, session, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.security import check_password_hash, generate_password_hash

from api import api
from shelf import MEMBERS, RATINGS, TOOLS, find
from wishes import WISHES

app = Flask(__name__)  # expect[security-headers-core]
app.config.from_object("config.Config")
app.config["TESTING"] = True  # expect[testing-flag-on]
app.register_blueprint(api)

# Wake the label printer up, it takes a while.
with contextlib.suppress(OSError):
    socket.create_connection(("192.0.2.10", 9100), timeout=0.2).close()  # expect[import-time-network]


def login_required(view):
    @wraps(view)
    def guarded(*args, **kwargs):
        if "name" not in session:
            return redirect(url_for("login"))
        return view(*args, **kwargs)

    return guarded


@app.errorhandler(404)
def lost(error):  # expect[errorhandler-changes-status]
    return render_template("lost.html")


@app.errorhandler(Exception)
def explain(error):  # expect[error-page-leak]
    if isinstance(error, HTTPException):
        return error
    return render_template("explain.html", trace=traceback.format_exc()), 500


@app.route("/")
def index():
    return render_template("index.html", tools=TOOLS)


@app.route("/about")
def about():
    return render_template("about.html")


@app.route("/search")
def search():
    words = request.args.get("q", "").lower()
    return render_template("index.html", tools=[tool for tool in TOOLS if words in tool["name"].lower()])


@app.route("/ratings/average")
def average_rating():  # expect[route-5xx]
    return jsonify(sum(RATINGS) / len(RATINGS))


@app.route("/tools/<int:tool_id>")
def tool(tool_id):
    return render_template("tool.html", tool=find(tool_id))


@app.route("/loans")
@app.route("/tools/<int:number>")
def loans(number=None):  # expect[shadowed-route]
    return render_template("about.html", number=number)


@app.route("/owners/<name>")
def owner(owner_name):  # expect[view-signature-mismatch, detail-page-unseen]
    return render_template("index.html", tools=[tool for tool in TOOLS if tool["owner"] == owner_name])


@app.route("/tools/<int:tool_id>/receipt")
def receipt(tool_id):
    return render_template("receipt.html", tool=find(tool_id))  # expect[missing-template]


@app.route("/tools/<int:tool_id>/owner")
def owner_of(tool_id):
    return jsonify(find(tool_id)["owner"])  # expect[unknown-id-fails]


@app.route("/tools/<int:tool_id>/label")
def label(tool_id):
    return render_template("label.html", tool=find(tool_id))


@login_required
@app.route("/admin")
def admin():  # expect[auth-decorator-above-route]
    return render_template("admin.html", members=MEMBERS)


@app.route("/members/<name>")
@login_required
def member(name):
    return jsonify({"name": name, "member": name in MEMBERS, "card": card_of(name)})


def card_of(name):
    series = app.config["WTF_CSRF_SECRET_KEY"].encode() + app.config["JWT_SECRET_KEY"]
    return zlib.crc32(series + name.encode())


@app.route("/suggestions")
def suggestions():
    return jsonify(WISHES)


@app.route("/opening-hours")
def opening_hours():  # expect[route-not-tested]
    return jsonify({"saturday": "10-13"})


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        if check_password_hash(MEMBERS.get(request.form["name"], ""), request.form["password"]):
            session["name"] = request.form["name"]
        return redirect(url_for("home"))  # expect[dangling-endpoint]
    return render_template("login.html")


@app.route("/register", methods=["POST"])
def register():
    MEMBERS[request.form["name"]] = generate_password_hash(request.form["password"])  # expect[module-state-mutated]
    flash("Welcome!")  # expect[flashed-messages-unshown]
    return redirect(url_for("login"))


@app.route("/tools/<int:tool_id>/rating", methods=["POST"])
def rate(tool_id):
    RATINGS.append(int(request.form["stars"]))  # expect[module-state-mutated]
    return redirect(url_for("tool"))  # expect[url-for-missing-value]


def reports():
    return jsonify({"tools": len(TOOLS)})


if __name__ == "__main__":
    app.add_url_rule("/reports", view_func=reports)  # expect[main-guard-only-setup]

app.run(port=5000)  # expect[server-started-at-import]
