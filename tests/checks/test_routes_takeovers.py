"""Views that set the password of whatever account the request names."""

from typing import Any

import pytest

from releasecheck.facts.app import Hook
from releasecheck.facts.slips import Slip
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, route, source, view

NONE = DoesNotApply("no view sets the password of an account that the request names")
TOLD = Found(
    "anybody may send PATCH /password, which sets user.password of whatever account has the email sent",
    "password",
    at("app.py", 14),
    ("password at app.py:9:1 asks for no login, old password or code",),
)


def setting(*, login: Any = None, hooks: Any = (), **fields: Any) -> Given:
    """An app with a login, and a view that sets a password."""
    login = {"calls": ("check_password_hash",)} if login is None else login
    slip = Slip("password-set", "user.password", "password", at("app.py", 14), at("app.py", 9, 1), "email")
    served = view("password", 9, wrapped_whole=fields.pop("wrapped", False))
    return {
        "app": app(
            modules=["app.py"],
            hooks=hooks,
            routes=[
                route(
                    "/password",
                    "password",
                    methods=("PATCH",),
                    view=served,
                ),
                route("/login", "login", methods=("POST",), view=view("login", 30)),
            ],
        ),
        "source": source(slips=(slip,), views=(body("password", 9, **fields), body("login", 30, **login))),
    }


def test_password_set_by_anybody_faulty() -> None:
    assert ask("password-set-by-anybody", setting()) == [TOLD]
    guarded = {"decorators": ("jwt_required",)}
    assert ask("password-set-by-anybody", setting(login=guarded)) == [TOLD]


@pytest.mark.parametrize(
    "given",
    [
        setting(login={}),
        setting(decorators=("jwt_required",)),
        setting(decorators=("somehow",)),
        setting(identity=("session",)),
        setting(asks='session["user_id"]'),
        setting(verb="PATCH", decorated_class=True),
        setting(wrapped=True),
        setting(hooks=(Hook("before_request", "", "app", "check", at("app.py", 3), own=True),)),
    ],
)
def test_password_set_by_anybody_fine(given: Given) -> None:
    assert ask("password-set-by-anybody", given) == [NONE]


def test_password_set_by_anybody_does_not_apply() -> None:
    nothing = {"app": app(modules=["app.py"]), "source": source()}
    assert ask("password-set-by-anybody", nothing) == [NONE]
