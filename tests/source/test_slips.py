"""Lines that Python takes and that cannot do what they are there for."""

from textwrap import indent

import pytest

from releasecheck.facts import Place
from releasecheck.facts.slips import IdleRoute, RequestChange, ReturnedException
from tests.source.conftest import Index

IMPORTS = "from flask import Blueprint, request\nbp = Blueprint('bp', __name__)\n"


def in_function(body: str, signature: str = "helper()") -> str:
    return f"{IMPORTS}def {signature}:\n{indent(body, '    ')}\n"


def in_view(body: str) -> str:
    return f"{IMPORTS}@bp.post('/a')\n{in_function(body).removeprefix(IMPORTS)}"


def test_a_route_that_decorates_nothing(index: Index) -> None:
    found = index("""
        bp.route("/a", methods=["post"])
        @jwt_required()
        def send(): pass
        bp.route("/b")

        class Other: pass


        def later(): pass
        bp.route("/c", methods=ALL)

        def at_once(): pass
    """)
    assert found.facts.idle_routes == (
        IdleRoute("bp", "/a", ("POST",), Place("app.py", 2, 1), "send"),
        IdleRoute("bp", "/b", ("GET",), Place("app.py", 5, 1)),
        IdleRoute("bp", "/c", None, Place("app.py", 11, 1), "at_once"),
    )


@pytest.mark.parametrize(
    "source",
    [
        'bp.route("/a")(view)',
        'added = bp.route("/a")',
        'bp.route("/a", view)',
        "bp.route(path)",
        '@bp.route("/a")\ndef a(): pass',
        'if __name__ == "__main__":\n    bp.route("/a")',
    ],
)
def test_routes_that_do_something(index: Index, source: str) -> None:
    assert index(source).facts.idle_routes == ()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (
            in_view("if x:\n    return ValueError('no')\nreturn 'yes'"),
            ReturnedException(
                "ValueError", "helper", Place("app.py", 6, 9), Place("app.py", 4, 1), mixed=True
            ),
        ),
        (
            in_function("if x:\n    return x\nreturn Exception"),
            ReturnedException("Exception", "helper", Place("app.py", 6, 5), mixed=True),
        ),
        (
            in_function("if x:\n    return None\nreturn KeyError"),
            ReturnedException("KeyError", "helper", Place("app.py", 6, 5)),
        ),
        (
            in_function("return KeyError('no')") + "isinstance(helper(), (int, Exception))",
            ReturnedException("KeyError", "helper", Place("app.py", 4, 5), looked_for=True),
        ),
        (
            in_function("return KeyError") + "found = helper() is KeyError",
            ReturnedException("KeyError", "helper", Place("app.py", 4, 5), looked_for=True),
        ),
    ],
)
def test_a_returned_exception(index: Index, source: str, found: ReturnedException) -> None:
    assert index(source).facts.returned_exceptions == (found,)


@pytest.mark.parametrize(
    "source",
    [
        in_function("raise ValueError('no')"),
        in_function("return ValueError.__name__"),
        in_function("return DeprecationWarning"),
        in_function("return error, ValueError('no')"),
        "from requests import ConnectionError\n" + in_function("return ConnectionError()"),
        "class TimeoutError: pass\n" + in_function("return TimeoutError()"),
        "import graphene\n" + in_function("return ValueError('no')"),
    ],
)
def test_what_is_no_returned_exception(index: Index, source: str) -> None:
    assert index(source).facts.returned_exceptions == ()


@pytest.mark.parametrize(
    ("body", "what", "part"),
    [
        ("request.form.pop('a')", "request.form.pop(…)", "request.form"),
        ("request.args['a'] = 1", "request.args[…] = …", "request.args"),
        ("del request.values['a']", "del request.values[…]", "request.values"),
        ("fields = request.form\nfields.update(a=1)", "fields.update(…)", "request.form"),
        ("fields: dict = request.form\ndel fields['a']", "del fields[…]", "request.form"),
    ],
)
def test_a_change_of_the_request(index: Index, body: str, what: str, part: str) -> None:
    for source, view in ((in_view(body), Place("app.py", 4, 1)), (in_function(body), Place())):
        (one,) = index(source).facts.request_changes
        assert one == RequestChange(what, part, "helper", one.place, view)


