"""Code that an extension has."""

from typing import Any

import pytest

from releasecheck.facts.app import Hook
from releasecheck.facts.extensions import HandMade, HandMadeKind
from releasecheck.facts.place import NOWHERE
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import Given, app, ask, at, module, source, table


def by_hand(kind: HandMadeKind, what: str = "does it", path: str = "app.py", line: int = 9) -> HandMade:
    return HandMade(kind, what, at(path, line))


def having(*written: HandMade, **fields: Any) -> Given:
    return {"app": app(**fields), "source": source(module("app.py"), hand_made=written)}


def told(message: str, subject: str, fix: str, *evidence: str) -> Found:
    return Found(message, subject, at("app.py", 9), evidence, fix)


@table(
    {
        "each kind is one finding": (
            having(
                by_hand("cors", "sets Access-Control-Allow-Origin"),
                by_hand("cors", "sets Access-Control-Allow-Origin", line=14),
                by_hand("csrf", 'keeps session["csrf_token"]'),
            ),
            [
                told(
                    "CORS headers made by hand: sets Access-Control-Allow-Origin",
                    "cors",
                    "Use Flask-CORS.",
                    "sets Access-Control-Allow-Origin at app.py:14",
                ),
                told(
                    'CSRF tokens made by hand: keeps session["csrf_token"]',
                    "csrf",
                    "Use Flask-WTF (`CSRFProtect`).",
                ),
            ],
        ),
        "a page counted beside Flask-SQLAlchemy": (
            having(by_hand("pagination"), extensions=["sqlalchemy"]),
            [told("pagination made by hand: does it", "pagination", "Use Flask-SQLAlchemy (`db.paginate`).")],
        ),
        "a login by tokens": (
            having(by_hand("token-login", "reads JSON web tokens")),
            [
                told(
                    "a login by tokens made by hand: reads JSON web tokens",
                    "token-login",
                    "Use Flask-JWT-Extended.",
                )
            ],
        ),
        "a password": (
            having(by_hand("password-hash")),
            [
                told(
                    "password hashing made by hand: does it",
                    "password-hash",
                    "Use werkzeug.security (`generate_password_hash`).",
                )
            ],
        ),
    }
)
def test_hand_rolled_extension_faulty(given: Given, says: Any) -> None:
    assert ask("hand-rolled-extension", given) == says


BY_SQL = (
    "Keep each change as a numbered SQL script that a tool such as yoyo-migrations runs once, before the "
    "release is started."
)


@pytest.mark.parametrize(("extensions", "fix"), [(["sqlalchemy"], "Use Flask-Migrate."), ([], BY_SQL)])
def test_schema_changes_by_hand(extensions: list[str], fix: str) -> None:
    (found,) = ask("hand-rolled-extension", having(by_hand("migration"), extensions=extensions))
    assert found.fix == fix


CORS = Hook("after_request", "", "flask_cors.extension", "cors_after_request", NOWHERE, own=False)


@table(
    {
        "Flask-CORS is there": (having(by_hand("cors"), hooks=[CORS]), []),
        "Flask-JWT-Extended is there": (
            having(by_hand("token-login"), extensions=["flask-jwt-extended"]),
            [],
        ),
        "Flask-Limiter is there": (having(by_hand("rate-limit"), extensions=["limiter"]), []),
        "Flask-WTF is there": (having(by_hand("csrf"), extensions=["csrf"]), []),
        "Flask-Migrate is there": (having(by_hand("migration"), extensions=["migrate"]), []),
        "nothing else would count pages": (having(by_hand("pagination")), []),
    }
)
def test_hand_rolled_extension_fine(given: Given, says: Any) -> None:
    assert ask("hand-rolled-extension", given) == says


NOTHING = DoesNotApply("nothing looks written by hand that an extension has")


@table(
    {
        "nothing": (having(), [NOTHING]),
        "a module that did not boot": (having(by_hand("cors", path="old.py")), [NOTHING]),
        "no source": ({"app": app(), "source": None}, [CouldNotLook("the source could not be read")]),
    }
)
def test_hand_rolled_extension_does_not_apply(given: Given, says: Any) -> None:
    assert ask("hand-rolled-extension", given) == says
