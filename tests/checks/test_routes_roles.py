"""Views that ask for less than those beside them."""

from typing import Any

import pytest

from releasecheck.facts.app import Hook
from releasecheck.facts.views import WriteThrough
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, route, source, view

NONE = [DoesNotApply("no view asks for less than those that do the same to the same records")]
ROLE = ("jwt_required", "admin_required")
LOGIN = ("jwt_required",)
HALL = "/halls/<int:hall>"


def views(*told: tuple[str, str, str, Any], **fields: Any) -> Given:
    """Views by method, rule, function and how their source is, on the lines 10, 20, …."""
    lines = range(10, 10 * len(told) + 1, 10)
    routes = [
        route(rule, name, methods=method.split(), view=view(name, line))
        for line, (method, rule, name, _) in zip(lines, told, strict=True)
    ]
    bodies = [body(name, line, **how) for line, (*_, name, how) in zip(lines, told, strict=True)]
    return {"app": app(routes=routes, **fields), "source": source(views=bodies)}


KEEPS = {"decorators": LOGIN, "calls": ("get_json", "commit")}
MAKE = ("POST", "/halls", "create", {"decorators": ROLE})
CHANGE = ("PUT", HALL, "update", KEEPS)
DROP = ("DELETE", HALL, "drop", KEEPS)


def test_role_not_asked_faulty() -> None:
    assert ask("role-not-asked", views(MAKE, CHANGE, DROP)) == [
        Found(
            f"whoever is signed in may send DELETE {HALL} and 1 other, and POST /halls beside them has "
            "@admin_required",
            "drop",
            at("app.py", 30, 1),
            (f"PUT {HALL} at app.py:20:1", "POST /halls at app.py:10:1 asks"),
        )
    ]


def page(name: str, **how: Any) -> tuple[str, str, str, Any]:
    return ("GET POST", f"/{name}/<int:user>", name, {"decorators": ("login_required",), **how})


BY_ROLE = {"asks": "current_user.role", "calls": ("commit",), "identity": ("current_user",)}
DELETES = {"calls": ("get_or_404", "delete", "commit")}


def test_role_not_asked_of_pages_that_look_themselves() -> None:
    given = views(page("edit_user", **BY_ROLE), page("delete_user", **DELETES))
    (found,) = ask("role-not-asked", given)
    assert found.message == (
        "whoever is signed in may send POST /delete_user/<int:user>, and POST /edit_user/<int:user> "
        "beside it looks at current_user.role"
    )
    late = page("delete_user", **DELETES, identity=("current_user",), looks_late=True)
    assert len(ask("role-not-asked", views(page("edit_user", **BY_ROLE), late))) == 1


def test_role_not_asked_of_accounts() -> None:
    change = ("PUT", "/users/<int:user>", "update", KEEPS)
    drop = ("DELETE", "/users/<int:user>", "drop", {"decorators": ROLE})
    (found,) = ask("role-not-asked", views(change, drop))
    assert found.subject == "update"


@pytest.mark.parametrize(
    "given",
    [
        views(MAKE),
        views(MAKE, CHANGE),  # of whoever is signed in, the team's own board
        views(MAKE, ("DELETE", HALL, "drop", {**KEEPS, "decorators": ROLE})),
        views(MAKE, ("DELETE", HALL, "drop", {**KEEPS, "identity": ("get_jwt_identity()",)})),
        views(MAKE, ("DELETE", HALL, "drop", {**KEEPS, "asks": "get_jwt_identity()"})),
        views(MAKE, ("DELETE", HALL, "drop", {**KEEPS, "calls": ("commit", "check_owner")})),
        views(MAKE, ("DELETE", HALL, "drop", {**KEEPS, "calls": ("commit", "require_role")})),
        views(MAKE, ("DELETE", HALL, "drop", {**KEEPS, "calls": ()})),
        views(MAKE, ("DELETE", HALL, "drop", {**KEEPS, "decorators": ()})),  # which other rules tell
        views(MAKE, ("DELETE", HALL, "drop", {**KEEPS, "decorators": (*LOGIN, "own_guard")})),
        views(MAKE, ("DELETE", HALL, "drop", {**KEEPS, "decorators": ("login_required",)})),
        views(MAKE, ("DELETE", "/seats/<int:seat>", "drop", KEEPS)),
        views(MAKE, ("DELETE", f"{HALL}/seats/<int:seat>", "drop", KEEPS)),
        views(MAKE, ("DELETE", "/halls/<uuid:hall>", "drop", KEEPS)),
        views(MAKE, ("GET", HALL, "show", KEEPS)),
        views(CHANGE, ("DELETE", HALL, "drop", {**KEEPS, "decorators": ROLE})),
        views(("POST", "/halls", "create", KEEPS), ("PUT", HALL, "edit", {"decorators": ROLE})),
        views(MAKE, DROP, hooks=[Hook("before_request", "", "app", "ask", at("app.py", 4), own=True)]),
        views(page("edit_user", **BY_ROLE), page("delete_user", **DELETES, identity=("current_user",))),
        views(page("edit_user", **BY_ROLE), page("delete_user", calls=("get_or_404",))),
        views(page("edit_user", **BY_ROLE), page("delete_post", **DELETES)),
        views(page("edit_user", asks='session["user_id"]'), page("delete_user", **DELETES)),
    ],
)
def test_role_not_asked_fine(given: Given) -> None:
    assert ask("role-not-asked", given) == NONE


def test_role_not_asked_where_what_it_calls_may_look() -> None:
    for knows in (True, False):
        calls = WriteThrough(("halls.drop",), "session.delete", at("halls.py", 4), knows_visitor=knows)
        given = views(MAKE, ("DELETE", HALL, "drop", {"decorators": LOGIN, "through": (calls,)}))
        assert (ask("role-not-asked", given) == NONE) is knows


def test_role_not_asked_does_not_apply() -> None:
    assert ask("role-not-asked", {"app": app(), "source": source()}) == NONE
