"""Secrets of the environment that are compared with what a request lacks."""

from textwrap import indent

import pytest

from tests.source.conftest import Index

IMPORTS = "import os\nfrom os import getenv\nfrom flask import request, abort\n"
COMPARED = "if request.args.get('key') != os.environ.get('ADMIN_KEY'):\n    abort(403)"


def in_function(body: str, above: str = "") -> str:
    return f"{IMPORTS}{above}def show():\n{indent(body, '    ')}\n"


def found(index: Index, text: str) -> list[tuple[str, str]]:
    return [(one.what, one.detail) for one in index(text).facts.slips if one.kind == "unset-let-in"]


@pytest.mark.parametrize(
    ("body", "above"),
    [
        (COMPARED, ""),
        ("if getenv('ADMIN_KEY') == request.headers.get('key'):\n    good()", ""),
        ("key = request.form.get('key')\nif key != os.getenv('ADMIN_KEY'):\n    abort(403)", ""),
        ("if request.args.get('key') != KEY:\n    abort(403)", "KEY = os.getenv('ADMIN_KEY')\n"),
        ("mine = os.getenv('ADMIN_KEY')\nreturn request.args.get('key') == mine", ""),
        (f"if request.method == 'POST':\n{indent(COMPARED, '    ')}\n{COMPARED}", ""),
    ],
)
def test_neither_need_be_there(index: Index, body: str, above: str) -> None:
    told = found(index, in_function(body, above))
    assert told[:1] == [("key", "ADMIN_KEY")]
    assert len(set(told)) == 1


@pytest.mark.parametrize(
    ("body", "above"),
    [
        ("if request.args.get('key') != os.environ['ADMIN_KEY']:\n    abort(403)", ""),
        ("if request.args.get('key') != os.environ.get('ADMIN_KEY', 'x'):\n    abort(403)", ""),
        ("if request.args.get('key', '') != os.environ.get('ADMIN_KEY'):\n    abort(403)", ""),
        ("if request.args['key'] != os.environ.get('ADMIN_KEY'):\n    abort(403)", ""),
        ("return request.args.get('hub.verify_token') == os.getenv('VERIFY_TOKEN')", ""),
        ("if request.args.get('lang') != os.environ.get('LANGUAGE'):\n    other()", ""),
        (f"if 'key' not in request.args:\n    abort(401)\n{COMPARED}", ""),
        (f"if not os.environ.get('ADMIN_KEY'):\n    abort(503)\n{COMPARED}", ""),
        (f"if 'ADMIN_KEY' not in os.environ:\n    abort(503)\n{COMPARED}", ""),
        ("key = request.form.get('key')\nif not key or key != os.getenv('ADMIN_KEY'):\n    abort(403)", ""),
        ("key = request.form.get('key')\nif key is None:\n    abort(401)\nreturn key == getenv('A_KEY')", ""),
        ("return bool(KEY) and request.args.get('key') == KEY", "KEY = os.getenv('ADMIN_KEY')\n"),
        (
            "if request.args.get('key') != KEY:\n    abort(403)",
            "KEY = os.getenv('ADMIN_KEY')\nif not KEY:\n    raise RuntimeError\n",
        ),
        ("if request.args.get('key') != KEY:\n    abort(403)", "KEY = os.getenv('ADMIN_KEY') or 'x'\n"),
        ("if request.args.get('key') != KEY:\n    abort(403)", "KEY = os.getenv('ADMIN_KEY')\nKEY = 'x'\n"),
        ("if request.headers.get('Authorization') != f\"Bearer {os.getenv('KEY')}\":\n    abort(401)", ""),
    ],
)
def test_one_of_them_has_to_be_there(index: Index, body: str, above: str) -> None:
    assert found(index, in_function(body, above)) == []
