"""The route that says which release answers."""

from typing import Any

import pytest

from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, route, source, view


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
