"""A cursor that a module holds for all requests."""

from typing import Any

from releasecheck.facts.app import SharedCursor
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, deploy, launch, table

CURSOR = SharedCursor("cur", "sqlite3", at("app.py", 20), by_any_thread=True)


def holding(*cursors: SharedCursor, **fields: Any) -> Given:
    launches = [launch(**fields)] if fields else []
    return {"app": app(shared_cursors=cursors), "deploy": deploy(launches=launches)}


def found(harm: str, *evidence: str) -> Found:
    text = f"cur is one cursor of sqlite3 for all requests: {harm}"
    return Found(text, "cur", at("app.py", 20), evidence)


@table(
    {
        "of any thread": (holding(CURSOR), [found("in two threads they take each other's rows")]),
        "of one thread": (
            holding(SharedCursor("cur", "sqlite3", at("app.py", 20), by_any_thread=False), server="waitress"),
            [found("fails in every thread but the one that imported the app")],
        ),
        "several, under threads of gunicorn": (
            holding(CURSOR, SharedCursor("db", "psycopg2", at("b.py", 2)), threads=4),
            [found("in two threads they take each other's rows", "so is db at b.py:2")],
        ),
        "several threads of another class": (
            holding(CURSOR, worker_class="gthread"),
            [found("in two threads they take each other's rows")],
        ),
    }
)
def test_shared_cursor_faulty(given: Given, says: list[Found]) -> None:
    assert ask("shared-cursor", given) == says


@table(
    {
        "gunicorn by itself": (holding(CURSOR, workers=4), []),
        "its own class": (holding(CURSOR, worker_class="sync", threads=1), []),
    }
)
def test_shared_cursor_fine(given: Given, says: list[Found]) -> None:
    assert ask("shared-cursor", given) == says


def test_shared_cursor_does_not_apply() -> None:
    assert ask("shared-cursor", holding()) == [DoesNotApply("no module of the app holds a cursor")]
