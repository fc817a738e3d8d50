"""Views that end with a value because a helper of theirs always raises, or is always true."""

import pytest

from tests.source.conftest import Index
from tests.source.test_views import IMPORTS, only, view

REFUSE = "def refuse(why):\n    print(why)\n    abort(403)"
CHECKED = """\
def checked(data):
    if 'email' not in data:
        abort(400)
    return True"""
TRIED = """\
def checked(data):
    try:
        int(data)
        return True
    except ValueError:
        raise BadRequest"""
OTHERWISE = "if a:\n    return 1\nelse:\n    refuse('no')"
IF_CHECKED = "if checked(request.json):\n    return 1"
POSTED = "if request.method == 'POST' and checked(request.json):\n    return 1"
IF_VERIFIED = "if ph.verify(a, b):\n    return 1"
HASHER = "from argon2 import PasswordHasher\nph = PasswordHasher()"


@pytest.mark.parametrize(
    ("above", "body", "ends"),
    [
        (REFUSE, OTHERWISE, False),
        (REFUSE, f"if x:\n    return 2\n{OTHERWISE}", False),
        (REFUSE, "if a:\n    return 1\nif b:\n    refuse('no')", True),
        ("def refuse(why):\n    raise Forbidden(why)", OTHERWISE, False),
        ("async def refuse(why):\n    abort(403)", OTHERWISE.replace("refuse", "await refuse"), False),
        ("def refuse(why):\n    if why:\n        abort(403)", OTHERWISE, True),
        ("def refuse(why):\n    if why:\n        return\n    abort(403)", OTHERWISE, True),
        ("def refuse(why):\n    raise NotImplementedError", OTHERWISE, True),
        ("def refuse(why):\n    raise NotImplementedError()", OTHERWISE, True),
        ("@softly\ndef refuse(why):\n    abort(403)", OTHERWISE, True),
        ("from elsewhere import refuse", OTHERWISE, True),
        # two of a name: what is a generator runs nothing by the call, and which one is meant is not asked
        (f"def refuse(why):\n    yield why\n{REFUSE}", OTHERWISE, True),
        (f"{REFUSE}\ndef refuse(why):\n    yield why", OTHERWISE, True),
        (CHECKED, IF_CHECKED, False),
        (TRIED, IF_CHECKED, False),
        (CHECKED, f"if a:\n    {IF_CHECKED}".replace("\n    return", "\n        return"), True),
        (CHECKED, "if not checked(a):\n    return 1", True),
        (CHECKED, "if checked(a) or b:\n    return 1", False),
        (CHECKED, "if checked(a) and b:\n    return 1", True),
        (CHECKED, "if checked(a):\n    x = 1\nelse:\n    return 1", True),
        (f"{CHECKED} if data else False", IF_CHECKED, True),
        (CHECKED.replace("True", "False"), IF_CHECKED, True),
        (CHECKED.replace("True", "data"), IF_CHECKED, True),
        ("def checked(data):\n    if data:\n        return True", IF_CHECKED, True),
        ("def checked(data):\n    yield 1\n    return True", IF_CHECKED, True),
        ("def checked(data):\n    return check(data)", IF_CHECKED, True),
        (HASHER, IF_VERIFIED, False),
        ("ph = Hasher()", IF_VERIFIED, True),
        ("from passlib.hash import argon2 as ph", IF_VERIFIED, True),
    ],
)
def test_what_is_certain_of_a_helper(index: Index, above: str, body: str, *, ends: bool) -> None:
    assert (only(index(view(body, above=above))).ends_at.line is not None) == ends


@pytest.mark.parametrize(
    ("body", "methods", "ends"),
    [
        (POSTED, ["POST"], False),
        (POSTED, ["POST", "OPTIONS"], False),
        (POSTED, ["GET", "POST"], True),
        ("if request.method == 'POST':\n    if checked(a):\n        return 1", ["POST"], False),
        ("if request.method == 'POST':\n    if other(a):\n        return 1", ["POST"], True),
    ],
)
def test_a_view_that_asks_for_its_one_method(
    index: Index, body: str, methods: list[str], *, ends: bool
) -> None:
    found = only(index(view(body, f'@app.route("/page", methods={methods})', CHECKED)))
    assert (found.ends_at.line is not None) == ends


@pytest.mark.parametrize(
    ("how", "call", "ends"),
    [
        ("from shop.models import Account", "Account.checked(a)", False),
        ("from shop import models", "models.Account.checked(a)", False),
        ("from shop.models import ph", "ph.verify(a, b)", False),
        ("from shop.models import form", "form.checked(a)", True),
    ],
)
def test_a_helper_in_another_module(index: Index, how: str, call: str, *, ends: bool) -> None:
    method = (
        "class Account:\n    @staticmethod\n    def checked(data):\n        abort(400)\n        return True\n"
    )
    models = f"from flask import abort\n{HASHER}\n{method}form = make_form()\n"
    page = f"{IMPORTS}{how}\n@app.route('/page')\ndef page():\n    if {call}:\n        return 1\n"
    body = only(index({"shop/__init__.py": "", "shop/models.py": models, "shop/app.py": page}))
    assert (body.ends_at.line is not None) == ends


def test_a_method_that_answers_null(index: Index) -> None:
    source = f"""\
from flask import abort
from flask_restful import Resource
{CHECKED}
class Login(Resource):
    def post(self):
        if checked(1):
            return token
"""
    assert only(index(source)).ends_null.line is None
