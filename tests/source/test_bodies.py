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
        (PARSER + "parser.add_argument('name')", True),
        (PARSER + "parser.add_argument('name', location='form')", True),
        (PARSER + "parser.add_argument('name', location=['json', 'values'])", True),
        ("@app.input(Photo, location='form_and_files')\ndef f(): ...", True),
        (PARSER + "parser.add_argument('name', location='json')", False),
        ("import argparse\nargparse.ArgumentParser().add_argument('name')", False),
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
