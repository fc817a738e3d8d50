"""Static folders, forms, escaping, twins and exemptions, of live apps."""

from __future__ import annotations

from typing import Any

import flask
import flask_wtf
import pytest

from .test_templates import collect


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('<form method="post"></form>', [(1, None)]),
        ("\n<form class=a method=POST><input></form>", [(2, None)]),
        ("<form action=\"{{ url_for('order') }}\" method='post'></form>", [(1, "order")]),
        ('<form {% if a > b %}class="x"{% endif %} method="post"></form>', [(1, None)]),
        ('<form method="post"></form>{{ csrf_token() }}', [(1, None)]),
        ('<form method="post"><input></form><form method="post">{{ f.csrf_token }}</form>', [(1, None)]),
        ('<form method="post">never ended', [(1, None)]),
        # A token, or none is wanted:
        ('<form method="post">{{ form.hidden_tag() }}</form>', []),
        ('<form method="post"><input name="csrf_token" value="{{ csrf_token() }}"></form>', []),
        ('<form method="post">{% for field in form %}{{ field }}{% endfor %}</form>', []),
        ('<form method="post">{{ form }}</form>', []),
        ('<form method="post">{{ render_form(form) }}</form>', []),
        ('<form method="post">{% block fields %}{% endblock %}</form>', []),
        ('<form method="get"></form>', []),
        ("<form></form>", []),
        ('<form data-method="x" action="/post"></form>', []),
        ('<form method="post" action="https://pay.example/"></form>', []),
        ('<form method="post" onsubmit="return false"></form>', []),
        ('<!-- <form method="post"></form> -->', []),
        ('{# <form method="post"></form> #}', []),
        ("<formula method='post'></formula>", []),
    ],
)
def test_forms_without_a_token(request: Any, text: str, told: list[tuple[int, str | None]]) -> None:
    found = collect(request, {"page.html": text})
    assert [(each["place"]["line"], each["endpoint"]) for each in found["forms"]] == told
    assert {each["template"] for each in found["forms"]} <= {"page.html"}


def with_wtf(request: Any, text: str, processor: Any = None) -> list[dict[str, Any]]:
    app = flask.Flask("shop", root_path=write(request, {"templates/page.html": text}))
    app.config["SECRET_KEY"] = "x"
    flask_wtf.CSRFProtect(app)
    if processor:
        app.context_processor(processor)
    found: list[dict[str, Any]] = live(request, app)["forms"]
    return found


@pytest.mark.parametrize(
    ("content", "idle"),
    [
        ("<span hidden>{{ csrf_token }}</span>", True),
        ('<input type="hidden" name="csrf_token" value="{{ csrf_token }}">', True),
        ("{{ csrf_token() }}", True),
        ('<label for="csrf_token">{{ csrf_token() }}</label><input name="title">', True),
        # Called, and in a field or for a script; or another thing that brings one:
        ('<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">', False),
        ('<button hx-headers=\'{"X-CSRFToken": "{{ csrf_token() }}"}\'>', False),
        ("{{ csrf_token() }}<input name=csrf_token value={{csrf_token()}}>", False),
        ("{{ csrf_token }}{{ form.csrf_token }}", False),
        ("{{ csrf_token }}{{ form.hidden_tag() }}", False),
        ("{{ csrf_field() }}", False),
        ("{{ csrf_token() }}<script>send()</script>", False),
        ("{% set csrf_token = make() %}{{ csrf_token }}", False),
        ("{{ csrf_token }}{% include '_csrf.html' %}", False),
    ],
)
def test_a_token_that_is_not_called_or_is_no_value(request: Any, content: str, idle: bool) -> None:
    found = with_wtf(request, f'<form method="post">{content}</form>')
    assert [each["named"] for each in found] == ([True] if idle else [])


@pytest.mark.parametrize(
    ("processor", "idle"),
    [
        (lambda: {"year": 2026}, True),
        (lambda: {"csrf_token": "made"}, False),
        (lambda: dict.fromkeys(("year", "csrf_token"), "made"), False),
    ],
)
def test_a_context_processor_may_give_the_token(request: Any, processor: Any, idle: bool) -> None:
    page = '<form method="post"><input name="csrf_token" value="{{ csrf_token }}"></form>'
    assert [each["named"] for each in with_wtf(request, page, processor)] == ([True] if idle else [])


