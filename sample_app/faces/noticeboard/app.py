"""A noticeboard for one street: pin up, take down, and trust whatever the request says."""

import os
import random
import re
import smtplib
from functools import wraps
from urllib.error import URLError
from urllib.request import urlopen

from flask import (
    Flask,
    Response,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    render_template_string,
    request,
    send_file,
    session,
    url_for,
)
from flask_wtf import CSRFProtect
from werkzeug.utils import secure_filename
from wtforms import ValidationError

from board import board
from notices import NOTICES, Board, Cache, Key, Member, Records, connection

app = Flask(__name__)  # expect[static-folder-exposes-source]
app.config.from_prefixed_env()
app.secret_key = "3f0d2c8e5b7a4961"
CSRFProtect(app)
app.register_blueprint(board)
cache = Cache()
db = Records()
MEMBERS = {"7": "Ida", "12": "Paul"}


@app.get("/")
def index():
    return render_template("index.html", notices=NOTICES)


@app.post("/notices")
def pin_up():
    NOTICES.append(request.form["text"])  # expect[module-state-mutated]
    return redirect(url_for("index"))


@app.post("/pictures")
def pin_picture():
    request.files["picture"].save("static\\picture.jpg")  # expect[backslash-path]
    return redirect(url_for("index"))


@app.get("/notices/<int:notice>/delete")
def take_down(notice):  # expect[get-mutates-state]
    database = connection()
    database.execute("DELETE FROM notice WHERE id = ?", (notice,))  # expect[foreign-keys-off]
    database.commit()
    return redirect(url_for("index"))


@app.post("/drawings")
def pin_drawing():
    drawing = request.files["drawing"]
    drawing.save(f"static/{secure_filename(drawing.filename)}")  # expect[upload-of-any-type]
    return redirect(url_for("index"))


@app.post("/keys")
def forgotten_key():
    link = url_for("index", token=request.form["name"], _external=True)  # expect[sign-in-link-shown]
    return jsonify(link=link)


@app.post("/keys/code")
def code_for_forgotten_key():
    session["reset_code"] = random.randint(1000, 9999)  # expect[code-drawn-by-random]
    board = Board(name=request.form["name"])
    db.session.add(board)  # expect[id-before-flush]
    db.session.add(Key(board_id=board.id))
    return redirect(url_for("index"))


@app.get("/keys/number")
def number_of_keys():
    if request.args.get("key") != os.environ.get("BOARD_KEY"):  # expect[unset-secret-lets-in]
        abort(403)
    return jsonify(notices=len(NOTICES))


@app.post("/keys/new")
def new_key():
    owner = Board.query.filter_by(name=request.form["name"]).first()
    if owner:
        owner.password = request.form["password"]  # expect[password-set-by-anybody]
        db.session.commit()
    return redirect(url_for("index"))


@app.post("/greetings")
def greet():
    jsonify(seen=True).set_cookie("seen", "1")  # expect[cookie-never-sent]
    return jsonify(seen=True)


@app.post("/notices.csv")
def export():
    def rows():
        yield from (f"{session['name']},{notice}" for notice in NOTICES)

    return Response(rows(), mimetype="text/csv")  # expect[stream-outlives-request]


app.route("/notices/<int:notice>/move", methods=["POST"])  # expect[route-call-without-effect]
def move(notice):
    NOTICES.insert(0, NOTICES.pop(notice))
    return redirect(url_for("index"))


@app.post("/notices/<int:notice>/edit")
def edit(notice):
    if notice >= len(NOTICES):
        return IndexError("no such notice")  # expect[exception-returned]
    fields = request.form
    fields.pop("csrf_token")  # expect[request-data-changed]
    return render_template("index.html", notices=[fields])


@app.post("/members")
def join():
    member = Member(request.form["name"], role=request.form.get("role", "reader"))  # expect[privilege-from-request]
    member.save()
    return redirect(url_for("index"))


@app.post("/notices/archive")
def archive():
    if session.get("role") != "admin":
        abort(403)
    return {"archived": len(NOTICES)}


@app.get("/greeting")
def greeting():
    return render_template("greeting.j2", name=request.args.get("name", "neighbour"))


