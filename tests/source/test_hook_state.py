"""Variables of a module that hooks, error handlers and events change."""

import pytest

from tests.source.conftest import Index

ABOVE = """
from collections import deque
from flask import Flask, request
from flask_admin import BaseView, expose
app = Flask(__name__)
seen, total = deque(maxlen=100), 0
visits = []
by_page = {}
page_cache = {}
class Board:
    seen = 0
board = Board()
"""
METHOD = "class Logs(BaseView):\n    @expose('/', methods=['POST'])\n    def index(self):\n        {}\n"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("@app.errorhandler(500)\ndef broken(e):\n    visits.append(e)\n", [("error handler", "visits")]),
        ("@app.before_request\ndef note():\n    by_page[request.path] = 1\n", [("hook", "by_page")]),
        ("@bp.after_app_request\ndef note(r):\n    visits.append(1)\n    return r\n", [("hook", "visits")]),
        (METHOD.format("visits.append(1)"), [("view", "visits")]),
        ("@socketio.on('join')\ndef join(data):\n    visits.append(data)\n", [("event", "visits")]),
        (
            "def log(e):\n    visits.append(e)\n@app.errorhandler(Exception)\ndef broken(e):\n    log(e)\n",
            [("error handler", "visits")],
        ),
        (
            "def make():\n    @app.errorhandler(500)\n    def broken(e):\n        visits.append(e)\n",
            [("error handler", "visits")],
        ),
        ("@app.before_request\ndef note():\n    board.seen += 1\n", [("hook", "board.seen")]),
        ("@app.before_request\ndef note():\n    board.last = request.path\n", [("hook", "board.last")]),
        # What is no state of the app, or nobody's:
        ("@app.before_request\ndef note():\n    board.last = load()\n", []),
        ("@app.before_request\ndef note():\n    board = Board()\n    board.seen += 1\n", []),
        ("@app.before_request\ndef note():\n    g.user = request.path\n", []),
        ("@app.before_request\ndef note():\n    visits = []\n    visits.append(1)\n", []),
        ("@app.before_request\ndef note():\n    page_cache[request.path] = 1\n", []),
        ("@app.before_request\ndef note():\n    g.visits.append(1)\n", []),
        ("@app.before_request\ndef note():\n    elsewhere.append(1)\n", []),
        ("@app.before_request\ndef note():\n    by_page.update(a=1)\n", []),
        ("@app.teardown_request\ndef note(e):\n    visits.append(1)\n", []),
        ("@app.context_processor\ndef note():\n    visits.append(1)\n    return {}\n", []),
        ("@events.on(Signal)\ndef note():\n    visits.append(1)\n", []),
        ("def note():\n    visits.append(1)\n", []),
        (METHOD.format("self.visits.append(1)"), []),
    ],
)
def test_changes_by_what_flask_calls(source: str, found: list[tuple[str, str]], index: Index) -> None:
    changes = index({"shop.py": ABOVE + source}).facts.hook_changes
    assert [(one.kind, one.change.variable.removeprefix("shop.")) for one in changes] == found


def test_changes_in_another_module(index: Index) -> None:
    files = {
        "log.py": "errors = []\ndef log(e):\n    errors.append(e)\n",
        "shop.py": "from log import log\n@app.errorhandler(500)\ndef broken(e):\n    log(e)\n",
    }
    [one] = index(files).facts.hook_changes
    assert (one.function, one.change.variable, str(one.place)) == ("broken", "log.errors", "log.py:3:5")


@pytest.mark.parametrize("path", ["tests/test_shop.py", "examples/shop.py", "tools/shop.py"])
def test_what_is_no_part_of_the_app(path: str, index: Index) -> None:
    source = "@app.errorhandler(500)\ndef broken(e):\n    visits.append(e)\n"
    assert index({path: ABOVE + source}).facts.hook_changes == ()
