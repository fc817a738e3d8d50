"""A health route that says with status 200 that something failed."""

from typing import Any

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


@table(
    {
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
