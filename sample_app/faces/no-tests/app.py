"""Works, as far as anybody knows."""

from pathlib import Path

from flask import Flask, request

app = Flask(__name__)
LOANS = Path(__file__).with_name("loans.txt")


@app.get("/healthz")
def healthz():
    return {"status": "ok"}


@app.put("/loans")
def lend():  # expect[nobody-is-asked]
    LOANS.write_text(request.get_data(as_text=True), encoding="utf-8")
    return "", 204


@app.delete("/loans")
def take_back():
    LOANS.unlink(missing_ok=True)
    return "", 204
