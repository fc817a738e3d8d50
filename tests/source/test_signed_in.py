"""Views that ask who is signed in by a function of the project."""

import pytest

from tests.source.conftest import Index

HEAD = "from flask import Flask, redirect, request, session\nfrom shop import *\napp = Flask(__name__)\n"
LOGGED_IN = "def logged_in():\n    return 'user' in session\n"


def view(body: str) -> str:
    return f"@app.post('/buy')\ndef buy():\n    {body}\n    return ''\n"


@pytest.mark.parametrize(
    ("functions", "body", "identity"),
    [
        (LOGGED_IN, "if not logged_in(): return redirect('/')", ("session",)),
        ("def current_user():\n    return session['user']\n", "user = current_user()", ("session",)),
        ("def is_admin():\n    return session.get('role') == 'admin'\n", "ok = is_admin()", ("session",)),
        (
            "class Auth:\n    def user(self): return session['user']\nauth = Auth()\n",
            "u = auth.user()",
            ("session",),
        ),
        (LOGGED_IN, "if 'user' in session and logged_in(): pass", ("session",)),
        (LOGGED_IN, "pass", ()),
        ("def translated():\n    return session.get('language')\n", "translated()", ()),
        ("def set_user(name):\n    session['users'] = session['users'] + [name]\n", "set_user('x')", ()),
        ("def sign_user_in(name):\n    session['user'] = name\n", "sign_user_in('x')", ()),
        ("def logged_in(session):\n    return 'user' in request.cookies\n", "logged_in(db)", ()),
        ("from db import session\ndef user():\n    return session.get('user')\n", "user()", ()),
    ],
)
def test_views(functions: str, body: str, identity: tuple[str, ...], index: Index) -> None:
    (found,) = index(f"{HEAD}{functions}{view(body)}").facts.views
    assert found.identity == identity


USER_ID = "def get_user_id():\n    return session['user']\n"
ADDS = "def add_film(title):\n    {}\n    db.session.add(Film(title))\n    db.session.commit()\n"


@pytest.mark.parametrize(
    ("functions", "body", "identity"),
    [
        (USER_ID + ADDS.format("user = get_user_id()"), "add_film('x')", ("session",)),
        (ADDS.format("user = session['user_id']"), "add_film('x')", ("session",)),
        (ADDS.format("user = session.get('username')"), "add_film('x')", ("session",)),
        (ADDS.format("if 'user' in session: pass"), "add_film('x')", ()),  # nothing of theirs
        (ADDS.format("language = session['language']"), "add_film('x')", ()),
        (ADDS.format("pass"), "add_film('x')", ()),
        (USER_ID + "def films():\n    return Film.query.get(get_user_id())\n", "films()", ()),  # reads alone
        (USER_ID + ADDS.format("user = get_user_id()").replace("film", "log"), "add_log('x')", ()),
        (USER_ID + ADDS.format("user = get_user_id()"), "films.add_film('x')", ()),
    ],
)
def test_by_a_function_that_changes_what_is_theirs(
    functions: str, body: str, identity: tuple[str, ...], index: Index
) -> None:
    (found,) = index(f"{HEAD}db = SQLAlchemy(app)\n{functions}{view(body)}").facts.views
    assert found.identity == identity


@pytest.mark.parametrize(
    ("call", "forced"),
    [
        ("request.get_json(force=True)", True),
        ("request.get_json(True)", True),
        ("request.get_json(force=False)", False),
        ("request.get_json(silent=True)", False),
    ],
)
def test_json_whatever_its_type(call: str, *, forced: bool, index: Index) -> None:
    (found,) = index(f"{HEAD}{view(f'data = {call}')}").facts.views
    assert ("get_json(force=True)" in found.reads) is forced


def test_by_a_function_of_another_module(index: Index) -> None:
    files = {
        "auth.py": f"from flask import session\n{LOGGED_IN}",
        "app.py": f"{HEAD}from auth import logged_in\n{view('if not logged_in(): return')}",
    }
    (found,) = index(files).facts.views
    assert found.identity == ("session",)


@pytest.mark.parametrize(
    ("body", "sets"),
    [
        ("session['name'] = 'Ada'", True),
        ("flask.session['name'] = 'Ada'", True),
        ("name = session['name']", False),
        ("del session['name']", False),
        ("known['name'] = 'Ada'", False),
        ("session = {}\n    session['name'] = 'Ada'", False),
    ],
)
def test_a_view_sets_the_session(body: str, *, sets: bool, index: Index) -> None:
    (found,) = index(f"import flask\n{HEAD}{view(body)}").facts.views
    assert found.sets_session is sets
