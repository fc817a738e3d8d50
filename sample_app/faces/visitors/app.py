"""Knows its visitors by heart, and tells everybody about them."""

from flask import Flask, abort, render_template, request, session, url_for
from flask_login import LoginManager, UserMixin, login_user

app = Flask(__name__)  # expect[security-headers-core]
app.config.update(
    SECRET_KEY="pLm93-ladder-kQ72x",
    SESSION_COOKIE_SECURE=True,  # expect[secure-cookie-over-http]
    REMEMBER_COOKIE_SAMESITE="Lax",
    REMEMBER_COOKIE_SECURE=False,  # expect[remember-cookie-flags]
)
members = LoginManager(app)


class Proxied:
    """Takes the visitor's address from the header that he sends himself."""

    def __init__(self, inner):
        self.inner = inner

    def __call__(self, environ, start_response):
        environ["REMOTE_ADDR"] = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")[0] or environ["REMOTE_ADDR"]
        return self.inner(environ, start_response)


app.wsgi_app = Proxied(app.wsgi_app)


@members.user_loader
def load(member_id):
    member = UserMixin()
    member.id = member_id
    return member


@app.after_request
def be_quick_and_open(response):
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
    response.headers["Access-Control-Allow-Credentials"] = "true"
    return response


@app.get("/")
def index():  # expect[host-reflected]
    return render_template("index.html", address=url_for("index", _external=True))


@app.get("/history")
def history():  # expect[session-too-large, vary-cookie-cache]
    session["history"] = [f"{request.path} {number * number}" for number in range(2000)]
    return {"visits": 2000}


@app.get("/pass")
def library_pass():
    response = app.make_response({"pass": "printed"})
    response.set_cookie("pass_token", "Qk93-dk20-sLw8-2mPz", httponly=True, samesite="Lax")  # expect[cookie-flags-other]
    return response


@app.get("/about")
def about():  # expect[secret-in-response]
    return {name: str(value) for name, value in app.config.items()}


@app.post("/login")
def login():
    login_user(load(request.form["name"]), remember=True)
    return "", 204


@app.get("/healthz")
def healthz():  # expect[health-host-rejected]
    if request.host.partition(":")[0] != "localhost":
        abort(403)
    return {"status": "ok"}, {"Cache-Control": "no-store"}


@app.post("/pushed")
def pushed():  # expect[webhook-unsigned]
    return {"renewed": request.headers.get("X-GitHub-Event") == "push"}


class Loan:
    """Stands for a table."""

    query = {}


@app.post("/loans/mine")
def my_loans():
    return {"loans": Loan.query.filter_by(member=session["member"]).all()}  # expect[session-key-never-set]


@app.post("/shelf")
def shelf():
    if "shelf" not in session:
        session["shelf"] = []
    return {"books": len(session["shelf"])}


@app.post("/shelf/sort")
def sort_shelf():
    return {"books": sorted(session["shelf"])}  # expect[session-key-untested]


@app.post("/loans/<int:number>/end")
def end_loan(number):
    loan = Loan.query.get(number)
    loan.ends = request.form["day"]  # expect[owner-not-checked]
    return "", 204
