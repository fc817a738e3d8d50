"""What views answer with of the exceptions that they catch."""

from textwrap import indent

import pytest

from tests.source.conftest import Index

IMPORTS = """\
import sqlite3
import traceback
from traceback import format_exc
from flask import Flask, abort, current_app, flash, jsonify, make_response, redirect, render_template, url_for
from sqlalchemy.exc import SQLAlchemyError
app = Flask(__name__)
"""


def answered(index: Index, body: str, caught: str = "Exception as e", before: str = "") -> list[str]:
    """The kinds of answers of a view with one `except` block."""
    lines = f"try:\n    return shop()\nexcept {caught}:\n{indent(body, '    ')}\nreturn 'x'"
    (view,) = index(
        f"{IMPORTS}{before}\n@app.get('/page')\ndef page():\n{indent(lines, '    ')}\n"
    ).facts.views
    return [one.kind for one in view.answered]


@pytest.mark.parametrize(
    "body",
    [
        "return str(e), 500",
        "return f'it failed: {e}'",
        "return 'it failed: %s' % e",
        "return 'it failed: ' + repr(e)",
        "return 'it failed: {}'.format(e), 400",
        "return jsonify(error=str(e)), 500",
        "return jsonify({'ok': False, 'error': {'message': str(e)}})",
        "return {'error': str(e)}, 500",
        "return make_response(jsonify(error=f'{e}'), 500)",
        "return jsonify(error=e.args[0])",
        "message = f'it failed: {e}'\nreturn jsonify(error=message)",
        "current_app.logger.exception(e)\nreturn {'error': str(e)}",
        "abort(500, description=str(e))",
        "abort(400, e)",
        "abort(getattr(e, 'code', 500), e)",
        "return jsonify(error=str(e)), getattr(e, 'code', 500)",
        "return jsonify(error=str(e)), reply.code",
        "return abort(401, str(e))",
        "flash(str(e))\nreturn redirect(url_for('index'))",
        "flash(f'It was not stored: {e}', 'danger')",
        "message = 'It was not stored: ' + str(e)\nflash(message)",
        "return render_template('error.html', message=str(e)), 500",
        "return make_response(repr(e), 500)",
        "if isinstance(e, KeyError):\n    return str(e)\nreturn str(e)",
        "with lock:\n    return str(e)",
        "return {'error': str(e) or 'unknown'}",
        "return failed(str(e), 500)",
        "return shop.failed(message=f'it failed: {e}', status_code=400)",
        "return failed(str(e)), 500",
        "return failed(HTTPStatus.BAD_REQUEST, str(e))",
        "return error_response(str(e))",
        "text = str(e)\nreturn to_json(error=text)",
    ],
)
def test_the_text_of_an_exception(index: Index, body: str) -> None:
    assert answered(index, body) == ["text"]


@pytest.mark.parametrize(
    "caught",
    [
        *("BaseException as e", "(KeyError, Exception) as e", "sqlite3.Error as e"),
        *("SQLAlchemyError as e", "sqlalchemy.exc.IntegrityError as e"),
    ],
)
def test_an_exception_of_which_the_app_knows_nothing(index: Index, caught: str) -> None:
    assert answered(index, "return str(e)", caught) == ["text"]


@pytest.mark.parametrize(
    "caught",
    [
        *("ValueError as e", "ValidationError as e", "OutOfStock as e", "HTTPException as e"),
        *("(KeyError, ValueError) as e", "errors.OutOfStock as e", "shop.Error as e", "Exception"),
    ],
)
def test_an_exception_by_its_name(index: Index, caught: str) -> None:
    assert answered(index, "return str(e)", caught) == []


@pytest.mark.parametrize(
    "body",
    [
        "return traceback.format_exc(), 500",
        "return jsonify(trace=format_exc().splitlines()[-1]) if 0 else jsonify(trace=format_exc())",
        "text = traceback.format_exc()\nreturn f'<pre>{text}</pre>'",
    ],
)
@pytest.mark.parametrize("caught", ["Exception as e", "ValueError", ""])
def test_a_traceback(index: Index, body: str, caught: str) -> None:
    assert answered(index, body, caught) == ["traceback"]


@pytest.mark.parametrize(
    "body",
    [
        "return 'it failed', 500",
        "return jsonify(error='it failed', kind=type(e).__name__)",
        "return jsonify(error=e.code)",
        "abort(e.code, e)",
        "return abort(e.code, description=str(e))",
        "return jsonify(error=str(e)), e.code",
        "return {'error': str(e)}, e.code, {'X-Failed': '1'}",
        "return make_response(str(e), e.code)",
        "current_app.logger.error(traceback.format_exc())\nreturn 'it failed'",
        "return render_template('error.html', error=e)",
        "return explain(str(e))",
        "return explain(str(e), 12)",
        "return error_response(e)",
        "return error_response('it failed')",
        "log_response(str(e))\nreturn 'it failed'",
        "raise Refused(str(e))",
        "if app.debug:\n    return str(e)\nreturn 'it failed'",
        "if not current_app.config['DEBUG']:\n    return 'it failed'\nreturn str(e)",
        "return jsonify(error=str(e) if app.debug else 'it failed')",
        "if isinstance(e, OutOfStock):\n    return str(e)\nreturn 'it failed'",
        "message = str(e)\nmessage = 'it failed'\nreturn message",
        "return str(other)",
    ],
)
def test_what_is_no_text_of_the_exception(index: Index, body: str) -> None:
    assert answered(index, body) == []


