"""Roles that visitors give themselves."""

from typing import Any

from releasecheck.facts.app import Hook
from releasecheck.facts.privileges import Granted, PrivilegeGuard
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, route, source, table, view

GUARD = PrivilegeGuard("role", "admin", "clear", at("app.py", 20, 5))
GRANTED = Granted("role", "role", "User", at("app.py", 7, 12), at("app.py", 5, 1))


def registers(guard: PrivilegeGuard = GUARD, granted: Granted = GRANTED, **inside: Any) -> Given:
    hooks = inside.pop("hooks", ())
    post = route("/register", "register", methods=("OPTIONS", "POST"), view=view("register"))
    registering = body("register", **{"calls": ("get_json", "User", "add", "commit"), **inside})
    return {
        "app": app(routes=[post], hooks=hooks),
        "source": source(views=[registering], grants=[granted], privilege_guards=[guard]),
    }


def found(attribute: str = "role", sends: str = '"role": "admin"', **fields: Any) -> Found:
    return Found(
        f"POST /register gives User the {attribute} that the request names: "
        f"whoever sends {sends} passes the guards that ask for it",
        "register",
        at("app.py", 7, 12),
        ("asked for at app.py:20:5 in clear",),
        **fields,
    )


SWITCH = PrivilegeGuard("is_admin", None, "clear", at("app.py", 20, 5))


@table(
    {
        "a role": (registers(), [found()]),
        "a switch": (
            registers(SWITCH, Granted("is_admin", "boss", "User", GRANTED.place, GRANTED.view)),
            [found("is_admin", '"boss": true')],
        ),
        "by a view that calls what may look": (
            registers(calls=("check_invitation", "User")),
            [found(severity="warning")],
        ),
    }
)
def test_privilege_from_request_faulty(given: Given, says: list[Found]) -> None:
    assert ask("privilege-from-request", given) == says


@table(
    {
        "below a decorator": (registers(decorators=["admin_required"]), []),
        "by somebody who is known": (registers(identity=["current_user"]), []),
        "below a look at the session": (registers(asks='session["user"]'), []),
        "by a secret that was sent": (registers(compares_sent=True), []),
        "below a hook": (
            registers(hooks=[Hook("before_request", "", "app", "look", at("app.py", 2), own=True)]),
            [],
        ),
        "another attribute is asked for": (registers(SWITCH), []),
        "only the view itself asks": (
            registers(PrivilegeGuard("role", "admin", "register", at("app.py", 8))),
            [],
        ),
        "in a module that was not imported": (
            registers(PrivilegeGuard("role", "admin", "clear", at("old.py", 8))),
            [],
        ),
        "by a view that the app has not": ({**registers(), "app": app()}, []),
    }
)
def test_privilege_from_request_fine(given: Given, says: list[Found]) -> None:
    assert ask("privilege-from-request", given) == says


def test_privilege_from_request_does_not_apply() -> None:
    assert ask("privilege-from-request", {"app": app(), "source": source()}) == [
        DoesNotApply("no view gives an account a role that the request names")
    ]
