"""The page of one record that anybody gets, where the list and the other pages by its key want a login."""

from typing import Any

import pytest

from releasecheck.facts.app import Hook
from releasecheck.facts.source import RouteFunction
from releasecheck.findings import Found

from .build import Given, app, ask, at, body, requests, response, route, source, table, view

LOGIN: Any = {"decorators": ("login_required",)}
GUARDED: Any = (
    ("/tickets", "tickets", {**LOGIN, "calls": ("all",)}),
    ("/ticket/<int:ticket_id>/edit", "edit", {**LOGIN, "calls": ("get_or_404",)}),
    ("/ticket/<int:ticket_id>/print", "printed", {**LOGIN, "calls": ("get_or_404",)}),
)
HOME: Any = ("/", "home", {"calls": ("validate_on_submit", "first")})


def views(*bare: Any, guarded: Any = GUARDED, hooks: Any = (), answers: Any = ()) -> Given:
    """The views given as (rule, name, fields), and those that have a guard."""
    every = [(10 * number, *one) for number, one in enumerate((*bare, *guarded), start=1)]
    bodies = [body(name, line, **fields) for line, _, name, fields in every]
    functions = [
        RouteFunction(one.function, one.place, "app", (), None, below=one.decorators) for one in bodies
    ]
    return {
        "app": app(
            routes=[route(rule, name, view=view(name, line)) for line, rule, name, _ in every], hooks=hooks
        ),
        "source": source(views=bodies, route_functions=functions),
        "requests": requests(*answers),
    }


def one(rule: str = "/ticket/<int:ticket_id>", name: str = "view_ticket", **fields: Any) -> Any:
    return rule, name, {"calls": ("get_or_404", "all"), **fields}


TOLD = [
    Found(
        "anybody gets GET /ticket/<int:ticket_id>, and GET /tickets and 2 views by ticket_id have "
        "@login_required",
        "view_ticket",
        at("app.py", 10, 1),
        evidence=(
            "GET /tickets at app.py:30:1",
            "GET /ticket/<int:ticket_id>/edit at app.py:40:1",
            "GET /ticket/<int:ticket_id>/print at app.py:50:1",
        ),
    )
]


def admins(name: str) -> Any:
    return [(rule, each, {**fields, "decorators": (name,)}) for rule, each, fields in GUARDED]


@table({"the page of one": (views(one(), HOME), TOLD)})
def test_a_detail_that_is_open_faulty(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says


FINE = {
    "the list is for everybody too": views(one(), ("/all", "every", {"calls": ("all",)})),
    "what a function of the project lists": views(one(), ("/all", "every", {"calls": ("get_items",)})),
    "the list is for everybody at another address": views(
        one(), ("/api/tickets", "found", {"calls": ("search",)})
    ),
    "no list, and a form of a name like it": views(
        one(), HOME, guarded=(("/tickets/new", "new", LOGIN), *GUARDED[1:])
    ),
    "another one shows it too": views(
        one(), ("/api/ticket/<int:ticket_id>", "plain", {"calls": ("search",)})
    ),
    "no list": views(one(), HOME, guarded=GUARDED[1:]),
    "one guarded page": views(one(), HOME, guarded=GUARDED[:2]),
    "two that are open": views(one(), one("/t/<int:ticket_id>", "again")),
    "by a code": views(one("/ticket/<ticket_code>"), HOME),
    "of something else": views(one("/note/<int:note_id>"), HOME),
    "guarded for administrators": views(one(), HOME, guarded=admins("admin_required")),
    "it looks who it is": views(one(identity=("current_user",)), HOME),
    "it calls what may look": views(one(calls=("get_or_404", "check_access")), HOME),
    "it fetches nothing": views(one(calls=("render_template",)), HOME),
    "named for everybody": views(one("/public/ticket/<int:ticket_id>"), HOME),
    "a hook before it": views(
        one(), HOME, hooks=[Hook("before_request", "", "app", "ask", at("app.py", 3), own=True)]
    ),
    "strangers are sent away": views(
        one(), HOME, answers=[response("/ticket/<int:ticket_id>", 401, endpoint="view_ticket")]
    ),
}


@pytest.mark.parametrize("given", FINE.values(), ids=FINE)
def test_a_detail_that_is_open_fine(given: Given) -> None:
    assert ask("view-without-siblings-guard", given) == []
