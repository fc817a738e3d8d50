"""The route that says which release answers."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.work import Wait
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, route, source, view

BOTH = "open() and check_output()"


def shop(rule: str, *calls: str, **fields: Any) -> Given:
    """One view at the rule that calls these."""
    one = route(rule, "version", view=view("version"), **fields)
    return {
        "app": app(routes=[one]),
        "source": source(views=[body("version", calls=calls, view=at("app.py", 5))]),
    }


@pytest.mark.parametrize(
    ("rule", "calls", "shown"),
    [
        ("/version", ("jsonify", "read_text"), "read_text()"),
        ("/__version__", ("open", "load"), "open()"),
        ("/api/v1/build-info", ("check_output", "open"), "open() and check_output()"),
    ],
)
def test_version_read_per_request_faulty(rule: str, calls: tuple[str, ...], shown: str) -> None:
    assert ask("version-read-per-request", shop(rule, *calls)) == [
        Found(f"GET {rule} calls {shown} to answer", "version", at("app.py", 5, 1))
    ]


@pytest.mark.parametrize("calls", [(), ("jsonify", "strftime")])
def test_version_read_per_request_fine(calls: tuple[str, ...]) -> None:
    assert ask("version-read-per-request", shop("/version", *calls)) == []


@pytest.mark.parametrize(
    "given",
    [
        shop("/readyz", "open"),
        shop("/conversion", "open"),
        shop("/version/<id>", "open"),
        shop("/release", "open", methods=["OPTIONS", "POST"]),
    ],
    ids=["health looks at the disk", "another word", "of something else", "is no question"],
)
def test_version_read_per_request_does_not_apply(given: Given) -> None:
    said = ask("version-read-per-request", given)
    assert said == [DoesNotApply("no route is named after the version")]


@pytest.mark.parametrize(
    ("function", "kind", "shown"),
    [("version", "process", "open()"), ("version", "sleep", BOTH), ("other", "process", BOTH)],
)
def test_a_program_that_the_view_starts_is_told_as_that(function: str, kind: Any, shown: str) -> None:
    given = shop("/version", "open", "check_output")
    wait = Wait(kind, "subprocess.check_output", at("app.py", 6), (function,))
    given["source"] = replace(given["source"], waits=(wait,))
    (found,) = ask("version-read-per-request", given)
    assert found.message == f"GET /version calls {shown} to answer"
    only = shop("/version", "check_output")
    only["source"] = replace(only["source"], waits=(wait,))
    assert len(ask("version-read-per-request", only)) == (shown == BOTH)
