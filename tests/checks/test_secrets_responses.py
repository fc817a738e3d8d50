"""A secret in what the app answers."""

from typing import Any

from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, config, error_page, requests, response, route, table

SHOP = app(routes=[route("/", "index")], config=[config("SECRET_KEY", "***", secret=True)])


def answers(*responses: Any, **fields: Any) -> Given:
    return {"requests": requests(*responses, **fields), "app": SHOP}


@table(
    {
        "the config is printed": (
            answers(
                response(secrets=["DB_PASSWORD", "SECRET_KEY"]), response(secrets=["SECRET_KEY"], second=True)
            ),
            [
                Found(
                    "the value of DB_PASSWORD is in the answer of /",
                    "DB_PASSWORD",
                    at("app.py", 5),
                    ("GET / -> 200",),
                ),
                Found(
                    "the value of SECRET_KEY is in the answer of /",
                    "SECRET_KEY",
                    at("app.py", 5),
                    (
                        "GET / -> 200",
                        "GET / -> 200 (second request)",
                        "SECRET_KEY is set at config.py:4",
                    ),
                ),
            ],
        ),
        "the error page shows it": (
            answers(response(), error_pages=[error_page(secrets=("SECRET_KEY",))]),
            [
                Found(
                    "the value of SECRET_KEY is in the answer of the page for an unhandled exception",
                    "SECRET_KEY",
                    at("config.py", 4),
                    ("SECRET_KEY is set at config.py:4",),
                )
            ],
        ),
        "on the page for members": (
            answers(response(), signed_in=[response(secrets=["SECRET_KEY"], signed_in=True)]),
            [
                Found(
                    "the value of SECRET_KEY is in the answer of /",
                    "SECRET_KEY",
                    at("app.py", 5),
                    ("GET / -> 200 (signed in)", "SECRET_KEY is set at config.py:4"),
                    severity="warning",
                )
            ],
        ),
    }
)
def test_secret_in_response_faulty(given: Given, says: list[Found]) -> None:
    assert ask("secret-in-response", given) == says


@table({"no secret": (answers(response()), [])})
def test_secret_in_response_fine(given: Given, says: list[Found]) -> None:
    assert ask("secret-in-response", given) == says


@table({"nothing was answered": (answers(), [DoesNotApply("nothing was answered")])})
def test_secret_in_response_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("secret-in-response", given) == says
