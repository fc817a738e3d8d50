"""Tables that hooks make when requests come."""

import pytest

from .conftest import Index

HEAD = "from flask import Flask\napp = Flask(__name__)\n"


@pytest.mark.parametrize(
    ("source", "hook"),
    [
        ("@app.before_first_request\ndef make(): db.create_all()", "make"),
        ("@app.before_request\ndef make():\n    with app.app_context():\n        db.create_all()", "make"),
        ("@bp.before_app_request\ndef make():\n    if not app.ready:\n        db.create_all()", "make"),
        ("def make(): db.create_all()\napp.before_request(make)", "make"),
        ("def tables(): db.create_all()\n@app.before_request\ndef make(): tables()", "make"),
        (
            "def create_app():\n    @app.before_request\n    def make(): db.create_all()\n    return app",
            "make",
        ),
    ],
)
def test_create_all_in_a_hook(index: Index, source: str, hook: str) -> None:
    (found,) = index(HEAD + source).facts.schema_hooks
    assert (found.hook, found.place.path) == (hook, "app.py")


@pytest.mark.parametrize(
    "source",
    [
        "db.create_all()",
        "def make(): db.create_all()",
        "@app.cli.command('init')\ndef make(): db.create_all()",
        "@app.get('/')\ndef make(): db.create_all()",
        "@app.before_request\ndef load(): pass\ndef make(): db.create_all()",
        "if __name__ == '__main__':\n    @app.before_request\n    def make(): db.create_all()",
        "@app.before_request\ndef load(): create_all()",
        "@app.before_request\ndef make():\n    if app.debug:\n        db.create_all()",
        "@app.before_request\ndef make():\n    if current_app.config['TESTING']: db.create_all()",
        "@app.before_request\ndef make():\n    if app.env == 'development': db.create_all()",
    ],
)
def test_create_all_elsewhere(index: Index, source: str) -> None:
    assert index(HEAD + source).facts.schema_hooks == ()


def test_hooks_of_tests_are_no_part_of_it(index: Index) -> None:
    source = f"{HEAD}@app.before_request\ndef make(): db.create_all()"
    assert index({"tests/test_app.py": source}).facts.schema_hooks == ()