@pytest.mark.parametrize(
    "source",
    [
        in_function("request.json.pop('a')"),
        in_function("request.form.copy().pop('a')"),
        in_function("fields = request.form.to_dict()\nfields.pop('a')"),
        in_function("fields = dict(request.form)\nfields.pop('a')"),
        in_function("fields = {}\nif x:\n    fields = request.form\nfields.pop('a')"),
        in_function("fields = request.form\nfields = {**fields}\nfields.pop('a')"),
        in_function("request.form.getlist('a').pop()"),
        in_function("request.form.pop('a')", "helper(request)"),
        in_function("fields = request.form") + in_function("fields.pop('a')", "other(fields)"),
        "from requests import request\ndef helper():\n    request.form.pop('a')",
    ],
)
def test_what_changes_no_request(index: Index, source: str) -> None:
    assert index(source).facts.request_changes == ()


def test_options_of_flask_cors(index: Index) -> None:
    found = index("""
        from flask_cors import CORS, cross_origin
        CORS(app, support_credentials=True, resources={"/a": {"origin": "*"}, "/b": RULES})
        cross_origin(headers=["X-Key"])
        Other.CORS(app, none=True)
    """)
    assert [(one.name, one.place.line) for one in found.facts.cors_options] == [
        ("support_credentials", 3),
        ("resources", 3),
        ("origin", 3),
        ("headers", 4),
    ]


@pytest.mark.parametrize(
    ("call", "anybody"),
    [
        ("CORS(app)", True),
        ("CORS(app, origins='*')", True),
        ("CORS(app, origins=['*'], supports_credentials=True)", True),
        ("CORS(app, resources={r'/*': {'origins': '*'}})", True),
        ("CORS(app, resources={r'/*': {'origins': ['*']}})", True),
        # Named, or not known:
        ("CORS(app, origins=['https://shop.example'])", False),
        ("CORS(app, resources={r'/*': {'origins': 'https://shop.example'}})", False),
        ("CORS(app, resources={r'/*': {'methods': '*'}})", False),
        ("CORS(app, **settings)", False),
        ("CORS(app, origins=ORIGINS)", False),
        ("CORS()", False),
        ("cross_origin()", False),
    ],
)
def test_origins_that_are_anybodys(index: Index, call: str, anybody: bool) -> None:
    found = index(f"from flask_cors import CORS, cross_origin\n{call}\n").facts.cors_options
    assert any(one.anybody for one in found) is anybody


@pytest.mark.parametrize(
    ("call", "paths"),
    [
        ('redirect("/a?b=1")', ["/a?b=1"]),
        ('flask.redirect("/a", 303)', ["/a"]),
        ('redirect("https://example.com")', []),
        ('redirect("a")', []),
        ('redirect(url_for("a"))', []),
        ('redirect(f"/a/{b}")', []),
        ('other.redirect("/a")', []),
    ],
)
def test_redirects_to_a_path(index: Index, call: str, paths: list[str]) -> None:
    source = f"import flask\nfrom flask import redirect\ndef f():\n    return {call}\n"
    assert [one.path for one in index(source).facts.fixed_redirects] == paths


HTTP = """\
from werkzeug.exceptions import BadRequest
from {0} import Resource
class A({1}):
    def get(self):
"""


@pytest.mark.parametrize(
    ("library", "base", "line", "told"),
    [
        ("flask_restx", "Resource", "return BadRequest('no')", True),
        ("flask_restful", "Resource", "return BadRequest", True),
        ("flask_restx", "Resource", "raise BadRequest('no')", False),
        ("flask_restx", "Resource", "return BadRequest('no').get_response()", False),
        ("flask_restx", "MethodView", "return BadRequest('no')", False),  # Flask makes an answer of it
        ("own", "Resource", "return BadRequest('no')", False),
    ],
)
def test_an_http_exception_that_is_returned(
    index: Index, library: str, base: str, line: str, *, told: bool
) -> None:
    found = index(f"{HTTP.format(library, base)}        {line}\n").facts.returned_exceptions
    assert [one.exception for one in found] == (["BadRequest"] if told else [])
