"""404s of a view that its own `except` answers with a 500."""

import textwrap
from pathlib import Path

import pytest

from releasecheck.gather.source import gather_source

LOOK = "try:\n    post = Post.query.get_or_404(number)\n"
ALL = "except Exception as error:\n"
FAILED = "    return jsonify(error=str(error)), 500"


def swallowed(body: str, tmp_path: Path) -> list[str]:
    """The calls in a view with this body."""
    view = textwrap.indent(body, "    ")
    imports = "from flask import Flask, jsonify, abort, make_response"
    imports += "\nfrom werkzeug.exceptions import HTTPException"
    made = f'{imports}\napp = Flask(__name__)\n@app.get("/posts/<int:number>")'
    (tmp_path / "app.py").write_text(f"{made}\ndef post(number):\n{view}\n")
    (one,) = gather_source(tmp_path, []).facts.views
    return [each.call for each in one.swallowed]


@pytest.mark.parametrize(
    ("body", "calls"),
    [
        (f"{LOOK}{ALL}{FAILED}", ["get_or_404"]),
        (f"{LOOK}{ALL}    db.session.rollback()\n{FAILED}", ["get_or_404"]),
        (f"{LOOK}except ValueError:\n    return 'no', 400\n{ALL}{FAILED}", ["get_or_404"]),
        (f"{LOOK}except:\n    return 'no', 500", ["get_or_404"]),
        (f"{LOOK}{ALL}    return make_response('no', 500)", ["get_or_404"]),
        (f"try:\n    if not x:\n        abort(404)\n{ALL}{FAILED}", ["abort"]),
        (f"try:\n    with x:\n        q.first_or_404()\n{ALL}{FAILED}", ["first_or_404"]),
    ],
)
def test_swallowed(body: str, calls: list[str], tmp_path: Path) -> None:
    assert swallowed(body, tmp_path) == calls


@pytest.mark.parametrize(
    "body",
    [
        f"{LOOK}except HTTPException:\n    raise\n{ALL}{FAILED}",
        f"{LOOK}except (ValueError, HTTPException):\n    raise\n{ALL}{FAILED}",
        f"{LOOK}except NotFound:\n    return 'none', 404\n{ALL}{FAILED}",
        f"{LOOK}{ALL}    raise",
        f"{LOOK}{ALL}    if isinstance(error, HTTPException):\n        raise\n{FAILED}",
        f"{LOOK}{ALL}    return 'none', 404",
        f"{LOOK}{ALL}    return 'none', error.code",
        f"{LOOK}{ALL}    log(error)",
        f"{LOOK}except ValueError:\n    return 'no', 500",
        f"post = Post.query.get_or_404(number)\ntry:\n    save()\n{ALL}{FAILED}",
        f"try:\n    abort(500)\n{ALL}{FAILED}",
        f"try:\n    worker.abort(404)\n{ALL}{FAILED}",
        f"try:\n    def ask():\n        abort(404)\n{ALL}{FAILED}",
        f"try:\n    try:\n        abort(404)\n    except HTTPException:\n        pass\n{ALL}{FAILED}",
    ],
)
def test_not_swallowed(body: str, tmp_path: Path) -> None:
    assert swallowed(body, tmp_path) == []