@app.get("/poster")
def poster():
    colour = request.args.get("colour", "red")
    return render_template_string("<h1 style='color: %s'>Street party</h1>" % colour)  # expect[template-from-request]


@app.get("/raffle")
def raffle():
    return {"winner": eval(request.args.get("rule", "7 * 6"))}  # expect[code-from-request]


@app.get("/leave")
def leave():
    return redirect(request.args.get("to") or url_for("index"))  # expect[redirect-from-request]


@app.get("/attachments/show")
def attachment():
    name = request.args.get("name", "static/board.css")
    return send_file(name)  # expect[file-from-request]


@app.get("/mine")
@cache.cached(timeout=60)  # expect[cache-without-user-key]
def mine():
    return {"notices": session.get("notices", [])}


@app.get("/oldest")
def oldest():  # expect[view-returns-none]
    if not NOTICES:
        return {"notice": NOTICES[0]}


@app.get("/notices/count")
def count():
    try:
        (number,) = connection().execute("SELECT COUNT(*) FROM notice").fetchone()
    except Exception as error:
        return {"error": str(error)}, 404  # expect[exception-in-answer]
    return {"notices": number}


def forecast():
    try:
        with urlopen("https://weather.example/today", timeout=3) as answer:
            return answer.read().decode()
    except URLError as error:
        return f"no forecast ({error.code})"  # expect[except-block-fails]


def members_only(view):
    @wraps(view)
    def checked(*args, **kwargs):
        try:
            member = MEMBERS[request.headers["X-Member"]]
            app.logger.info("%s reads", member)
            return view(*args, **kwargs)
        except Exception:  # expect[guard-hides-failures]
            return {"error": "members only"}, 401

    return checked


@app.get("/notices/own")
@members_only
def own():
    return {"notices": NOTICES[:2]}


@app.get("/notices/first")
def first():
    try:
        return {"notice": NOTICES[:1]}
    except Exception as error:
        return {"error": error}, 404  # expect[exception-object-in-json]


@app.post("/notices/<int:notice>/seen")
def see(notice):
    session["seen"].append(notice)  # expect[session-change-lost]
    return redirect(url_for("index"))


@app.get("/notices/search")
def search():
    return {"found": [one for one in NOTICES if re.search(request.args["q"], one)]}  # expect[pattern-from-request]


@app.post("/notices/<int:notice>/thanks")
def thank(notice):
    flash(f"Whoever pinned up notice {notice} hears of it.")  # expect[flashed-messages-unshown]
    return redirect(url_for("index"))


def announce(text):
    try:  # expect[connection-error-uncaught]
        with smtplib.SMTP("mail.example", timeout=3) as server:
            server.sendmail("board@street.example", "all@street.example", text)
    except smtplib.SMTPException:
        return False
    return True


@app.get("/notices/printed")
def printed():
    page = f"<h1>{request.args.get('street', 'Our street')}</h1>"
    return page.format(count=len(NOTICES))  # expect[html-without-escape, page-formatted-with-data]


def is_short(form, field):
    try:  # expect[refusal-caught]
        if len(field.data) > 80:
            raise ValidationError("Nobody reads that much.")
    except Exception as error:
        app.logger.warning("not looked at: %s", error)


def archived():
    with open("archive.json", "w+") as file:  # expect[file-emptied-first]
        return file.read()


def put_away(text):
    database = connection()
    try:
        database.execute("INSERT INTO archive (text) VALUES (?)", (text,))
        database.commit()
    except Exception as error:
        app.logger.warning("not put away: %s", error)
        return None
    return text


@app.get("/attic")
def attic():
    try:  # expect[failure-redirects-to-itself]
        years = sorted({"2023", "2024"})
    except LookupError:
        return redirect(url_for("attic"))
    return {"years": years}


@app.post("/attic")
def add_to_attic():
    put_away(request.form["text"])
    flash("It is in the archive.", "success")  # expect[failure-reported-as-success]
    return redirect(url_for("attic"))


@app.post("/scans")
def pin_scan():
    scan = request.files["scan"]
    name = secure_filename(scan.filename)
    scan.save(f"scans/{name}")  # expect[upload-overwrites-another]
    return redirect(url_for("index", picture=name))
