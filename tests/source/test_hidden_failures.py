"""Answers which say, with status 200, that something failed."""

import textwrap
from pathlib import Path

import pytest

from releasecheck.gather.source import gather_source

TRIED = "try:\n    ask()\nexcept Exception:\n"


def hidden(body: str, tmp_path: Path) -> list[int]:
    """The lines of such answers in a view with this body, which begins on line 4."""
    view = textwrap.indent(body, "    ")
    made = 'from flask import Flask, jsonify, abort\napp = Flask(__name__)\n@app.get("/health")'
    (tmp_path / "app.py").write_text(f"{made}\ndef health():\n{view}\n")
    (one,) = gather_source(tmp_path, []).facts.views
    return [place.line or 0 for place in one.hidden_failures]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (f'{TRIED}    return jsonify(status="error")', [8]),
        (f'{TRIED}    return {{"status": "unhealthy"}}', [8]),
        (f'{TRIED}    return jsonify({{"status": "Database down"}}), 200', [8]),
        (f'{TRIED}    log()\n    if x:\n        return "DB connection failed"', [10]),
        (f'{TRIED}    return jsonify(checks={{"db": f"error: {{e}}"}})', [8]),
        (f'{TRIED}    db = "disconnected"\nreturn jsonify(status="ok", database=db)', [9]),
        (f'{TRIED}    db = False\nreturn {{"db": db}}', [9]),
        (f'{TRIED}    checks["db"] = "failed"\nreturn jsonify(checks)', [9]),
        (f'{TRIED}    db = "down"\nreturn jsonify(status="ok" if db == "up" else "error")', [9]),
        (f'{TRIED}    db = "down"\nif db:\n    log(db)\nreturn jsonify(db=db)', [11]),
    ],
)
def test_hidden(body: str, lines: list[int], tmp_path: Path) -> None:
    assert hidden(body, tmp_path) == lines


@pytest.mark.parametrize(
    "body",
    [
        f'{TRIED}    return jsonify(status="error"), 503',
        f'{TRIED}    return {{"status": "error"}}, HTTPStatus.SERVICE_UNAVAILABLE',
        f'{TRIED}    return Response("error", status=503)',
        f'{TRIED}    return make_response(jsonify(status="error"), 503)',
        f'{TRIED}    return failure("error")',
        f"{TRIED}    abort(503)",
        f"{TRIED}    raise",
        f'{TRIED}    return jsonify(status="skipped")',
        f"{TRIED}    return jsonify(error=None)",
        f'{TRIED}    db = "down"\nreturn jsonify(database=db), 200 if db == "up" else 503',
        f'{TRIED}    db = "down"\n    code = 503\nreturn jsonify(database=db), code',
        f'{TRIED}    db = "down"\nanswer = jsonify(database=db)\nanswer.status_code = 503\nreturn answer',
        f'{TRIED}    db = "down"\nif db == "down":\n    return jsonify(db=db), 503\nreturn jsonify(db=db)',
        f'{TRIED}    db = "down"\nif db == "down":\n    abort(503)\nreturn jsonify(db=db)',
        f'{TRIED}    db = "down"\nreturn jsonify(status="ok")',
        'return jsonify(status="error")',
    ],
)
def test_not_hidden(body: str, tmp_path: Path) -> None:
    assert hidden(body, tmp_path) == []
