"""A path that does not exist, answered as a page."""

from typing import Any

from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, requests, response, route, table, view


def lost(status: int = 200, handlers: Any = (), **fields: Any) -> Given:
    headers = {"content-type": "text/html"}
    answer = response("/releasecheck-1", status, rule=None, endpoint=None, headers=headers, **fields)
    return {"requests": requests(not_found=answer), "app": app(error_handlers=list(handlers))}


def caught(status: int = 200, handler: str = ":404", **fields: Any) -> Given:
    answer = response("/releasecheck-1", status, rule="/<path:path>", endpoint="spa", **fields)
    routes = [route("/<path:path>", "spa", view=view())]
    return {"requests": requests(caught=answer), "app": app(routes=routes, error_handlers=[handler])}


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
        ),
        "a rule takes every path before the handler does": (
            caught(),
            [
                Found(
                    "/<path:path> answers 200 to every path that does not exist:"
                    " the app's 404 handler gets none",
                    "/<path:path>",
                    at("app.py", 5),
                    ("GET of a random path -> 200",),
                    "Leave the paths that the app does not know to its 404 handler: abort(404) in the view.",
                    "info",
                )
            ],
        ),
    }
)
def test_not_found_soft_200_faulty(given: Given, says: list[Found]) -> None:
    assert ask("not-found-soft-200", given) == says


@table(
    {
        "404": (lost(404), []),
        "everybody signs in first": (lost(302), []),
        "a single-page app": (lost(like_home=True), []),
        "a single-page app by a rule, with a handler for its API": (caught(like_home=True), []),
        "a rule that answers 404 itself": (caught(404), []),
        "a rule that sends people to sign in": (caught(302), []),
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
        "a rule takes every path, and no handler is for those that do not exist": (
            caught(handler=":Exception"),
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
