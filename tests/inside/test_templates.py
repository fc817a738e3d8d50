"""Templates as the live loaders have them: references, endpoints, what does not compile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import flask
import jinja2
import jinja2.ext
import pytest
import wtforms

if TYPE_CHECKING:
    from pathlib import Path


def collect(
    request: Any, templates: dict[str, str], named: tuple[str, ...] = (), **options: Any
) -> dict[str, Any]:
    inside, tools, tmp_path = map(request.getfixturevalue, ("inside", "tools", "tmp_path"))
    for name, text in templates.items():
        path = tmp_path / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    tools.order["template_names"] = list(named)
    app = flask.Flask("shop", root_path=str(tmp_path), **options)
    found: dict[str, Any] = inside("templates").collect(app, tools)
    return found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{% extends "base.html" %}', [(["base.html"], "extends", False, 1)]),
        ('\n{% include "part.html" %}', [(["part.html"], "include", False, 2)]),
        ('{% include "part.html" ignore missing %}', [(["part.html"], "include", True, 1)]),
        ('{% include ["a.html", "b.html"] %}', [(["a.html", "b.html"], "include", False, 1)]),
        ('{% include ["a.html", name] %}', []),
        ("{% include name %}", []),
        ('{% import "forms.html" as forms %}', [(["forms.html"], "import", False, 1)]),
        ('{% from "forms.html" import field %}', [(["forms.html"], "import", False, 1)]),
        ('{% raw %}{% include "part.html" %}{% endraw %}{# {% include "x" %} #}', []),
    ],
)
def test_references(request: Any, text: str, told: list[tuple[Any, ...]]) -> None:
    found = collect(request, {"page.html": text})
    references = [
        (each["names"], each["kind"], each["optional"], each["place"]["line"]) for each in found["references"]
    ]
    assert references == told
    assert {each["place"]["path"] for each in found["references"]} <= {"templates/page.html"}
    assert found["exists"] == {name: False for names, *_ in told for name in names}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{{ url_for("index") }}', [("index", [], False)]),
        ('{{ url_for(endpoint="index", page=1) }}', [("index", ["page"], False)]),
        ('{{ url_for(".show", id=3, _external=True) }}', [(".show", ["id", "_external"], False)]),
        ('{{ url_for("show", **values) }}', [("show", [], True)]),
        ('{% if a %}<a href="{{ url_for("show") if b }}">{% endif %}', [("show", [], False)]),
        ("{{ url_for(name) }}", []),
        ('{{ url_for("a" ~ name) }}', []),
        ('{{ other("index") }}{% raw %}{{ url_for("x") }}{% endraw %}', []),
    ],
)
def test_endpoints(request: Any, text: str, told: list[tuple[Any, ...]]) -> None:
    uses = collect(request, {"page.html": text})["endpoint_uses"]
    assert [(each["endpoint"], each["values"], each["open"]) for each in uses] == told
    assert {each["template"] for each in uses} <= {"page.html"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('<img src="/static/logo.png">', [("static", "logo.png", 1)]),
        ("\n<script defer\n src='/static/js/cart.js?v=3'></script>", [("static", "js/cart.js", 3)]),
        ('<LINK rel="icon" HREF="/static/my%20icon.ico">', [("static", "my icon.ico", 1)]),
        ('{% if a %}<img src="/static/a.png">{% endif %}', [("static", "a.png", 1)]),
        ('<img src="/static/{{ name }}.png">', []),
        ('<img src="/static{% if a %}/a{% endif %}.png">', []),
        ('<!--\n<img src="/static/old.png"> -->{# <img src="/static/older.png"> #}', []),
        ('<a href="/static/report.pdf">', []),
        ('<img data-src="/static/later.png">', []),
        ('<img src="/statics/logo.png"><img src="https://cdn.test/static/logo.png">', []),
        ('<img src="static/logo.png">', []),
    ],
)
def test_addresses_of_static_files(request: Any, text: str, told: list[tuple[str, str, int]]) -> None:
    uses = collect(request, {"page.html": text})["endpoint_uses"]
    assert [(each["endpoint"], each["filename"], each["place"]["line"]) for each in uses] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('<img src="/img/test.jpg">', [("static", "img/test.jpg")]),
        ('<img src="/pictures/a.jpg"><script src="/app.js?v=1"></script>', [("static", "app.js")]),
        ('<img src="//cdn.test/logo.png"><img src="https://cdn.test/logo.png">', []),
        ('<a href="/manual.pdf">', []),
    ],
)
def test_addresses_of_static_files_at_the_root(
    request: Any, tmp_path: Path, text: str, told: list[tuple[str, str]]
) -> None:
    inside, tools = map(request.getfixturevalue, ("inside", "tools"))
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text(text)
    app = flask.Flask("shop", root_path=str(tmp_path), static_url_path="")
    app.add_url_rule("/pictures/<name>", "picture", str)
    uses = inside("templates").collect(app, tools)["endpoint_uses"]
    assert [(each["endpoint"], each["filename"]) for each in uses] == told


SCRIPT = "<script src=\"{{ url_for('static', filename='old.js') }}\"></script>"


@pytest.mark.parametrize(
    ("text", "filename"),
    [
        (SCRIPT, "old.js"),
        (f"<!-- notes: -->{SCRIPT}<!-- more -->", "old.js"),
        (f"<!-- {SCRIPT} -->", None),
        (f"<!--[if lt IE 9]>\n{{% if old %}}{SCRIPT}{{% endif %}}\n<![endif]-->", None),
        (f"<!-- {{% if old %}} -->{SCRIPT}<!-- {{% endif %}} -->", "old.js"),
        (f"<!-- never closed {SCRIPT}", "old.js"),
    ],
)
def test_what_an_html_comment_names_is_no_file_of_the_page(
    request: Any, text: str, filename: str | None
) -> None:
    """Its endpoint is, which Jinja builds all the same."""
    (use,) = collect(request, {"page.html": text})["endpoint_uses"]
    assert (use["endpoint"], use["filename"]) == ("static", filename)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("\n{{ url_for('reset', token=token, _external=True) }}", [2]),
        ("{{ url_for('reset', _external=far) }}", [1]),
        ("{% set link = url_for('reset', _external=True) %}{% set home = request.url_root %}", [1]),
        ('<link rel="canonical" href="{{ request.base_url }}">', [1]),
        ("<p>\n{{ request.host_url }}\n{{ request.url_root.rstrip('/') ~ path }}", [2, 3]),
        ("{{ request.url if a else b }}{{ request.url | e }}", [1]),
        ("{% macro share() %}{{ request.url }}{% endmacro %}", [1]),
        # Not one of them:
        ("{{ url_for('reset') }}{{ url_for('reset', _external=False) }}{{ link(_external=True) }}", []),
        ("{{ 'active' if request.base_url == home else '' }}", []),
        ("{% if request.url == home %}x{% endif %}{{ request.path }}{{ page.url }}", []),
        ("<a href=\"/login?next={{ request.url }}\">{{ url_for('login', next=request.url) }}</a>", []),
        ("{{ request.url | urlencode }}{# {{ request.url }} #}", []),
        ("{% raw %}{{ request.url }}{% endraw %}", []),
        ("<!-- {{ request.url }} {{ url_for('reset', _external=True) }} -->", []),
    ],
)
def test_where_an_address_with_a_host_is_written(request: Any, text: str, lines: list[int]) -> None:
    links = collect(request, {"mail.txt": text})["external_links"]
    assert [each["line"] for each in links] == lines
    assert {each["path"] for each in links} <= {"templates/mail.txt"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ok", []),
        ("a\n{% if %}", [("syntax", "page.html", 2)]),
        ("{% trans %}x{% endtrans %}", [("syntax", "page.html", 1)]),
        ("{% block a %}{% endblock %}\n{% block a %}{% endblock %}", [("syntax", "page.html", 2)]),
        ("{{ x | nofilter }}", [("filter", "nofilter", 1)]),
        ("\n{% if a %}{{ x | nofilter }}{% endif %}", [("filter", "nofilter", 2)]),
        ("{% if x is notest %}{% endif %}", [("test", "notest", 1)]),
        ('{% if "markdown" is filter %}{{ x | markdown }}{% endif %}', []),
        ("{{ x | upper | e }}{% if x is defined and x is not none %}{% endif %}", []),
    ],
)
def test_what_does_not_compile(request: Any, text: str, told: list[tuple[Any, ...]]) -> None:
    if "is filter" in text and "filter" not in jinja2.Environment().tests:
        pytest.skip("Jinja 3.0")
    errors = collect(request, {"page.html": text})["errors"]
    assert [(each["kind"], each["subject"], each["place"]["line"]) for each in errors] == told


def test_only_templates_are_judged(request: Any, tmp_path: Any) -> None:
    broken = "{% if %}"
    files = {"app.js": broken, "style.css": broken, "mail.txt": "ok", "used.js": broken}
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "logo.png").write_bytes(b"\x89PNG\xff")
    (tmp_path / "templates" / "old.html").write_bytes(b"caf\xe9")
    found = collect(request, files, ("used.js",))
    assert found["names"] == ["app.js", "logo.png", "mail.txt", "old.html", "style.css", "used.js"]
    assert [(each["template"], each["message"][:23]) for each in found["errors"]] == [
        ("old.html", "is not UTF-8 at byte 3"),
        ("used.js", "Expected an expression,"),
    ]
    assert found["errors"][0]["place"]["path"] == "templates/old.html"


def test_names_are_asked_of_the_loader(request: Any) -> None:
    named = ("page.html", "/page.html", "nowhere.html", "broken.html", "needs.html")
    found = collect(
        request, {"page.html": "", "broken.html": "{% if %}", "needs.html": "{% extends 'x' %}"}, named
    )
    assert found["exists"] == {
        "page.html": True,
        "/page.html": True,
        "nowhere.html": False,
        "broken.html": True,
        "needs.html": True,
        "x": False,
    }


def test_loaders_of_all_kinds(inside: Any, tools: Any, tmp_path: Any) -> None:
    def load(name: str) -> str | None:
        if name == "fails.html":
            raise ConnectionError(name)
        return "{{ url_for('made') }}" if name == "made.html" else None

    app = flask.Flask("shop", root_path=str(tmp_path))
    app.jinja_loader = jinja2.ChoiceLoader(  # type: ignore[assignment]
        [
            jinja2.DictLoader({"kept.html": '{% include "themes/a.html" %}'}),
            jinja2.PrefixLoader({"themes": jinja2.DictLoader({"a.html": ""})}),
            jinja2.FunctionLoader(load),
        ]
    )
    tools.order["template_names"] = ["made.html", "fails.html", "none.html"]
    found = inside("templates").collect(app, tools)
    assert found["names"] == ["kept.html", "themes/a.html"]
    assert found["exists"] == {"made.html": True, "none.html": False, "themes/a.html": True}
    assert [each["endpoint"] for each in found["endpoint_uses"]] == ["made"]
    assert {each["place"]["path"] for each in found["endpoint_uses"]} == {None}


def test_folders_searched_and_templates_of_other_packages(inside: Any, tools: Any, tmp_path: Any) -> None:
    for path in ("shop/templates/a.html", "site-packages/ext/templates/ext.html"):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text('{{ url_for("nowhere") }}{{ x | nofilter }}', encoding="utf-8")
    app = flask.Flask("shop", root_path=str(tmp_path / "shop"))
    extension = flask.Blueprint(
        "ext", "ext", root_path=str(tmp_path / "site-packages" / "ext"), template_folder="templates"
    )
    app.register_blueprint(extension)
    found = inside("templates").collect(app, tools)
    assert (found["names"], found["foreign"], found["searched"]) == (
        ["a.html", "ext.html"],
        ["ext.html"],
        ["shop/templates"],
    )
    assert {each["template"] for each in (*found["errors"], *found["endpoint_uses"])} == {"a.html"}


def test_filters_and_tests_that_the_environment_knows(inside: Any, tools: Any, tmp_path: Any) -> None:
    app = flask.Flask("shop", root_path=str(tmp_path))
    app.add_template_filter(str, "shout")
    app.add_template_test(bool, "sold")
    found = inside("templates").collect(app, tools)
    assert {"shout", "upper", "tojson"} <= set(found["filters"])
    assert {"sold", "none"} <= set(found["tests"])


def test_an_app_without_templates(request: Any) -> None:
    found = collect(request, {}, ("x.html",), template_folder=None)
    assert (found["names"], found["exists"], found["errors"]) == ([], {"x.html": False}, [])


def test_extensions_of_the_app_see_each_template_once(inside: Any, tools: Any, tmp_path: Any) -> None:
    class Links(jinja2.ext.Extension):
        def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
            del name, filename
            return "{{ url_for('index') }}" if source == "home" else "{% if %}"

    app = flask.Flask("shop", root_path=str(tmp_path))
    app.jinja_env.add_extension(Links)
    app.jinja_loader = jinja2.DictLoader({"a.html": "home"})  # type: ignore[assignment]
    found = inside("templates").collect(app, tools)
    assert ([each["endpoint"] for each in found["endpoint_uses"]], found["errors"]) == (["index"], [])


def test_a_teardown_that_counts_on_a_request_takes_nothing_away(
    inside: Any, tools: Any, tmp_path: Any
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("{{ url_for('index') }}", encoding="utf-8")
    tools.order["template_names"] = []
    app = flask.Flask("shop", root_path=str(tmp_path))

    @app.teardown_appcontext
    def close(_: Any) -> None:
        flask.g.container.close()  # opened before each request

    found = inside("templates").collect(app, tools)
    assert found["names"] == ["page.html"]
    assert not flask.has_app_context()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ form.hidden_tag() }}", [("form", 1)]),
        ("a\n{{ form['name']() }}{{ form.name() }}", [("form", 2)]),
        ("{% if form.errors %}x{% endif %}", [("form", 1)]),
        ("{% for field in login_form.fields %}{{ field }}{% endfor %}", [("login_form", 1)]),
        ("{% if form %}{{ form.hidden_tag() }}{% endif %}", []),
        ("{% if user and form.errors %}x{% endif %}", []),
        ("{{ form.name() if form }}", []),
        ("{% for poll in polls %}{{ form.hidden_tag() }}{% endfor %}", []),
        ("{% macro field(form) %}{{ form.name() }}{% endmacro %}{{ form.name() }}", []),
        ("{% set form = made %}{{ form.name() }}", []),
        ("{% with form = made %}{{ form.name() }}{% endwith %}", []),
        ('{% import "forms.html" as form %}{{ form.field() }}', []),
        ("{{ form }}", []),
        ("{{ shop.name }}", []),
        ('{% extends "base.html" %}{{ form.name() }}', []),
        ('{% extends "base.html" %}{% block body %}{{ form.name() }}{% endblock %}', [("form", 1)]),
        ("{{ query('SELECT') }}", [("query", 1)]),
        ("a\n{% for poll in query('SELECT') %}{{ poll }}{% endfor %}", [("query", 2)]),
        ("{{ query().name|default('') }}", [("query", 1)]),
        ("{% if query('SELECT') %}x{% endif %}", [("query", 1)]),
        ("{{ query() if query is defined }}", []),
        ("{% if polls %}{{ query() }}{% endif %}", []),
        ("{% for poll in polls %}{{ query() }}{% endfor %}", []),
        ("{% macro query() %}x{% endmacro %}{{ query() }}", []),
        ("{% macro box() %}{{ caller() }}{% endmacro %}{% call box() %}x{% endcall %}", []),
        ('{% from "tools.html" import query %}{{ query() }}', []),
        ('{% from "tools.html" import find as query %}{{ query() }}', []),
        ("{% for one in tree recursive %}{{ loop(one) }}{% endfor %}", []),
        ("{{ url_for('index') }}{{ range(3) }}{{ lipsum() }}{{ get_flashed_messages() }}", []),
        ("{{ poll.query() }}", []),
        ("a\n<script>let t = {{ totals|tojson }}; {{ totals|tojson|safe }}</script>", [("totals", 2)]),
        ('{% extends "base.html" %}{% block body %}{{ totals | tojson }}{% endblock %}', [("totals", 1)]),
        ("{{ totals|default([])|tojson }}", []),
        ("{{ poll.totals|tojson }}", []),
        ("{% if totals %}{{ totals|tojson }}{% endif %}", []),
        ("{{ totals|tojson if totals else '[]' }}", []),
        ("{% set totals = [1] %}{{ totals|tojson }}", []),
        ("{{ config|tojson }}", []),
        ('{% extends "base.html" %}{% block body %}{{ super() }}{{ query() }}{% endblock %}', [("query", 1)]),
        ('{% extends "base.html" %}{% block body %}{{ brand() }}{{ field() }}{{ q() }}{% endblock %}', []),
    ],
)
def test_forms_that_a_template_takes_for_given(request: Any, text: str, told: list[Any]) -> None:
    base = '{% from "x.html" import field %}{% set q, r = a %}{% macro brand() %}x{% endmacro %}'
    found = collect(request, {"page.html": text, "base.html": base})
    assert [(each["name"], each["place"]["line"]) for each in found["form_uses"]] == told


def _built() -> dict[str, Any]:
    return {"form": 1}


def _handed_on() -> dict[str, Any]:
    return _built()


def form() -> None: ...


KEPT = {"form": 1}


@pytest.mark.parametrize(
    "alter",
    [
        lambda app: app.context_processor(lambda: {"form": 1}),
        lambda app: app.context_processor(lambda: dict(form=1)),  # noqa: C408 - as apps write it
        lambda app: app.context_processor(_handed_on),
        lambda app: app.context_processor(lambda: KEPT),
        lambda app: app.context_processor(lambda: {one.__name__: one for one in (form, len)}),
        lambda app: app.jinja_env.globals.update(form=1),
        lambda app: setattr(app.jinja_env, "undefined", jinja2.ChainableUndefined),
    ],
)
def test_forms_that_a_template_has_from_elsewhere(request: Any, alter: Any) -> None:
    inside, tools, tmp_path = map(request.getfixturevalue, ("inside", "tools", "tmp_path"))
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("{{ form.hidden_tag() }}")
    app = flask.Flask("shop", root_path=str(tmp_path))
    alter(app)
    assert inside("templates").collect(app, tools)["form_uses"] == []


def test_json_that_takes_what_is_not_defined(request: Any) -> None:
    inside, tools, tmp_path = map(request.getfixturevalue, ("inside", "tools", "tmp_path"))
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("{{ totals|tojson }}{{ query() }}")
    app = flask.Flask("shop", root_path=str(tmp_path))
    app.json.default = str  # type: ignore[attr-defined]
    (use,) = inside("templates").collect(app, tools)["form_uses"]
    assert use["name"] == "query"


def test_a_context_processor_that_calls_it_does_not_give_it(request: Any) -> None:
    inside, tools, tmp_path = map(request.getfixturevalue, ("inside", "tools", "tmp_path"))
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("{{ form() }}")
    app = flask.Flask("shop", root_path=str(tmp_path))
    app.context_processor(lambda: {"unread": form()})  # type: ignore[func-returns-value]
    (use,) = inside("templates").collect(app, tools)["form_uses"]
    assert use["name"] == "form"


FILE = '<input type="file" name="photo">'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f'<p>\n<form method="post">{FILE}</form>', [(2, '<input type="file">')]),
        (
            f"<form action=\"{{{{ url_for('send') }}}}\" method=POST>{FILE}</form>",
            [(1, '<input type="file">')],
        ),
        ("<form method=post>{{ form.photo(class='f') }}</form>", [(1, "form.photo")]),
        ("<form method=post>{{ render_field(upload_form.photo) }}</form>", [(1, "upload_form.photo")]),
        ("<form method=post>{{ form.photo.label }}{{ form.photo.errors }}</form>", []),
        ("<form method=post>{{ form.title }}</form>", []),
        ("<form method=post>{{ form.cover }}</form>", []),  # a text in another form
        (f'<form method="post" enctype="multipart/form-data">{FILE}</form>', []),
        (f'<form method="post">{FILE}<button formenctype="multipart/form-data"></form>', []),
        (f"<form method=post {{{{ attributes }}}}>{FILE}</form>", []),
        (f'<form method="post" hx-post="/send">{FILE}</form>', []),
        (f'<form method="post" onsubmit="return false">{FILE}</form>', []),
        (f'<form method="post" action="https://example.org/">{FILE}</form>', []),
        (f"<form>{FILE}</form>", []),
        ('<form method="post"><input type="file"></form>', []),
        (f'<form method="post"><input name="a"></form>{FILE}', []),
        (f'<!-- <form method="post">{FILE}</form> -->', []),
    ],
)
def test_uploads(request: Any, text: str, told: list[tuple[int, str]]) -> None:
    class Album(wtforms.Form):
        photo = wtforms.FileField()
        cover = wtforms.FileField()
        title = wtforms.StringField()

    class Book(wtforms.Form):
        cover = wtforms.StringField()

    found = collect(request, {"page.html": text})["uploads"]
    assert [(each["place"]["line"], each["field"]) for each in found] == told
    assert Album
    assert Book


@pytest.mark.parametrize(("script", "told"), [("const data = new FormData(form)", 0), ("console.log(1)", 1)])
def test_uploads_beside_a_script(request: Any, tmp_path: Any, script: str, told: int) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "site.js").write_text(script, encoding="utf-8")
    found = collect(request, {"page.html": f'<form method="post">{FILE}</form>'})
    assert len(found["uploads"]) == told


def test_templates_whose_scripts_send(request: Any) -> None:
    found = collect(request, {"a.html": "<script>fetch('/x')</script>", "b.html": "<p>fetch</p>"})
    assert found["scripted"] == ["a.html"]
