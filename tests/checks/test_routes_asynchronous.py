"""Async views and hooks without Flask's async extra."""

from typing import Any

from releasecheck.facts.app import Hook
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, crash, requests, response, route, table, view

LOAD = Hook("before_request", "", "app", "load", at("app.py", 4), own=True, asynchronous=True)
SLOW = route("/slow", "slow", view=view("slow", 9, asynchronous=True))
EXTRA = crash("builtins.RuntimeError", "Install Flask with the 'async' extra in order to use async views.")


def awaiting(*routes: Any, hooks: Any = (), answers: Any = (), runs_async: bool = False) -> Given:
    return {
        "app": app(routes=routes, hooks=hooks, runs_async=runs_async),
        "requests": requests(*answers),
    }


@table(
    {
        "a view, as seen live": (
            awaiting(
                SLOW,
                answers=[
                    response("/slow", 500, crash=EXTRA),
                    response("/", 500, crash=crash()),
                ],
            ),
            [
                Found(
                    "slow is async, and asgiref is not installed",
                    "asgiref",
                    at("app.py", 9),
                    ("slow at app.py:9", "GET /slow answers 500 because of it"),
                )
            ],
        ),
        "a hook and a view": (
            awaiting(route("/", "index"), SLOW, hooks=[LOAD]),
            [
                Found(
                    "before_request load and slow are async, and asgiref is not installed",
                    "asgiref",
                    at("app.py", 4),
                    ("before_request load at app.py:4", "slow at app.py:9"),
                )
            ],
        ),
    }
)
def test_async_view_without_extra_faulty(given: Given, says: Any) -> None:
    assert ask("async-view-without-extra", given) == says


def test_async_view_without_extra_fine() -> None:
    assert ask("async-view-without-extra", awaiting(SLOW, hooks=[LOAD], runs_async=True)) == []


def test_async_view_without_extra_does_not_apply() -> None:
    says = [DoesNotApply("no view or hook is async")]
    assert ask("async-view-without-extra", awaiting(route("/", "index"))) == says