@pytest.mark.parametrize(
    "body",
    [
        "return jsonify(error=e)",
        "return jsonify({'ok': False, 'errors': [e]}), 400",
        "return make_response(jsonify(error=e), 400)",
        "return make_response({'error': e}, 400)",
        "return {'error': e}, 500",
        "return {'error': e}",
        "flask_smorest.abort(400, message=e)",
        "flask_smorest.abort(400, errors={'json': {'name': e}})",
        "flask_restx.abort(400, error=e)",
    ],
)
def test_an_exception_that_is_to_be_json(index: Index, body: str) -> None:
    assert answered(index, body, before="import flask_smorest, flask_restx") == ["object"]


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("flask_smorest.abort(400, message=str(e))", ["text"]),
        ("flask_smorest.abort(400, exc=e, message='it failed')", []),
        ("flask_smorest.abort(400, e)", []),
        ("flask_restx.abort(400, message=e)", ["text"]),
        ("flask_restful.abort(400, message=e)", []),
        ("flask_restful.abort(400, message=str(e))", ["text"]),
        ("return jsonify(error=e.args)", ["text"]),
        ("return jsonify(error=explain(e))", []),
        ("return render_template('error.html', error=e)", []),
        ("return {'error': shown(e)}, 500", []),
    ],
)
def test_an_exception_that_something_makes_a_text_of(index: Index, body: str, kinds: list[str]) -> None:
    assert answered(index, body, before="import flask_smorest, flask_restful, flask_restx") == kinds


@pytest.mark.parametrize("decorator", ["blp.response(200)", "marshal_with(fields)", "app.output(Schema)"])
def test_a_dict_that_a_decorator_makes_the_body_of(index: Index, decorator: str) -> None:
    lines = "    try:\n        shop()\n    except Exception as e:\n        return {'error': e}, 500\n"
    (view,) = index(f"{IMPORTS}@app.get('/page')\n@{decorator}\ndef page():\n{lines}").facts.views
    assert view.answered == ()


@pytest.mark.parametrize(
    ("line", "own"),
    [
        ("from flask.json.provider import DefaultJSONProvider", True),
        ("import json\nclass Encoder(json.JSONEncoder): pass", True),
        ("from flask import Flask\napp = Flask('x')\napp.config['RESTX_JSON'] = {'default': str}", True),
        ("import json\njson.dumps({})", False),
    ],
)
def test_an_encoder_of_the_project(index: Index, line: str, own: bool) -> None:
    assert index(line).facts.own_json == (("app.py",) if own else ())


def beside(index: Index, body: str) -> list[str]:
    """The kinds of answers of a function that is no view."""
    lines = f"try:\n    return shop()\nexcept Exception as e:\n{indent(body, '    ')}\nreturn 'x'"
    facts = index(f"{IMPORTS}import flask\ndef store():\n{indent(lines, '    ')}\n").facts
    assert facts.views == ()
    return [one.kind for one in facts.answered]


@pytest.mark.parametrize(
    "body",
    [
        "flask.abort(400, str(e))",
        "return jsonify(error=str(e)), 500",
        "return flask.make_response(str(e))",
        "return {'error': str(e)}, 500",
        "flask.flash(f'It was not stored: {e}')",
    ],
)
def test_an_answer_of_a_function_that_is_no_view(index: Index, body: str) -> None:
    assert beside(index, body) == ["text"]


@pytest.mark.parametrize(
    "body",
    [
        "return str(e)",
        "return {'error': str(e)}",
        "return False, str(e)",
        "return str(e), 0",
        "return {'message': str(e)}, 201",
        "context.abort(str(e))",
        "screen.flash(str(e))",
        "flask.abort(400)",
    ],
)
def test_what_a_function_that_is_no_view_may_return(index: Index, body: str) -> None:
    assert beside(index, body) == []


KEEPS = ("from flask_smorest import abort", "from webargs.flaskparser import abort")


@pytest.mark.parametrize("kept", KEEPS)
@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("abort(500, str(e))", []),
        ("abort(500, e)", []),
        ("abort(500, exc=e)", []),
        ("abort(500, exc=e, message='The order was not stored.')", []),
        ("abort(500, description=str(e))", []),
        ("abort(500, message=str(e))", ["text"]),
        ("abort(422, errors={'order': [str(e)]})", ["text"]),
        ("abort(400, str(e), message=f'it failed: {e}')", ["text"]),
    ],
)
def test_an_abort_that_keeps_the_exception_for_the_log(
    index: Index, kept: str, body: str, kinds: list[str]
) -> None:
    assert answered(index, body, before=kept) == kinds


def test_an_abort_that_keeps_the_exception_by_the_name_of_its_module(index: Index) -> None:
    assert answered(index, "flask_smorest.abort(500, str(e))", before="import flask_smorest") == []
