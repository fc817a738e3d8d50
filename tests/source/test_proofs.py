"""Views that hold what was sent against something of their own."""

import pytest

from .conftest import Index

VIEW = """from hmac import compare_digest
from flask import Flask, request
app = Flask(__name__)
@app.post("/<int:booking>")
def change(booking):
    form = ChangeForm()
    kept = find(booking)
    {}
"""


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("if request.json['pin'] != kept.pin: abort(401)", True),
        ("if kept.pin == request.form.get('pin', '').strip(): keep()", True),
        ("pin = request.form['pin']\n    if pin != kept.pin: abort(401)", True),
        ("data = request.get_json()\n    if data['pin'] != kept['pin']: abort(401)", True),
        ("if form.pin.data != kept.pin: abort(401)", True),
        ("if not compare_digest(kept.pin, request.form['pin']): abort(401)", True),
        ("if request.form['action'] == 'delete': keep()", False),
        ("if request.form['new'] == request.form['again']: keep()", False),
        ("if request.method == METHOD: keep()", False),
        ("if request.endpoint != kept.endpoint: keep()", False),
        ("if kept.pin == other.pin: keep()", False),
    ],
)
def test_what_was_sent_against_its_own(written: str, says: bool, index: Index) -> None:
    (body,) = index(VIEW.format(written)).facts.views
    assert body.compares_sent is says