def test_without_flask_wtf_the_token_is_somebody_elses(request: Any) -> None:
    assert collect(request, {"page.html": '<form method="post">{{ csrf_token }}</form>'})["forms"] == []


def test_templates_that_have_to_do_with_csrf(request: Any) -> None:
    pages = {"a.html": "{{ csrf_token() }}", "b.html": "{# csrf #}", "c.html": "x-XSRF", "d.html": ""}
    assert collect(request, pages)["csrf_named"] == ["a.html", "c.html"]


def test_templates_that_show_flashed_messages(request: Any) -> None:
    pages = {
        "a.html": "{% for one in get_flashed_messages() %}{{ one }}{% endfor %}",
        "b.html": "{% from 'bootstrap5/utils.html' import render_messages %}",
        "c.html": "<p class=flash>{{ messages }}</p>",
    }
    assert collect(request, pages)["flashing"] == ["a.html", "b.html"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("<form method=post>{{ csrf_token() }}</form>", []),  # of that form alone
        ("<form>{{ csrf_token() }}</form><script>send(csrf)</script>", ["page.html"]),
        ("<form>{{ csrf_token() }}{% block fields %}{% endblock %}</form>", ["page.html"]),
        ("<form>{{ csrf_token() }}{{ caller() }}</form>", ["page.html"]),
        ("<form>{{ csrf_token() }}", ["page.html"]),  # a macro that opens a form
    ],
)
def test_a_token_in_a_form_of_its_own_serves_no_other(request: Any, text: str, named: list[str]) -> None:
    assert collect(request, {"page.html": text})["csrf_named"] == named


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("page.j2", "<p>\n{{ name }}</p>", [("name", 2)]),
        ("page.html.jinja", "<p>{{ user.name|title }}</p>", [("name", 1)]),
        ("page.j2", "<p>{% for x in y %}{{ loop.index }}{{ x['a'] }}{% endfor %}</p>", [("name", 1)]),
        ("page.html", "{% autoescape false %}<p>{{ text }}</p>{% endautoescape %}", [("block", 1)]),
        (
            "page.html",
            "{% extends 'b' %}{% block x %}{% autoescape false %}{{ a }}{% endautoescape %}{% endblock %}",
            [("block", 1)],
        ),
        ("page.txt", "<!DOCTYPE html>\n<p>{{ name }}</p>", [("name", 2)]),
        # Escaped, or nothing to escape:
        ("letter.j2", "{% extends 'b' %}{% block x %}{{ name }}{% endblock %}", []),
        ("page.html", "<p>{{ name }}</p>", []),
        ("page.j2", "{{ name }}", []),
        ("page.j2", "<p>{{ name|e }}{{ text|safe }}{{ rows|length }}</p>", []),
        ("page.j2", "<p>{{ url_for('static', filename='a') }}{{ loop.index }}</p>", []),
        ("letter.txt", "<p>{{ name }}</p>", []),
        ("page.json", "<html>{{ name }}</html>", []),
        ("page.html", "{% autoescape true %}<p>{{ text }}</p>{% endautoescape %}", []),
        ("page.html", "{% autoescape false %}<p>fixed</p>{% endautoescape %}", []),
    ],
)
def test_values_that_are_put_in_as_they_are(
    request: Any, name: str, text: str, told: list[tuple[str, int]]
) -> None:
    found = collect(request, {name: text})["unescaped"]
    assert [(each["why"], each["place"]["line"]) for each in found] == told


def live(request: Any, app: Any) -> dict[str, Any]:
    inside, tools = map(request.getfixturevalue, ("inside", "tools"))
    found: dict[str, Any] = inside("templates").collect(app, tools)
    return found


def write(request: Any, files: dict[str, str]) -> str:
    root = request.getfixturevalue("tmp_path")
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return str(root)


def test_a_page_without_an_ending_is_read_where_the_source_names_it(request: Any) -> None:
    app = flask.Flask("shop", root_path=write(request, {"templates/page": "<p>{{ name }}</p>"}))
    assert live(request, app)["unescaped"] == []
    request.getfixturevalue("tools").order["template_names"] = ["page"]
    assert [each["why"] for each in live(request, app)["unescaped"]] == ["name"]


def test_an_environment_that_escapes_nowhere(request: Any) -> None:
    app = flask.Flask("shop", root_path=write(request, {"templates/a.html": "<p>{{ name }}</p>"}))
    app.jinja_env.autoescape = False
    assert [each["why"] for each in live(request, app)["unescaped"]] == ["environment"]


