"""Tables that the start of the app makes where there are none."""

import pytest

from .conftest import Index

HEAD = "from os import path\nfrom flask import Flask\n"
APP = "app = Flask(__name__)\n"
FACTORY = "def create_app():\n    app = Flask(__name__)\n"
MAKE = "if not path.exists(DB):\n        db.create_all()"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (f"{APP}if not path.exists('x.db'):\n    db.create_all()", 5),
        (
            f"{APP}if not Path('x.db').exists():\n    with app.app_context():\n        db.create_all()",
            6,
        ),
        (f"{APP}if path.isfile('x.db'):\n    print('there')\nelse:\n    db.create_all()", 7),
        (
            f"{FACTORY}    with app.app_context():\n        if not exists(DB):\n            db.create_all()",
            7,
        ),
        (f"{FACTORY}    if not database_exists(URI) or x:\n        db.create_all()", 6),
        (f"{FACTORY}    if not inspect(db.engine).has_table('user'):\n        db.create_all()", 6),
        (
            f"{FACTORY}    make(app)\ndef make(app):\n    if not exists(DB):\n        db.create_all(app=app)",
            8,
        ),
        (
            f"{FACTORY}    make(app)\ndef make(app):\n    if exists(X):\n        return\n    db.create_all()",
            9,
        ),
        (f"{FACTORY}    if not path.exists(DB):\n        make()\ndef make():\n    db.create_all()", 8),
        (
            f"def make():\n    {MAKE}\napp = Flask(__name__)\nmake()",
            5,
        ),
        (
            (
                "def make():\n    db.create_all()\napp = Flask(__name__)\nif not path.exists(DB):\n"
                "    with app.app_context():\n        make()"
            ),
            4,
        ),
    ],
)
def test_made_where_it_is_not_there(index: Index, source: str, line: int) -> None:
    assert [one.line for one in index(HEAD + source).facts.tables_made_once] == [line]


@pytest.mark.parametrize(
    "source",
    [
        f"{APP}db.create_all()",
        f"{APP}if app.debug:\n    db.create_all()",
        f"{APP}if not path.exists('logs'):\n    mkdir('logs')\ndb.create_all()",
        f"{APP}if __name__ == '__main__':\n    {MAKE}",
        f"{APP}@app.cli.command('init')\ndef init():\n    {MAKE}",
        f"{APP}@app.get('/')\ndef page():\n    {MAKE}",
        f"{APP}def make():\n    {MAKE}",
        (f"{APP}def make():\n    {MAKE}\n@app.cli.command('init')\ndef init():\n    make()"),
        f"{FACTORY}    if path.exists('cfg'):\n        return app\ndef make():\n    db.create_all()",
    ],
)
def test_made_otherwise(index: Index, source: str) -> None:
    assert index(HEAD + source).facts.tables_made_once == ()


def test_a_helper_of_another_module(index: Index) -> None:
    found = index(
        {
            "app.py": f"{HEAD}from tables import make\n{FACTORY}    make()\n",
            "tables.py": "import os\ndef make():\n    if not os.path.exists('x'):\n        db.create_all()\n",
        }
    )
    assert [str(one) for one in found.facts.tables_made_once] == ["tables.py:4:9"]


def test_tests_make_their_own(index: Index) -> None:
    source = f"{HEAD}app = Flask(__name__)\nif not path.exists('x.db'):\n    db.create_all()\n"
    assert index({"tests/test_app.py": source}).facts.tables_made_once == ()
