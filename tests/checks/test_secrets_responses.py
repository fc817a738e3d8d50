"""A secret in what the app answers."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts import Place
from releasecheck.facts.columns import AnsweredColumn, KeptHash
from releasecheck.facts.settings import ConfigShown
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, config, error_page, requests, response, route, source, table

SHOP = app(routes=[route("/", "index")], config=[config("SECRET_KEY", "***", secret=True)])


HASHES = Found(
    "hashes of passwords are in the answer of /",
    "password hashes",
    at("app.py", 5),
    ("GET / -> 200", "GET / -> 200 (second request)"),
    fix="Name the columns that the answer is to have, and leave the password's out.",
)


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
                    "the values of DB_PASSWORD and SECRET_KEY are in the answer of /",
                    "DB_PASSWORD and SECRET_KEY",
                    at("app.py", 5),
                    (
                        "GET / -> 200",
                        "GET / -> 200 (second request)",
                        "SECRET_KEY is set at config.py:4",
                    ),
                ),
            ],
        ),
        "other pages show another": (
            answers(response(secrets=["DB_PASSWORD"]), response("/b", secrets=["SECRET_KEY"])),
            [
                Found(
                    "the value of DB_PASSWORD is in the answer of /",
                    "DB_PASSWORD",
                    at("app.py", 5),
                    ("GET / -> 200",),
                ),
                Found(
                    "the value of SECRET_KEY is in the answer of /b",
                    "SECRET_KEY",
                    at("app.py", 5),
                    ("GET /b -> 200", "SECRET_KEY is set at config.py:4"),
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
        "the rows of the accounts": (
            answers(response(password_hashes=3), response(password_hashes=3, second=True)),
            [HASHES],
        ),
        "the rows of the accounts, for members": (
            answers(response(), signed_in=[response(password_hashes=1, signed_in=True)]),
            [
                replace(HASHES, evidence=("GET / -> 200 (signed in)",), severity="warning"),
            ],
        ),
    }
)
def test_secret_in_response_faulty(given: Given, says: list[Found]) -> None:
    assert ask("secret-in-response", given) == says


@pytest.mark.parametrize(
    ("shown", "paths", "place"),
    [
        (["TITLE", "", "SECRET_KEY"], ("/", "/b"), at("base.html", 3)),
        (["TITLE", ""], ("/", "/b"), at("base.html", 2)),
        (["TITLE"], ("/", "/b"), at("app.py", 1)),
        (["SECRET_KEY"], ("/",), at("app.py", 5)),
    ],
)
def test_the_template_that_shows_a_secret_on_many_pages(shown: Any, paths: Any, place: Place) -> None:
    given = answers(*(response(path, endpoint=path, secrets=["SECRET_KEY"]) for path in paths))
    shared = source(
        config_shown=[ConfigShown(key, at("base.html", line)) for line, key in enumerate(shown, 1)]
    )
    shop = app(routes=[route(path, path) for path in paths], config=SHOP.config)
    (found,) = ask("secret-in-response", {**given, "app": shop, "source": shared})
    assert found.place == place


@table({"no secret": (answers(response()), [])})
def test_secret_in_response_fine(given: Given, says: list[Found]) -> None:
    assert ask("secret-in-response", given) == says


@table({"nothing was answered": (answers(), [DoesNotApply("nothing was answered")])})
def test_secret_in_response_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("secret-in-response", given) == says


BY_MODEL = Found(
    "user_model has password, the hash of a password, and the answer is made by it",
    "password hashes",
    at("app.py", 9),
    fix="Answer by a model without password, and keep this one for `expect`.",
    severity="warning",
)


@pytest.mark.parametrize(
    ("column", "path", "hashed", "says"),
    [
        ("password", "app.py", False, [BY_MODEL]),
        ("password_hash", "app.py", False, [DoesNotApply("nothing was answered")]),
        ("password", "unused.py", False, [DoesNotApply("nothing was answered")]),
        ("password", "app.py", True, ["hashes of passwords are in the answer of /"]),
    ],
    ids=["as kept", "another column is", "of a module that nothing imports", "and seen"],
)
def test_a_model_by_which_a_hash_is_answered(column: str, path: str, hashed: bool, says: list[Any]) -> None:
    kept = [KeptHash("User", "password", at("app.py", 12))]
    answered = [AnsweredColumn("user_model", column, at(path, 9))]
    given = answers(*([response(password_hashes=True)] if hashed else []))
    shop = {"source": source(kept_hashes=kept, answered_columns=answered), "app": app(modules=["app.py"])}
    found = ask("secret-in-response", {**given, **shop})
    assert [one.message if hashed and isinstance(one, Found) else one for one in found] == says
