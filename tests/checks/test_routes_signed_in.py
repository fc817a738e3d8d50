"""Pages asked signed in, and a login hook that cannot be used."""

from typing import Any

from releasecheck.facts.requests import Login
from releasecheck.findings import CouldNotLook, Found

from .build import Given, app, ask, at, crash, project, requests, response, route, table

SIGNED_IN_CRASH = crash("KeyError", "'member'")


@table(
    {
        "a page that fails for members": (
            {
                "requests": requests(
                    response("/"),
                    signed_in=[response("/", 500, signed_in=True, crash=SIGNED_IN_CRASH)],
                ),
                "app": app(routes=[route("/", "index")]),
                "project": project(),
            },
            [
                Found(
                    "GET / answers 500 to somebody signed in: KeyError: 'member'",
                    "/",
                    at("app.py", 5),
                    ("raised at app.py:7", "GET / -> 500 (signed in)"),
                )
            ],
        ),
        "a page to which another one links": (
            {
                "requests": requests(
                    response(
                        "/posts/3",
                        500,
                        rule="/posts/<int:number>",
                        linked_from="/posts",
                        crash=SIGNED_IN_CRASH,
                    ),
                ),
                "app": app(routes=[route("/posts/<int:number>", "index")]),
                "project": project(),
            },
            [
                Found(
                    "GET /posts/3 answers 500: KeyError: 'member'",
                    "/posts/<int:number>",
                    at("app.py", 5),
                    ("raised at app.py:7", "GET /posts/3 -> 500, to which /posts links"),
                )
            ],
        ),
        "the login hook fails": (
            {
                "requests": requests(
                    response("/"), login=Login("tests.login:as_ada", SIGNED_IN_CRASH, "it fails")
                ),
                "app": app(),
                "project": project(),
            },
            [
                CouldNotLook(
                    "nothing was asked signed in: the login hook tests.login:as_ada: it fails at app.py:7: "
                    "KeyError: 'member'"
                )
            ],
        ),
        "there is no login hook": (
            {
                "requests": requests(
                    response("/"), login=Login("tests.login:as_ada", None, "there is no module tests.login")
                ),
                "app": app(),
                "project": project(),
            },
            [
                CouldNotLook(
                    "nothing was asked signed in: the login hook tests.login:as_ada: "
                    "there is no module tests.login"
                )
            ],
        ),
    }
)
def test_route_5xx_signed_in(given: Given, says: list[Any]) -> None:
    assert ask("route-5xx", given) == says
