"""A path that does not exist, answered as a page."""

from typing import Any

from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, requests, response, table


def lost(status: int = 200, handlers: Any = (), **fields: Any) -> Given:
    headers = {"content-type": "text/html"}
    answer = response("/releasecheck-1", status, rule=None, endpoint=None, headers=headers, **fields)
    return {"requests": requests(not_found=answer), "app": app(error_handlers=list(handlers))}


@table(
    {
        "everything is fine": (
            lost(),
            [
                Found(
                    "a path that does not exist is answered 200",
                    "404",
                    at("app.py", 1),
                    ("GET of a random path -> 200", "Content-Type: text/html"),
                )
            ],
        )
    }
)
def test_not_found_soft_200_faulty(given: Given, says: list[Found]) -> None:
    assert ask("not-found-soft-200", given) == says


@table(
    {
        "404": (lost(404), []),
        "everybody signs in first": (lost(302), []),
        "a single-page app": (lost(like_home=True), []),
    }
)
def test_not_found_soft_200_fine(given: Given, says: list[Found]) -> None:
    assert ask("not-found-soft-200", given) == says


@table(
    {
        "a rule takes every path": (
            {"requests": requests(), "app": app()},
            [DoesNotApply("a rule takes every path")],
        ),
        "an error handler answers": (
            lost(handlers=[":404"]),
            [DoesNotApply("an error handler answers; errorhandler-changes-status judges it")],
        ),
    }
)
def test_not_found_soft_200_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("not-found-soft-200", given) == says
