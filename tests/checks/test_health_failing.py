"""A health route that says with status 200 that something failed."""

from typing import Any

from releasecheck.facts.failures import HopefulCheck
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, module, project, route, source, table, view

NO_VIEW = DoesNotApply("no view of a health route was found in the source")


def asked(path: str = "/health", *lines: int, **fields: Any) -> Given:
    """A view of app.py that hides failures on these lines."""
    known = body("health", hidden_failures=[at("app.py", line) for line in lines])
    return {
        "app": app(routes=[route(path, "health", view=view("health"))]),
        "source": source(module("app.py"), views=[known]),
        "project": project(**fields),
    }


def hides(path: str, *evidence: str) -> Found:
    return Found(f"GET {path} says that something failed, and answers 200", path, at("app.py", 8), evidence)


@table(
    {
        "in the except": (asked("/health", 8), [hides("/health")]),
        "twice": (asked("/health", 8, 12), [hides("/health", "answered without a status at app.py:12")]),
        "the path that is named": (asked("/shop/state", 8, health="/shop/state"), [hides("/shop/state")]),
    }
)
def test_health_hides_failure_faulty(given: Given, says: list[Any]) -> None:
    assert ask("health-hides-failure", given) == says


def calling(name: str, path: str = "/health", file: str = "app.py") -> Given:
    """A view that calls a function, where `is_up` of a file returns True when the database is down."""
    known = body("health", calls=[name])
    hopeful = [HopefulCheck("is_up", at(file, 3))]
    return {**asked(path), "source": source(module("app.py"), views=[known], hopeful=hopeful)}


def test_health_hides_failure_in_what_it_calls() -> None:
    assert ask("health-hides-failure", calling("is_up")) == [
        Found(
            "GET /health cannot tell that the database is down: is_up() returns True where it fails",
            "/health",
            at("app.py", 3),
            fix="Let is_up() return False in its `except`, and answer 503 then.",
        )
    ]


@table(
    {
        "it calls another function": (calling("render"), []),
        "only whether the process runs, and a hopeful check": (calling("is_up", "/livez"), []),
        "a file that the app does not load": (calling("is_up", file="old.py"), []),
        "it answers 503": (asked(), []),
        "only whether the process runs": (asked("/livez", 8), []),
    }
)
def test_health_hides_failure_fine(given: Given, says: list[Any]) -> None:
    assert ask("health-hides-failure", given) == says


@table(
    {
        "no health route": (asked("/orders", 8), [NO_VIEW]),
        "its source is not known": ({**asked(), "source": source()}, [NO_VIEW]),
    }
)
def test_health_hides_failure_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("health-hides-failure", given) == says
