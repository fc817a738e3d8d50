"""Functions that run before each request, and whether they may turn somebody away."""

import pytest

from .conftest import Index

HEAD = "from flask import Flask, abort, g, redirect, request\nfrom db import find\napp = Flask(__name__)\n"


@pytest.mark.parametrize(
    ("body", "passes"),
    [
        ("g.start = time.time()", True),
        ("g.user = find(session.get('user'))", True),
        ("g.user = None\n    if 'user' in session:\n        g.user = find(session['user'])", True),
        ("if request.method == 'OPTIONS':\n        return '', 204", True),
        ("if request.method == 'OPTIONS':\n        return '', 204\n    else:\n        return 'no'", False),
        ("if g.user is None:\n        return", True),
        ("return None", True),
        ("return redirect('/login')", False),
        ("if 'user' not in session:\n        abort(401)", False),
        ("if 'user' not in session:\n        raise Unauthorized", False),
        ("assert 'user' in session", False),
        ("check_key()", False),
        ("guards[request.endpoint]()", False),
        ("verify_jwt_in_request()", False),
    ],
)
def test_what_may_turn_away(index: Index, body: str, passes: bool) -> None:
    facts = index(f"{HEAD}@app.before_request\ndef look():\n    {body}\n").facts
    assert [place.line for place in facts.request_hooks] == [5]
    assert facts.passing_hooks == (facts.request_hooks if passes else ())


@pytest.mark.parametrize(
    ("above", "passes"),
    [
        ("@bp.before_app_request", True),
        ("@app.before_request\n@login_required", False),
        ("@app.after_request", False),
    ],
)
def test_by_what_it_runs(index: Index, above: str, passes: bool) -> None:
    facts = index(f"{HEAD}{above}\ndef look():\n    g.start = 1\n").facts
    assert bool(facts.passing_hooks) is passes


def test_one_that_a_call_registers_is_not_read(index: Index) -> None:
    facts = index(f"{HEAD}def look():\n    g.start = 1\napp.before_request(look)\n").facts
    assert facts.request_hooks
    assert not facts.passing_hooks
