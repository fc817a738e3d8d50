"""Keys of the session that a file reads, and that nothing in the project puts there."""

import pytest

from .conftest import Index

HEAD = "from flask import session, render_template\n"
LOGIN = "session['name'] = 'ada'\n"


@pytest.mark.parametrize(
    ("source", "key", "certain"),
    [
        ("session['role']", "role", True),
        ("session.get('role')", "role", False),
        ("'role' in session", "role", False),
        ("if 'role' in session:\n    session['role']", "role", False),
        ("session.pop('role', None)\nsession.get('role')", "role", False),
        ("render_template('a.html', session=session)\nsession.get('role')", "role", False),
        ("session['cart']['x'] = 1", "cart", True),
    ],
)
def test_keys_that_nothing_sets(index: Index, source: str, key: str, *, certain: bool) -> None:
    found = index(f"{HEAD}{LOGIN}{source}\n").facts.unset_keys
    assert {(one.key, one.certain) for one in found} == {(key, certain)}


@pytest.mark.parametrize(
    "source",
    [
        "session['role'] = 1\nsession['role']",
        "session.setdefault('role', 1)\nsession['role']",
        "session.update(role=1)\nsession['role']",
        "session.update({'role': 1})\nsession['role']",
        "session['role'], x = 1, 2\nsession['role']",
        "session.get('role', 'guest')",
        "session.pop('role', None)",
        # Any key may be set:
        "session[key] = 1\nsession['role']",
        "session.update(row)\nsession['role']",
        "session.setdefault(key, 1)\nsession['role']",
        "log_in(session)\nsession['role']",
        "mine = session\nsession['role']",
        "session.__setitem__('role', 1)\nsession['role']",
        "from database import session\nsession['role']",
    ],
)
def test_keys_that_may_be_set(index: Index, source: str) -> None:
    assert index(f"{HEAD}{LOGIN}{source}\n").facts.unset_keys == ()


@pytest.mark.parametrize(
    "other",
    [
        "from flask import session\nsession['role'] = 1",
        "import flask\nflask.session['role'] = 1",
        "from flask import session as kept\nkept[key] = 1",
        "from app import *\nsession['role'] = 1",
        "from app import session\nsession['role'] = 1",
    ],
)
def test_another_module_may_set_it(index: Index, other: str) -> None:
    assert index({"app.py": f"{HEAD}{LOGIN}session['role']", "login.py": other}).facts.unset_keys == ()


def test_who_sets_no_key_at_all_leaves_that_to_somebody_else(index: Index) -> None:
    assert index(f"{HEAD}session['role']").facts.unset_keys == ()


def test_tests_set_nothing(index: Index) -> None:
    suite = "from flask import session\nsession['role'] = 1"
    (one,) = index({"app.py": f"{HEAD}{LOGIN}session['role']", "tests/test_a.py": suite}).facts.unset_keys
    assert one.place.path == "app.py"
