"""Views that take somebody to be signed in beside those that make sure of it."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.app import Hook
from releasecheck.facts.boot import Crash
from releasecheck.facts.views import Presumed
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, requests, response, route, source, table, view

ID, KEY = "current_user.id", 'session["user_id"]'
GUARDED: Any = ("/notes", "notes", ("GET", "POST"), {"decorators": ("login_required",)})
LOOKS: Any = ("/dashboard", "dashboard", ("GET",), {"asks": KEY})
NO_GUARD = DoesNotApply("no view of the app has a guard that can be seen")


def takes(*what: str, rule: str = "/delete-note", name: str = "delete_note", **fields: Any) -> Any:
    methods = fields.pop("methods", ("POST",))
    presumes = tuple(Presumed(each, at("app.py", 12, 5)) for each in what)
    return rule, name, methods, {"presumes": presumes, "calls": ("get", "commit"), **fields}


def views(*every: Any, scope: str = "", hooks: Any = (), answers: Any = (), **fields: Any) -> Given:
    """The views given as (rule, name, methods, fields), ten lines each."""
    lines = [(10 * number, *one) for number, one in enumerate(every, start=1)]
    return {
        "app": app(
            routes=[
                route(rule, scope + name, methods=methods, view=view(name, line))
                for line, rule, name, methods, _ in lines
            ],
            hooks=hooks,
        ),
        "source": source(views=[body(name, line, **fields) for line, _, name, _, fields in lines], **fields),
        "requests": requests(*answers),
    }


def elsewhere(taking: Any) -> Given:
    """A view of a blueprint, and one of another that makes sure who it is."""
    given = views(taking, GUARDED, scope="views.")
    mine, guarded = given["app"].routes
    routes = (mine, replace(guarded, endpoint="others.notes"))
    return {**given, "app": replace(given["app"], routes=routes)}


@table(
    {
        "the user's id beside a decorator": (
            views(takes(ID), GUARDED, scope="views."),
            [
                Found(
                    "POST /delete-note takes current_user.id of whoever asks, which fails for a stranger, "
                    "and 1 view beside it has @login_required",
                    "the blueprint views takes current_user.id",
                    at("app.py", 12, 5),
                    evidence=("POST /notes at app.py:20:1 makes sure",),
                )
            ],
        ),
        "two of them": (
            views(takes(ID), takes("current_user.name", rule="/clear", name="clear"), GUARDED),
            [
                Found(
                    "2 views of app.py take current_user.id of whoever asks, which fails for a stranger, and "
                    "1 view beside them has @login_required",
                    "app.py takes current_user.id",
                    at("app.py", 12, 5),
                    evidence=(
                        "POST /clear takes current_user.name at app.py:12:5",
                        "POST /notes at app.py:30:1 makes sure",
                    ),
                )
            ],
        ),
        "a key of the session beside a look at it": (
            views(takes(KEY, rule="/add", name="add"), LOOKS),
            [
                Found(
                    'POST /add takes session["user_id"] of whoever asks, which fails for a stranger, and '
                    "1 view beside it looks who it is",
                    'app.py takes session["user_id"]',
                    at("app.py", 12, 5),
                    evidence=("GET /dashboard at app.py:20:1 makes sure",),
                )
            ],
        ),
        "the user's name in a blueprint of which no view makes sure": (
            elsewhere(takes("current_user.name", calls=("get_user", "check_password"))),
            [
                Found(
                    "POST /delete-note takes current_user.name of whoever asks, which fails for a stranger, "
                    "and 1 view of the app has @login_required",
                    "the blueprint views takes current_user.name",
                    at("app.py", 12, 5),
                    evidence=("POST /notes at app.py:20:1 makes sure",),
                )
            ],
        ),
    }
)
def test_view_without_siblings_guard_presuming_faulty(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says


def test_a_key_of_the_session_beside_a_decorator_over_the_same() -> None:
    mine = takes(KEY, rule="/mine", name="mine", decorators=("login_required",))
    (found,) = ask("view-without-siblings-guard", views(takes(KEY), mine))
    assert isinstance(found, Found)
    assert "and 1 view beside it has @login_required" in found.message


@table(
    {
        what: (given, [NO_GUARD])
        for what, given in {
            "it has a decorator": views(takes(ID, decorators=("ours",)), GUARDED),
            "it calls what may look": views(takes(ID, calls=("require_user",)), GUARDED),
            "a hook may ask": views(
                takes(ID), GUARDED, hooks=[Hook("before_request", "", "app", "load", at("app.py", 3), True)]
            ),
            "the way out": views(takes(ID, rule="/logout", name="logout"), GUARDED),
            "strangers of their own": views(takes(ID), GUARDED, own_strangers=[at("app.py", 3)]),
            "the sweep saw it fail": views(
                takes(ID, methods=("GET",)),
                GUARDED,
                answers=[
                    response("/x", 500, endpoint="delete_note", crash=Crash("X", "x", at("app.py", 12)))
                ],
            ),
            "a stranger was turned away": views(
                takes(ID, methods=("GET",)),
                GUARDED,
                answers=[response("/delete-note", 401, endpoint="delete_note")],
            ),
            "a method of a class that may have its guard above": views(
                takes(ID, verb="POST", view=at("app.py", 10, 1)), GUARDED
            ),
            "a key of the session, in a blueprint of which no view makes sure": elsewhere(
                takes('session["x"]')
            ),
            "it presumes nothing": views(takes(), GUARDED),
            "a game that has begun": views(
                takes('session["game"]'), takes('session["game"]', name="x", decorators=("game_required",))
            ),
            "a decorator of others says nothing of the session": views(takes('session["cart"]'), GUARDED),
        }.items()
    }
)
def test_view_without_siblings_guard_presuming_fine(given: Given, says: list[Any]) -> None:
    assert ask("view-without-siblings-guard", given) == says


@table(
    {
        "nobody beside it makes sure": (views(takes(ID), takes(KEY, rule="/x", name="x")), [NO_GUARD]),
    }
)
def test_view_without_siblings_guard_presuming_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("view-without-siblings-guard", given) == says


@table(
    {
        "it turns some away": (views(takes(ID, asks="current_user.is_admin"), GUARDED), []),
        "the way in": (views(takes(KEY, rule="/verify-otp", name="verify"), GUARDED, LOOKS), []),
        "another looks at something else": (views(takes('session["cart"]'), LOOKS), []),
    }
)
def test_view_without_siblings_guard_presuming_beside_one_that_asks(given: Given, says: list[Any]) -> None:
    assert ask("view-without-siblings-guard", given) == says
