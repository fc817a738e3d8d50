"""Where the source makes Werkzeug parse forms, and where sessions are made permanent."""

import pytest

from releasecheck.facts import Place

from .conftest import Index

FLASK = "from flask import request, session\n"
PARSER = "from flask_restful import reqparse\nparser = reqparse.RequestParser()\n"


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        (FLASK + "request.form['name']", True),
        (FLASK + "request.files.get('photo')", True),
        (FLASK + "request.values", True),
        (FLASK + "json.loads(request.data)", True),
        (FLASK + "request.get_data(parse_form_data=True)", True),
        ("import flask\nflask.request.form.get('name')", True),
        ("from flask import request as asked\nasked.form", True),
        ("def save(request):\n    return request.form", True),
        (PARSER + "parser.add_argument('name')\nparser.parse_args()", True),
        (PARSER + "parser.add_argument('name')", False),  # nothing has it parse
        (PARSER + "parser.add_argument('name', location='form')", True),
        (PARSER + "parser.add_argument('name', location=['json', 'values'])", True),
        ("@app.input(Photo, location='form_and_files')\ndef f(): ...", True),
        (PARSER + "parser.add_argument('name', location='json')", False),
        ("import argparse\nargparse.ArgumentParser().add_argument('name')", False),
        ("from flasgger import Swagger\nSwagger(app, parse=True)", True),
        ("from flasgger import Swagger, swag_from\nSwagger(app)\nswag_from('a.yml', validation=True)", False),
        ("from flasgger import Swagger\nSwagger(app, parse=False)", False),
        ("import nodes\nnodes.run(parse=True)", False),
        (FLASK + "request.get_json()", False),
        (FLASK + "request.get_data()", False),
        (FLASK + "request.get_data(parse_form_data=False)", False),
        (FLASK + "request.args.get('form')", False),
        ("import request\nrequest.form", False),
        ("{}.values()\nform.data\nself.form", False),
    ],
)
def test_form_reads(index: Index, source: str, reads: bool) -> None:
    """Also where the request is handed on, and where an extension is told to look."""
    assert bool(index(source).facts.form_reads) is reads


@pytest.mark.parametrize(
    ("view", "reads"),
    [
        ("from parsers import parser\nparser.parse_args()", True),
        (PARSER.replace("parser =", "other =") + "other.add_argument('x')\nother.parse_args()", False),
        ("import argparse\nargparse.ArgumentParser().parse_args()", False),
    ],
    ids=["by another file", "a parser of its own", "of a command line"],
)
def test_a_parser_that_another_file_may_use(index: Index, view: str, reads: bool) -> None:
    files = {"parsers.py": PARSER + "parser.add_argument('name')", "views.py": view}
    assert ("parsers.py" in {one.path for one in index(files).facts.form_reads}) is reads


HOOK = "from flask import g, request, session\nfrom flask_login import current_user\n"


@pytest.mark.parametrize(
    ("decorator", "body", "uses"),
    [
        ("app.before_request", "g.user = session.get('user')", True),
        ("auth.before_app_request", "user = session['user']", True),
        ("app.before_request", "session.permanent = True", True),
        ("app.before_request", "if current_user.is_authenticated: touch()", True),
        (
            "app.before_request",
            "g.user = None\n    if 'user' in session:\n        g.user = session['user']",
            True,
        ),
        ("auth.before_request", "session.get('user')", False),  # of one blueprint alone
        ("app.after_request", "session.get('user')", False),
        ("app.before_request", "if request.endpoint == 'static': return\n    session.get('user')", False),
        ("app.before_request", "if request.args: session.get('user')", False),
        ("app.before_request", "g.signed_in = 'user' in session", False),  # which Flask does not notice
        ("app.before_request", "g.changed = session.modified", False),
        ("app.before_request", "g.start = time()", False),
    ],
)
def test_session_before_every_request(index: Index, decorator: str, body: str, uses: bool) -> None:
    facts = index(f"{HOOK}@{decorator}\ndef load():\n    {body}\n").facts
    assert bool(facts.session_hooks) is uses


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (f"{HOOK}@app.before_request\ndef load():\n    ...\n", -1),
        (f"{HOOK}@auth.before_app_request\ndef load():\n    ...\n", -1),
        (f"{HOOK}app.before_request(load)\n", 0),
        (f"{HOOK}@app.after_request\ndef load():\n    ...\n", None),
    ],
)
def test_what_runs_before_requests(index: Index, lines: str, line: int | None) -> None:
    found = [one.line for one in index(lines).facts.request_hooks]
    assert found == ([] if line is None else [lines.count("\n") + line])


def test_where_a_form_is_read(index: Index) -> None:
    facts = index(FLASK + "def view():\n    return request.form['name']\n").facts
    assert facts.form_reads == (Place("app.py", 3, 12),)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (FLASK + "session.permanent = True", [2]),
        (FLASK + "session.permanent = form.remember.data", [2]),
        (FLASK + "session.permanent = False", []),
        (FLASK + "session['permanent'] = True", []),
        ("thing.permanent = True", []),
    ],
)
def test_permanent_sessions(index: Index, source: str, lines: list[int]) -> None:
    assert [one.line for one in index(source).facts.permanent_sessions] == lines
