"""What decorators of the project take for granted."""

from textwrap import indent

import pytest

from .conftest import Index

REFUSES = "return {'error': 'who are you?'}, 401"
FOUND = "user = User.query.filter_by(name=claims['sub']).first()"
IMPORTS = """\
from functools import wraps
from flask import abort, g, redirect, request, session, url_for
from flask_login import current_user, login_required
"""


def decorator(body: str, wraps: str = "    @wraps(f)\n", after: str = "    return wrapper\n") -> str:
    """A module with a decorator whose wrapper does that and then calls the view."""
    inner = indent(f"{body}\nreturn f(*args, **kwargs)", " " * 8)
    return f"{IMPORTS}\n\ndef members_only(f):\n{wraps}    def wrapper(*args, **kwargs):\n{inner}\n{after}"


def gaps(index: Index, source: str) -> list[tuple[str, str]]:
    return [(one.kind, one.what) for one in index(source).facts.guard_gaps]


@pytest.mark.parametrize(
    "body",
    [
        "if current_user.role != 'admin':\n    abort(403)",
        "if not current_user.role:\n    return redirect(url_for('auth.login'))",
        "name = current_user.role\nif not is_admin(name):\n    abort(403)",
    ],
)
def test_a_guard_takes_somebody_to_be_signed_in(index: Index, body: str) -> None:
    assert gaps(index, decorator(body)) == [("visitor", "current_user.role")]


ROLE = "if current_user.role != 'admin':\n    abort(403)"


@pytest.mark.parametrize(
    "source",
    [
        decorator("if not current_user.is_authenticated or current_user.role != 'admin':\n    abort(403)"),
        decorator("if not current_user or current_user.role != 'admin':\n    abort(403)"),
        decorator(f"if 'user_id' not in session:\n    abort(401)\n{ROLE}"),
        decorator(f"if not is_logged_in():\n    abort(401)\n{ROLE}"),
        decorator("if getattr(current_user, 'role', None) != current_user.role:\n    abort(403)"),
        decorator("try:\n    role = current_user.role\nexcept AttributeError:\n    abort(401)"),
        decorator(ROLE, wraps="    @wraps(f)\n    @login_required\n"),
        decorator(ROLE, after="    return login_required(wrapper)\n"),
        decorator("if current_user != owner() or current_user.role:\n    abort(403)"),
        decorator("pass"),
        decorator(ROLE).replace("return f(*args, **kwargs)", "return other(*args, **kwargs)"),
        decorator(ROLE) + decorator(ROLE).replace(IMPORTS, ""),
    ],
)
def test_a_guard_that_looks_or_is_not_known(index: Index, source: str) -> None:
    assert gaps(index, source) == []


@pytest.mark.parametrize("read", ["kwargs.get('room')", "kwargs['room']"])
def test_a_guard_reads_an_argument_of_the_path(index: Index, read: str) -> None:
    source = decorator(f"room = {read}\nif room not in ROOMS:\n    abort(404)")
    assert gaps(index, source) == [("argument", "room")]


@pytest.mark.parametrize(
    "body",
    [
        "room = kwargs.get('room', 1)",
        "room = kwargs.get('room') or 1",
        "room = kwargs.get('room')\nif room is None:\n    abort(404)",
        "room = kwargs.get('room')\nif not room:\n    abort(404)",
        "room = kwargs.get('room')\nif 'room' in kwargs:\n    abort(404)",
        "room = kwargs.get('room')\nroom = request.form['room']",
        "try:\n    room = kwargs['room']\nexcept KeyError:\n    abort(404)",
        "room = kwargs.get(NAME)",
        "room = options.get('room')",
    ],
)
def test_a_guard_that_can_do_without_the_argument(index: Index, body: str) -> None:
    assert gaps(index, decorator(body)) == []


@pytest.mark.parametrize(
    "body",
    [
        f"if not claims:\n    {REFUSES}\n{FOUND}\nrequest.user = user",
        f"try:\n    {FOUND}\nexcept Exception:\n    {REFUSES}\nkwargs['user'] = user",
        "user = db.session.get(User, claims['sub'])\ng.user = user\nif claims['old']:\n    abort(401)",
        f"user = db.users.find_one({{'name': claims['sub']}})\ng.user = user\nif not claims:\n    {REFUSES}",
        f"user = User.query.get(claims['sub'])\ng.user = user\nif not claims:\n    {REFUSES}",
    ],
)
def test_a_guard_hands_on_an_account_unseen(index: Index, body: str) -> None:
    assert gaps(index, decorator(body)) == [("row", "user")]


def test_a_guard_gives_the_view_an_account_unseen(index: Index) -> None:
    source = decorator(f"if not claims:\n    {REFUSES}\n{FOUND}").replace("f(*args", "f(user, *args")
    assert gaps(index, source) == [("row", "user")]


ELSE = f"if not claims:\n    {REFUSES}\n"


@pytest.mark.parametrize(
    "body",
    [
        f"{ELSE}{FOUND}\nif not user:\n    {REFUSES}\ng.user = user",
        f"{ELSE}{FOUND}\nif user is None:\n    {REFUSES}\ng.user = user",
        f"{ELSE}{FOUND}\ng.name = user.name\ng.user = user",
        f"{ELSE}{FOUND}\ncheck(user)\ng.user = user",
        f"{ELSE}{FOUND}\ng.user = user\nif not g.user:\n    {REFUSES}",
        f"{ELSE}{FOUND}\nuser = user_or_guest()\ng.user = user",
        f"{ELSE}user = User.query.get_or_404(claims['sub'])\ng.user = user",
        f"{ELSE}user = accounts.get('ada')\ng.user = user",
        f"{ELSE}user = Card.query.filter_by(name='x').first()\ng.user = user",
        f"{ELSE}{FOUND}",
        f"{FOUND}\ng.user = user",  # it refuses nobody: it only loads
    ],
)
def test_a_guard_that_looks_at_the_account(index: Index, body: str) -> None:
    assert gaps(index, decorator(body)) == []


def test_a_guard_that_calls_the_view_in_its_own_try(index: Index) -> None:
    calls = f"{FOUND}\n    g.user = user\n    return f(*args, **kwargs)"
    assert gaps(index, decorator(f"try:\n    {calls}\nexcept Exception:\n    {REFUSES}")) == []
