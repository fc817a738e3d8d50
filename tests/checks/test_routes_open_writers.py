"""The view that changes a record for anybody beside those that want a login."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.app import Hook
from releasecheck.facts.source import Decorator, RouteFunction
from releasecheck.findings import Found

from .build import Given, app, ask, at, body, requests, response, route, source, table, view

GUARDED: Any = (
    ("/jobs/new", "new", ("GET", "POST"), {"decorators": ("login_required",), "calls": ("commit",)}),
    ("/jobs/<int:job>/close", "close", ("POST",), {"decorators": ("login_required",), "calls": ("commit",)}),
)


def views(
    *bare: Any, guarded: Any = GUARDED, scope: str = "board.", hooks: Any = (), answers: Any = ()
) -> Given:
    """The views given as (rule, name, methods, fields), and those that change something and have a guard."""
    every = [(10 * number, *one) for number, one in enumerate((*bare, *guarded), start=1)]
    return {
        "app": app(
            routes=[
                route(rule, scope + name, methods=methods, view=view(name, line))
                for line, rule, name, methods, _ in every
            ],
            hooks=hooks,
        ),
        "source": source(views=[body(name, line, **fields) for line, _, name, _, fields in every]),
        "requests": requests(*answers),
    }


def one(rule: str = "/jobs/<int:job>/edit", name: str = "edit", *methods: str, **fields: Any) -> Any:
    return rule, name, methods or ("GET", "POST"), {"calls": ("get_or_404", "commit"), **fields}


EDIT = one()
HOME: Any = ("/", "home", ("GET",), {"calls": ("all",)})


def told(
    asked: str, endpoint: str, group: str = "the blueprint board", *, does: str = "changes a record"
) -> list[Found]:
    return [
        Found(
            f"anybody may send {asked}, which {does}, and 2 views of {group} that change some have "
            "@login_required",
            endpoint,
            at("app.py", 10, 1),
            evidence=("POST /jobs/new at app.py:20:1", "POST /jobs/<int:job>/close at app.py:30:1"),
        )
    ]


@table(
    {
        "a form that commits": (views(EDIT), told("POST /jobs/<int:job>/edit", "board.edit")),
        "PATCH": (
            views(one("/<int:job>", "amend", "PATCH")),
            told("PATCH /<int:job>", "board.amend"),
        ),
        "it ends what is there": (
            views(one("/close-order/<id>", "close_order")),
            told("POST /close-order/<id>", "board.close_order"),
        ),
        "a name that only ends like a code": (
            views(one("/jobs/<postcode>/edit", "edit")),
            told("POST /jobs/<postcode>/edit", "board.edit"),
        ),
        "a link that deletes": (
            views(one("/jobs/<int:job>/delete", "delete", "GET", calls=("delete", "commit"))),
            told("GET /jobs/<int:job>/delete", "board.delete"),
        ),
        "a link that starts a machine": (
            views(one("/machines/<int:number>", "encender", "GET", calls=("get", "send_magic_packet"))),
            told("GET /machines/<int:number>", "board.encender", does="calls send_magic_packet()"),
        ),
        "DELETE": (views(one("/jobs/<job>", "end", "DELETE")), told("DELETE /jobs/<job>", "board.end")),
        "in a module without blueprints": (
            views(EDIT, scope=""),
            told("POST /jobs/<int:job>/edit", "edit", "app.py"),
        ),
        "a hook of another blueprint": (
            views(EDIT, hooks=[Hook("before_request", "admin", "app", "ask", at("app.py", 3), own=True)]),
            told("POST /jobs/<int:job>/edit", "board.edit"),
        ),
    }
)
def test_view_without_siblings_guard_that_writes_faulty(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", with_decorators(given)) == says


def with_decorators(given: Given) -> Given:
    """With the functions under the route decorators, which tell that there are guards at all."""
    seen = given["source"].views
    functions = [RouteFunction(b.function, b.place, "board", (), None, below=b.decorators) for b in seen]
    return {**given, "source": source(views=seen, route_functions=functions)}


def test_a_guard_above_the_route_was_meant_to_guard() -> None:
    bare = ({"calls": ("commit",)},)
    given = with_decorators(views(EDIT, guarded=(GUARDED[0], (*GUARDED[1][:3], *bare))))
    functions = list(given["source"].route_functions)
    functions[2] = replace(functions[2], above=(Decorator("login_required", at("app.py", 28)),))
    given["source"] = replace(given["source"], route_functions=tuple(functions))
    says = told("POST /jobs/<int:job>/edit", "board.edit")
    assert ask("view-without-siblings-guard", given) == says


@table(
    {
        what: (given, [])
        for what, given in {
            "pages beside it are for everybody": views(HOME),
            "one guarded view is too few": views(EDIT, guarded=GUARDED[:1]),
            "a page that counts its views": views(one("/jobs/<int:job>", "job", "GET", calls=("commit",))),
            "links that delete are a habit": views(
                one("/jobs/<int:job>/delete", "delete", "GET", calls=("commit",)),
                one("/notes/<int:note>/delete", "delete_note", "GET", calls=("commit",)),
            ),
            "two open ones are a habit": views(EDIT, one("/jobs/<int:job>", "end", "DELETE")),
            "it looks itself who it is": views(one(identity=("current_user",))),
            "it calls what may look": views(one(calls=("check_owner", "commit"))),
            "it has a decorator": views(one(decorators=("ours",))),
            "it looks at a key": views(one(reads=("headers",))),
            "a hook may ask": views(
                EDIT, hooks=[Hook("before_request", "", "app", "ask", at("app.py", 3), own=True)]
            ),
            "it turned a visitor away": views(
                EDIT, answers=[response("/jobs/<int:job>/edit", 401, endpoint="board.edit")]
            ),
            "something new may be a stranger's": views(one("/jobs/<int:job>/apply", "apply")),
            "no record is named": views(one("/edit", "edit")),
            "it changes nothing": views(one(calls=("get_or_404",))),
            "a token is who it is": views(one("/reset/<token>/change", "change")),
            "a link that nobody guesses": views(one("/jobs/<uuid:job>/edit", "edit")),
            "a booking's code": views(one("/jobs/<string(length=8):booking_code>/edit", "edit")),
            "a reference": views(one("/jobs/<reference>/edit", "edit")),
            "a guest shows his PIN": views(one(compares_sent=True)),
            "a cart is the visitor's": views(one("/cart/<int:item>/remove", "remove")),
        }.items()
    }
)
def test_view_without_siblings_guard_that_writes_fine(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", with_decorators(given)) == says
