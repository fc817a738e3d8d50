"""Roles that a view takes from the request, and the guards that ask for them."""

from textwrap import indent

import pytest

from releasecheck.facts import Place
from releasecheck.facts.privileges import Granted, PrivilegeGuard
from tests.source.conftest import Index

DATA = "data = request.get_json() or {}\n"
VIEW = Place("app.py", 3, 1)


def in_view(body: str) -> str:
    return "from flask import request, session\n@app.post('/register')\ndef register(admin=None):\n" + indent(
        body, "    "
    )


@pytest.mark.parametrize(
    ("body", "granted"),
    [
        ("User(role=request.form['role'])", ("role", "role", "User")),
        ("User(role=request.json.get('kind', 'user'))", ("role", "kind", "User")),
        ("models.User(is_admin=bool(request.form.get('admin')))", ("is_admin", "admin", "User")),
        ("Reader(password=x, role=request.values['role'].strip())", ("role", "role", "Reader")),
        (DATA + "user.role = data.get('role') or 'user'", ("role", "role", "user")),
        (DATA + "role = data['role']\nUser(role=role)", ("role", "role", "User")),
        (
            DATA + "role = data.get('role')\nif not data or not role or role == '': stop()\nUser(role=role)",
            ("role", "role", "User"),
        ),
        (DATA + "kept.insert_one({'password': x, 'role': data['role']})", ("role", "role", "a record")),
        (DATA + "User(role=data['role'])\nreturn jsonify({'role': data['role']})", ("role", "role", "User")),
    ],
)
def test_a_role_out_of_the_request(index: Index, body: str, granted: tuple[str, str, str]) -> None:
    (one,) = index(in_view(body)).facts.grants
    assert one == Granted(*granted, one.place, VIEW)


@pytest.mark.parametrize(
    "body",
    [
        "User(role='user')",
        "Vacancy(role=request.form['role'])",
        "make_user(role=request.form['role'])",
        "form.role = request.form['role']",
        "kept.insert_one({'role': request.form['role']})",
        "User(role=form.role.data)",
        "User(role=request.form.get('role') == 'editor')",
        "User(role=ROLES[request.form['role']])",
        "User(role='admin' if request.form.get('role') else 'user')",
        "role = request.form['role']\nif role not in ROLES: stop()\nUser(role=role)",
        "if request.form['role'] == 'admin': stop()\nUser(role=request.form['role'])",
        "role = request.form['role']\ncheck(role)\nUser(role=role)",
        "role = request.form['role']\nmatch role:\n    case _: pass\nUser(role=role)",
        "role = request.form['role']\nrole = 'user'\nUser(role=role)",
        DATA + "schema.load(data)\nUser(role=data['role'])",
        "user = User(role=request.form['role'])\nnew.role = 'user'",
        "if request.form.get('is_admin'): stop()\nUser(is_admin=request.form.get('is_admin'))",
        "role = role.strip()\nUser(role=role)",
    ],
)
def test_roles_that_somebody_looks_at(index: Index, body: str) -> None:
    assert index(in_view(body)).facts.grants == ()


def test_a_function_that_is_no_view(index: Index) -> None:
    source = "from flask import request\ndef make():\n    return User(role=request.form['role'])"
    assert index(source).facts.grants == ()


@pytest.mark.parametrize(
    ("body", "attribute", "wants"),
    [
        ("if claims['role'] != 'admin': return 'no', 403", "role", "admin"),
        ("if not current_user.is_admin: abort(403)", "is_admin", None),
        ("if not user or not user.is_admin: return 'no'", "is_admin", None),
        ("if session.get('role') not in ('staff', 'owner'): return redirect('/')", "role", "staff"),
        ("if user.role == 'admin':\n    go()\nelse:\n    return 'no', 403", "role", "admin"),
        ("if user.role == 'admin':\n    return view(*args, **kwargs)\nreturn 'no'", "role", "admin"),
        ("if not user.role == 'Administrator': raise Forbidden", "role", "Administrator"),
    ],
)
def test_a_guard(index: Index, body: str, attribute: str, wants: str | None) -> None:
    (one,) = index(f"def wrapper():\n{indent(body, '    ')}").facts.privilege_guards
    assert one == PrivilegeGuard(attribute, wants, "wrapper", Place("app.py", 2, 5))


def test_a_guard_as_a_decorator(index: Index) -> None:
    source = "@app.get('/a')\n@roles_required('admin')\ndef everything(): pass"
    assert index(source).facts.privilege_guards == (
        PrivilegeGuard("role", "admin", "everything", Place("app.py", 2, 2)),
    )


@pytest.mark.parametrize(
    "body",
    [
        "if user.role == 'admin': return redirect('/admin')",
        "if user.role == 'admin':\n    return redirect('/admin')\nelse:\n    return redirect('/')",
        "if user.role != 'buyer': return 'no', 403",
        "if request.form['role'] != 'admin': return 'no', 403",
        "if user.role != 'admin': log()",
        "if not admin: return 'no', 404",
        "if user.role > 'admin': return 'no', 403",
    ],
)
def test_what_is_no_guard(index: Index, body: str) -> None:
    assert index(f"def wrapper():\n{indent(body, '    ')}").facts.privilege_guards == ()


@pytest.mark.parametrize(
    ("given", "guards"),
    [
        ("data = request.get_json()", 0),
        ("data = request.get_json(silent=True) or {}", 0),
        ("data = jwt.decode(request.headers['X'], KEY)", 1),
    ],
)
def test_the_value_that_is_sent_is_nobodys_role(index: Index, given: str, guards: int) -> None:
    body = f"{given}\nif data['role'] not in ('buyer', 'admin'):\n    raise Refused"
    assert len(index(in_view(body)).facts.privilege_guards) == guards
