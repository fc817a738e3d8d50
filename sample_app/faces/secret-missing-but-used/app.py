"""Reading the session works without a key, writing it does not."""
# expect-file[secret-missing-but-used]

from flask import Flask, redirect, session

app = Flask(__name__)
app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_SAMESITE="Lax")


@app.get("/")
def index():
    return {"visits": session.get("visits", 0)}


@app.post("/visits")
def visit():  # expect[csrf-unprotected, route-only-failing-tests]
    session["visits"] = session.get("visits", 0) + 1
    return redirect("/")


@app.get("/healthz")
def healthz():
    return {"status": "ok"}