def test_static_files(request: Any) -> None:
    names = ["css/Shop.css", "css/shop.css", "/css/Shop.css", "css", "no.css", "css/no/a.css", "CSS/shop.css"]
    text = "".join(f"{{{{ url_for('static', filename='{name}') }}}}" for name in names)
    root = write(request, {"templates/a.html": text, "static/css/Shop.css": ""})
    (folder,) = live(request, flask.Flask("shop", root_path=root))["static"]
    assert (folder["endpoint"], folder["path"], folder["url_path"]) == ("static", "static", "/static")
    assert folder["lacking"] == {
        "css/shop.css": "css/Shop.css",
        "no.css": None,
        "css/no/a.css": None,
        "CSS/shop.css": "css/Shop.css",
    }


def test_static_files_that_python_names_and_those_of_a_blueprint(request: Any) -> None:
    root = write(request, {"static/a.css": "", "shop/pictures/b.svg": ""})
    app = flask.Flask("shop", root_path=root)
    shop = flask.Blueprint("shop", __name__, root_path=f"{root}/shop", static_folder="pictures")
    app.register_blueprint(shop, url_prefix="/shop")
    asked = [("static", "b.svg"), ("shop.static", "b.svg"), (".static", "c.svg")]
    request.getfixturevalue("tools").order["static_files"] = asked
    found = {each.pop("endpoint"): each for each in live(request, app)["static"]}
    beside = {"b.svg": None, "c.svg": None}
    assert found == {
        "static": {"path": "static", "url_path": "/static", "lacking": beside, "private": []},
        "shop.static": {
            "path": "shop/pictures",
            "url_path": "/shop/pictures",
            "lacking": {"c.svg": None},
            "private": [],
        },
    }


def test_no_static_folder_and_one_that_is_served_by_own_code(request: Any) -> None:
    class Shop(flask.Flask):
        def send_static_file(self, filename: str) -> flask.Response:
            return flask.Response(filename)

    root = write(request, {})
    assert live(request, flask.Flask("a", root_path=root, static_folder=None))["static"] == []
    assert live(request, Shop("b", root_path=root))["static"] == []


def test_private_files(request: Any) -> None:
    key = "-----BEGIN PRIVATE KEY-----"
    files = {
        ".env": "A=1",
        ".env.local": "A=1",
        ".env.example": "A=",
        "shop.db": "SQLite format 3\0",
        "Thumbs.db": "\1",
        "a.key": key,
        "b.pem": "CERT",
    }
    more = {".git/HEAD": "ref", "venv/pyvenv.cfg": "", "venv/.env": "", "node_modules/.env": "", "a.css": ""}
    root = write(request, {**files, **more})
    (folder,) = live(request, flask.Flask("shop", root_path=root, static_folder="."))["static"]
    assert (folder["path"], folder["private"]) == (
        ".",
        [".env", ".env.local", ".git/HEAD", "a.key", "shop.db"],
    )


def test_twins(request: Any) -> None:
    files = {
        "templates/index.html": "one",
        "templates/same.html": "same",
        "shop/pages/index.html": "two",
        "shop/pages/same.html": "same",
        "shop/pages/own.html": "own",
    }
    root = write(request, files)
    app = flask.Flask("shop", root_path=root)
    for name in ("shop", "again"):  # two blueprints of one folder hide nothing from each other
        made = flask.Blueprint(name, __name__, root_path=f"{root}/shop", template_folder="pages")
        app.register_blueprint(made, url_prefix=f"/{name}")
    found = live(request, app)["shadowed"]
    assert [(each["name"], each["place"]["path"], each["by"]["path"]) for each in found] == [
        ("index.html", "shop/pages/index.html", "templates/index.html")
    ]


def test_what_csrf_protect_lets_pass(inside: Any) -> None:
    app = flask.Flask("shop")
    app.secret_key = "a"
    assert inside("csrf").collect(app) == {"csrf_exempt": []}
    protect = flask_wtf.CSRFProtect(app)
    hooks = flask.Blueprint("hooks", __name__)
    hooks.add_url_rule("/hook", "hook", lambda: "")
    app.register_blueprint(hooks)
    protect.exempt(hooks)

    @app.post("/free")
    @protect.exempt
    def free() -> str:
        return ""

    @app.post("/guarded")
    def guarded() -> str:
        return ""

    assert inside("csrf").collect(app) == {"csrf_exempt": ["free", "hooks.hook"]}
