"""404s that a view's own `except` takes."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.slips import Slip
from releasecheck.facts.views import Swallowed
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, module, route, source, table, view


def looked_up(line: int) -> Swallowed:
    return Swallowed("get_or_404", at("app.py", line), at("app.py", line + 3))


def caught(*lines: int, views: Any = ("post",)) -> Given:
    """Views on lines 5, 15, ... with a lookup on each of these lines."""
    bodies = [
        body(name, line=5 + 10 * at_, swallowed=tuple(map(looked_up, lines)))
        for at_, name in enumerate(views)
    ]
    routes = [route(f"/{name}/<id>", name, view=view(name, 5 + 10 * at_)) for at_, name in enumerate(views)]
    return {"app": app(routes=routes), "source": source(module("app.py"), views=bodies)}


@table(
    {
        "one": (
            caught(7),
            [
                Found(
                    "get_or_404 of post ends in a 500: the `except Exception` around it takes its 404",
                    "post",
                    at("app.py", 7),
                    ("get_or_404 at app.py:7, caught at app.py:10",),
                )
            ],
        ),
    }
)
def test_not_found_caught_faulty(given: Given, says: list[Any]) -> None:
    assert ask("not-found-caught", given) == says


@table(
    {
        "none": (caught(), []),
    }
)
def test_not_found_caught_fine(given: Given, says: list[Any]) -> None:
    assert ask("not-found-caught", given) == says


@table(
    {
        "no view": (caught(views=()), [DoesNotApply("no view of the app was found in the source")]),
    }
)
def test_not_found_caught_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("not-found-caught", given) == says


def test_several_views_are_one_finding() -> None:
    (found,) = ask("not-found-caught", caught(7, views=("post", "tag")))
    assert (
        found.message == "get_or_404 of 2 views ends in a 500: the `except Exception` around it takes its 404"
    )


NO_SUCCESS = [DoesNotApply("no view reports a success that it does not know of")]
SAYS = Slip("success-anyway", "add_note", "index", at("app.py", 9, 5), at("app.py", 5, 1), "added")


def reported(*slips: Slip) -> Given:
    return {
        "app": app(routes=[route("/", "index", view=view())]),
        "source": source(views=[body()], slips=slips),
    }


def test_failure_reported_as_success_faulty() -> None:
    assert ask("failure-reported-as-success", reported(SAYS)) == [
        Found(
            "index says that all went well when add_note() has failed, and does not ask",
            "add_note",
            at("app.py", 9, 5),
            ("index at app.py:9:5",),
        )
    ]


def test_failure_reported_as_success_fine() -> None:
    unserved = reported(replace(SAYS, view=at("app.py", 50, 1)))
    assert ask("failure-reported-as-success", unserved) == NO_SUCCESS


def test_failure_reported_as_success_does_not_apply() -> None:
    assert ask("failure-reported-as-success", reported()) == NO_SUCCESS
