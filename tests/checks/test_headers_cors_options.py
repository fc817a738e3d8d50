"""Options that Flask-CORS passes over, and origins that it lets in."""

from typing import Any

import pytest

from releasecheck.facts.extensions import ExtensionCall, ExtensionState
from releasecheck.facts.settings import ConfigAssignment
from releasecheck.facts.slips import CorsOption
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, boot, env_read, foreign_view, requests, response, route, source, table

KNOWN = ("allow_headers", "origins", "resources", "supports_credentials")
NONE = [DoesNotApply("Flask-CORS is given no options")]


def given_options(*names: str, known: tuple[str, ...] = KNOWN, path: str = "app.py") -> Given:
    options = [CorsOption(name, at(path, 7, 11)) for name in names]
    return {
        "app": app(extension_state=ExtensionState(cors_options=known)),
        "source": source(cors_options=options),
    }


@table(
    {
        "nearly one": (
            given_options("support_credentials", "origins"),
            [
                Found(
                    "Flask-CORS has no option support_credentials and passes it over:"
                    " supports_credentials is meant",
                    "support_credentials",
                    at("app.py", 7, 11),
                )
            ],
        ),
        "like none": (
            given_options("headers"),
            [
                Found(
                    "Flask-CORS has no option headers and passes it over",
                    "headers",
                    at("app.py", 7, 11),
                    fix="Leave it out.",
                    severity="info",
                )
            ],
        ),
    }
)
def test_cors_option_unknown_faulty(given: Given, says: list[Found]) -> None:
    assert ask("cors-option-unknown", given) == says


def test_cors_option_unknown_fine() -> None:
    assert ask("cors-option-unknown", given_options("origins", "resources")) == []


@table(
    {
        "in a module that was not imported": (given_options("origin", path="other.py"), NONE),
        "of an extension that nothing imported": (given_options("origin", known=()), NONE),
        "none": (given_options(), NONE),
    }
)
def test_cors_option_unknown_does_not_apply(given: Given, says: list[Found]) -> None:
    assert ask("cors-option-unknown", given) == says


STRANGER = "https://releasecheck.invalid"
ORDER = route("/orders", "order", methods=("OPTIONS", "POST"))
NO_CORS = [DoesNotApply("no Flask-CORS that lets in pages of any site")]
READ_ONLY = [DoesNotApply("no route of the app changes anything")]


def letting_in(anybody: bool | None = True, **fields: Any) -> Given:
    state = ExtensionState(cors_lets_anybody_in=anybody)
    return {"app": app(**{"extension_state": state, "routes": [ORDER], **fields})}


def cors_call(line: int, **fields: Any) -> ExtensionCall:
    return ExtensionCall("made", "", "flask_cors", at("app.py", line), **fields)


def with_credentials(allowed: str) -> Given:
    headers = {"access-control-allow-origin": allowed, "access-control-allow-credentials": "true"}
    return {"requests": requests(variants=[response(variant="origin", sent=STRANGER, headers=headers)])}


def names_none(line: int) -> list[Found]:
    said = "Flask-CORS lets in every origin: pages of any site may ask the app and read its answers"
    return [Found(said, "Access-Control-Allow-Origin", at("app.py", line))]


@table(
    {
        "alone": (letting_in(), names_none(1)),
        "where it is given the app": (
            {**letting_in(), "source": source(extension_calls=[cors_call(3, with_app=False), cors_call(7)])},
            names_none(7),
        ),
        "with credentials for others": (
            {**letting_in(), **with_credentials("https://x.example")},
            names_none(1),
        ),
    }
)
def test_cors_any_origin_faulty(given: Given, says: list[Found]) -> None:
    assert ask("cors-any-origin", given) == says


def from_source(*, anybody: bool = True, path: str = "app.py", keys: tuple[str, ...] = ()) -> Given:
    """An app that did not come up."""
    option = CorsOption("origins", at(path, 7), anybody)
    config = [ConfigAssignment(key, at("config.py", 2)) for key in keys]
    return {
        "app": app(routes=[ORDER], outlined=True),
        "source": source(cors_options=[option], config_assignments=config),
    }


@table(
    {
        "written so": (from_source(), names_none(7)),
        "beside other settings": (from_source(keys=("SECRET_KEY",)), names_none(7)),
        "origins that are named": (from_source(anybody=False), NO_CORS),
        "a module that is not the app's": (from_source(path="tools/old.py"), NO_CORS),
        "the config may name them": (from_source(keys=("CORS_ORIGINS",)), NO_CORS),
    }
)
def test_origins_of_an_app_that_did_not_come_up(given: Given, says: list[Any]) -> None:
    assert ask("cors-any-origin", given) == says


def test_what_is_written_where_the_app_came_up() -> None:
    given = from_source()
    assert ask("cors-any-origin", {**given, "app": app(routes=[ORDER])}) == NO_CORS


def test_cors_any_origin_fine() -> None:
    assert ask("cors-any-origin", letting_in(anybody=False)) == NO_CORS


@table(
    {
        "no Flask-CORS": (letting_in(anybody=None), NO_CORS),
        "nothing to change": (letting_in(routes=[route("/", "index")]), READ_ONLY),
        "a library changes something": (
            letting_in(routes=[route("/x", "x", methods=("POST",), view=foreign_view())]),
            READ_ONLY,
        ),
        "with credentials": (
            {**letting_in(), **with_credentials(STRANGER)},
            [DoesNotApply("it allows credentials too, which cors-credentials-reflect tells")],
        ),
    }
)
def test_cors_any_origin_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("cors-any-origin", given) == says


LOCAL = "http://localhost:5173"


def local(*origins: str, reads: str = "SECRET_KEY") -> Given:
    state = ExtensionState(cors_only_here=origins)
    return {"app": app(extension_state=state), "boot": boot(env_reads=[env_read(reads)])}


def test_cors_local_origins_faulty() -> None:
    assert ask("cors-local-origins", local(LOCAL)) == [
        Found(
            f"Flask-CORS lets in {LOCAL} alone: the deployed front end is kept out",
            "Access-Control-Allow-Origin",
            at("app.py", 1),
        )
    ]


@pytest.mark.parametrize("name", ["CORS_ORIGINS", "FRONTEND_URL", "UI_URL", "ALLOWED_HOSTS"])
def test_cors_local_origins_fine(name: str) -> None:
    assert ask("cors-local-origins", local(LOCAL, reads=name)) == []


def test_cors_local_origins_does_not_apply() -> None:
    none = DoesNotApply("no Flask-CORS that lets in pages of this machine alone")
    assert ask("cors-local-origins", local()) == [none]
