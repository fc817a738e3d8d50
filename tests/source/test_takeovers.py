"""Views that give an account another password by what everybody knows of it."""

from textwrap import indent

import pytest

from .conftest import Index

HEAD = """\
from flask import Flask, g, request, session
from models import Reset, User, db
app = Flask(__name__)

@app.post("/password")
def view():
"""
FIND = "user = User.query.filter_by(email=request.form['email']).first()"
SET = "user.password = generate_password_hash(request.form['password'])"
KEEP = "db.session.commit()\nreturn 'done'"
SAID = [("user.password", "email")]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([FIND, SET], SAID),
        ([FIND, "if not user:\n    return 'none', 404", SET], SAID),
        ([FIND, "user.set_password(request.form['password'])"], [("user.set_password", "email")]),
        (
            [
                "data = request.get_json()",
                "name, new = data['username'], data.get('new_password')",
                "user = db.session.query(User).filter(User.username == data['username']).first()",
                "user.password_hash = bcrypt.hashpw(data['new_password'].encode('utf-8'), bcrypt.gensalt())",
            ],
            [("user.password_hash", "username")],
        ),
        (
            [
                "data = parser.parse_args()",
                "email = data['email'].strip().lower()",
                "if not is_valid_email(email) or len(data['password']) < 8:\n    return 'no', 400",
                "if data['password'] != data['confirm_password']:\n    return 'no', 400",
                "user = User.query.filter_by(email=email).first()",
                "hashed = generate_password_hash(data['password'])",
                "user.password = hashed",
            ],
            SAID,
        ),
        # What only its owner knows, or was sent:
        ([FIND, "if not check_password_hash(user.password, request.form['old']):\n    return ''", SET], []),
        ([FIND, "if user.password != request.form['was']:\n    return ''", SET], []),
        ([FIND, "if user.code != request.form['code']:\n    return ''", SET], []),
        ([FIND, "if not user.allowed:\n    return ''", SET], []),
        ([FIND, "if not may_reset(user):\n    return ''", SET], []),
        ([FIND, "if not valid(user.phone, request.form['phone']):\n    return ''", SET], []),
        (["check()", FIND, SET], []),
        (["validate()", FIND, SET], []),
        (["token = request.form['token']", FIND, SET], []),
        (
            [
                "email = serializer.loads(request.form['t'])",
                FIND.replace("request.form['email']", "email"),
                SET,
            ],
            [],
        ),
        (["reset = Reset.query.filter_by(email=request.form['email']).first()", FIND, SET], []),
        ([FIND.replace("email=request", "reset_token=request"), SET], []),
        ([FIND.replace(").first", ", pin=request.form['pin']).first"), SET], []),
        ([FIND.replace(").first", ").filter(User.expires > now).first"), SET], []),
        # Somebody is known:
        (["if 'user' not in session:\n    return ''", FIND, SET], []),
        (["if not g.user:\n    return ''", FIND, SET], []),
        (["if request.headers['X'] != app.x:\n    return ''", FIND, SET], []),
        (["user = User.query.filter_by(email=session['email']).first()", SET], []),
        (["user = User.query.filter_by(id=request.form['id']).first()", SET], []),
        # The password comes from elsewhere, goes by mail, or is a new account's:
        ([FIND, "user.password = draw()"], []),
        ([FIND, SET, "mail.send(message)"], []),
        (["user = User(email=request.form['email'])", SET], []),
        ([FIND, "user.theme = request.form['theme']"], []),
        ([FIND, "user = other(user)", SET], []),
    ],
)
def test_who_may_set_a_password(index: Index, lines: list[str], said: list[tuple[str, str]]) -> None:
    body = indent("\n".join([*lines, KEEP]), "    ")
    found = [one for one in index(f"{HEAD}{body}\n").facts.slips if one.kind == "password-set"]
    assert [(one.what, one.detail) for one in found] == said


def test_a_link_with_a_token(index: Index) -> None:
    body = indent(f"{FIND}\n{SET}\n{KEEP}", "    ")
    source = HEAD.replace("/password", "/password/<token>").replace("view()", "view(token)")
    assert [one for one in index(f"{source}{body}\n").facts.slips if one.kind == "password-set"] == []


def test_no_view(index: Index) -> None:
    body = indent(f"{FIND}\n{SET}\n{KEEP}", "    ")
    assert index(f"from flask import request\ndef reset():\n{body}\n").facts.slips == ()
