"""Cursors that modules hold for all requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

APP = """
import sqlite3
from flask import Flask
app = Flask(__name__)
"""
VIEW = """
@app.get("/")
def index():
    return str(cur.execute("SELECT 1").fetchone())
"""
HELD = 'con = sqlite3.connect(":memory:", check_same_thread=False)\ncur = con.cursor()\n'


def held(project: Callable[..., Any], inside: Any, tools: Any, **files: str) -> list[tuple[Any, ...]]:
    app = project("app", {f"{name}.py": text for name, text in files.items()}).app
    found = inside("shared_cursors").collect(app, tools)
    return [(one["name"], one["place"]["path"], one["place"]["line"], one["by_any_thread"]) for one in found]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (f"{HELD}{VIEW}", [("cur", "app.py", 5, True)]),
        (f"{HELD.replace(', check_same_thread=False', '')}{VIEW}", [("cur", "app.py", 5, False)]),
        (f"{HELD}def rows():\n    return [cur.fetchone() for _ in range(2)]\n", [("cur", "app.py", 5, True)]),
        (f"{HELD}cur.execute('SELECT 1')\n", []),
        (f"{HELD.replace('cur =', 'other =')}{VIEW.replace('cur.', 'con.')}", []),
        (
            f"def cur():\n    return sqlite3.connect(':memory:').cursor()\n{VIEW.replace('cur.', 'cur().')}",
            [],
        ),
    ],
)
def test_a_cursor_of_a_module(
    project: Callable[..., Any], inside: Any, tools: Any, lines: str, found: list[tuple[Any, ...]]
) -> None:
    assert held(project, inside, tools, app=APP + lines) == found


def test_a_cursor_of_another_module_is_told_once(
    project: Callable[..., Any], inside: Any, tools: Any
) -> None:
    found = held(project, inside, tools, app=f"{APP}from db import cur\n{VIEW}", db=f"import sqlite3\n{HELD}")
    assert found == [("cur", "db.py", 3, True)]
