"""Comparisons of what a request says with a constant, and URLs with a password."""

import pytest

from releasecheck.facts import Place
from releasecheck.facts.source import LoginComparison, UrlLiteral
from tests.source.conftest import Index

KEY = "hunter2-0815"


def view(body: str, before: str = "") -> str:
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    return f"from flask import request, session\nimport flask\n{before}\ndef login():\n{lines}\n"


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (f"if request.form['password'] == '{KEY}': pass", ["password"]),
        (f"if '{KEY}' == request.form['password']: pass", ["password"]),
        (f"if request.form.get('password') != '{KEY}': pass", ["password"]),
        (f"if request.form.get('password', '').strip() == '{KEY}': pass", ["password"]),
        (f"if flask.request.headers.get('X-Api-Key') == '{KEY}': pass", ["X-Api-Key"]),
        (f"if request.args['token'] == '{KEY}': pass", ["token"]),
        (f"if request.json['user']['password'] == '{KEY}': pass", ["password"]),
        (f"if request.authorization.password == '{KEY}': pass", ["password"]),
        (f"password = request.form['password']\nif password == '{KEY}': pass", ["password"]),
        (f"data = request.get_json()\nif data['password'] == '{KEY}': pass", ["password"]),
        (
            f"data = request.get_json()\npassword = data.get('password')\nif password == '{KEY}': pass",
            ["password"],
        ),
        (f"if form.password.data == '{KEY}': pass", ["password"]),
        (f"if name == 'admin' and request.form['password'] == '{KEY}': pass", ["password"]),
        (f"if request.form.get('senha') != '{KEY}': pass", ["senha"]),
        (f"if request.form['senha_adm'] == '{KEY}': pass", ["senha_adm"]),
        (f"if request.form['contraseña'] == '{KEY}': pass", ["contraseña"]),
        # Not one of them:
        ("if request.form['password'] == '': pass", []),
        ("if request.form['senha_hash'] == 'sha256': pass", []),
        ("if request.form['password'] == request.form['confirm_password']: pass", []),
        (f"if request.form['username'] == '{KEY}': pass", []),
        (f"if request.form['password_action'] == '{KEY}': pass", []),
        (f"if current_app.config['SECRET_KEY'] == '{KEY}': pass", []),
        (f"if field == 'password' or password == '{KEY}': pass", []),
        (f"if user.password == '{KEY}': pass", []),
        (f"if session['token'] == '{KEY}': pass", []),
        (f"if request.form['password'] in ('{KEY}',): pass", []),
        ("if request.args['token'] == 'undefined': pass", []),
    ],
)
def test_logins(index: Index, body: str, names: list[str]) -> None:
    facts = index(view(body)).facts
    assert [one.what for one in facts.logins] == names
    assert KEY not in repr(facts)


@pytest.mark.parametrize(
    ("decorator", "takes", "body", "names"),
    [
        ("blp.arguments(Login)", "self, data", f"data['password'] != '{KEY}'", ["password"]),
        ("use_args({'token': Str()})", "sent, number", f"sent.get('token') == '{KEY}'", ["token"]),
        ("app.input(Login)", "data", f"data['password'] == '{KEY}'", ["password"]),
        ("blp.arguments(Login)", "self, data, item", f"item['password'] == '{KEY}'", []),
        ("blp.response(200, Login)", "self, data", f"data['password'] == '{KEY}'", []),
        ("blp.arguments", "self, data", f"data['password'] == '{KEY}'", []),
    ],
)
def test_what_a_decorator_hands_over(
    index: Index, decorator: str, takes: str, body: str, names: list[str]
) -> None:
    facts = index(f"class Login:\n    @{decorator}\n    def post({takes}):\n        return {body}\n").facts
    assert [one.what for one in facts.logins] == names


def test_where_and_in_which_function(index: Index) -> None:
    source = view(f"if request.form['password'] == '{KEY}':\n    pass")
    assert index(source).facts.logins == (LoginComparison("password", "login", Place("app.py", 5, 8)),)


@pytest.mark.parametrize(("value", "number"), [(f"'{KEY}'", 1), ("load()", 0), ("''", 0)])
def test_a_name_of_the_module_for_the_constant(index: Index, value: str, number: int) -> None:
    source = view("if request.form['password'] == ADMIN: pass", before=f"ADMIN = {value}")
    assert [one.constant for one in index(source).facts.logins] == ["ADMIN"] * number


def test_a_name_of_one_function_means_nothing_in_another(index: Index) -> None:
    body = f"password = request.form['password']\n\ndef other(password):\n    return password == '{KEY}'"
    assert index(view(body)).facts.logins == ()


AT = Place("app.py", 1, 17)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        (f"'mongodb+srv://shop:{KEY}@cluster.shop.net/x'", UrlLiteral("mongodb+srv", AT, public=True)),
        (f"'MySQL://shop:{KEY}@LocalHost/x'", UrlLiteral("mysql", AT, local=True)),
        (f"'redis://:{KEY}@[::1]:6379/0'", UrlLiteral("redis", AT, local=True)),
        (f"'pg://shop:{KEY}@db/x'", UrlLiteral("pg", AT)),  # as a service of a compose file
        ("'pg://shop:password@db/x'", UrlLiteral("pg", AT, placeholder=True)),
        (f"f'pg://shop:{KEY}@{{host}}/x'", UrlLiteral("pg", AT)),
        (f"'see pg://shop:{KEY}@db/x'", None),
        ("'pg://shop@db/x'", None),
        ("'pg://shop:%s@db/x' % password", None),
    ],
)
def test_urls_with_a_password(index: Index, url: str, found: UrlLiteral | None) -> None:
    facts = index(f"client = Client({url})").facts
    assert facts.url_literals == ((found,) if found else ())
    assert KEY not in repr(facts)
