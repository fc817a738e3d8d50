"""Groups of views that change records for anybody beside whole groups that have a guard."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.app import Hook
from releasecheck.facts.source import Decorator, RouteFunction
from releasecheck.facts.views import WriteThrough
from releasecheck.findings import Found

from .build import Given, app, ask, at, body, requests, response, route, source, table, view

KEEPS: Any = {"calls": ("get", "commit")}
LOGIN: Any = {"decorators": ("login_required",), **KEEPS}
GUARDED: Any = (
    ("/members/add", "members.add", ("POST",), LOGIN),
    ("/members/<int:number>/edit", "members.edit", ("POST",), LOGIN),
    ("/members/<int:number>/delete", "members.delete", ("POST",), LOGIN),
    ("/trainers/add", "trainers.add", ("POST",), LOGIN),
    ("/trainers/<int:number>/edit", "trainers.edit", ("POST",), LOGIN),
)
ADD: Any = ("/rooms/add", "rooms.add", ("POST",), KEEPS)
EDIT: Any = ("/rooms/<int:number>/edit", "rooms.edit", ("POST",), KEEPS)


def views(*bare: Any, guarded: Any = GUARDED, hooks: Any = (), answers: Any = ()) -> Given:
    """The views given as (rule, endpoint, methods, fields), and those of the groups that have a guard."""
    every = [(10 * number, *one) for number, one in enumerate((*bare, *guarded), start=1)]
    paths = {line: fields.get("path", "app.py") for line, _, _, _, fields in every}
    bodies = [body(endpoint, line, **fields) for line, _, endpoint, _, fields in every]
    functions = [
        RouteFunction(one.function, one.place, "bp", (), None, below=one.decorators) for one in bodies
    ]
    return {
        "app": app(
            routes=[
                route(rule, endpoint, methods=methods, view=view(endpoint, line, paths[line]))
                for line, rule, endpoint, methods, _ in every
            ],
            hooks=hooks,
        ),
        "source": source(views=bodies, route_functions=functions),
        "requests": requests(*answers),
    }


def named(one: Any, rule: str, endpoint: str, **fields: Any) -> Any:
    return rule, endpoint, one[2], {**one[3], **fields}


def looking(one: Any, asks: str = "g.user") -> Given:
    return {"decorators": (), "asks": asks, "path": f"{one[1].partition('.')[0]}.py"}


def told(
    first: str, *others: str, guard: str = "have @login_required", subject: str = "the blueprint rooms"
) -> Any:
    also = f" and {len(others)} other, which change records" if others else ", which changes records"
    looks = guard.removeprefix("look at ").removeprefix("call ")
    files = [one[1].partition(".")[0] if looks != guard else "app" for one in GUARDED]
    return [
        Found(
            f"anybody may send {first}{also}, and 5 views of the blueprint members and the blueprint "
            f"trainers that change some {guard}",
            f"{subject} without {looks.rpartition('@')[2]}",
            at("app.py", 10, 1),
            evidence=(
                *others,
                *(
                    f"POST {rule} at {file}.py:{line}:1 has it"
                    for line, file, (rule, *_) in zip(range(30, 80, 10), files, GUARDED, strict=True)
                ),
            ),
        )
    ]


BOTH = told("POST /rooms/add", "POST /rooms/<int:number>/edit at app.py:20:1")


@table(
    {
        "a blueprint without the guard": (views(ADD, EDIT), BOTH),
        "by a look at the session": (
            views(ADD, EDIT, guarded=[named(one, *one[:2], **looking(one)) for one in GUARDED]),
            told("POST /rooms/add", "POST /rooms/<int:number>/edit at app.py:20:1", guard="look at g.user"),
        ),
        "by a call": (
            views(ADD, EDIT, guarded=[named(one, *one[:2], **looking(one, "ask()")) for one in GUARDED]),
            told("POST /rooms/add", "POST /rooms/<int:number>/edit at app.py:20:1", guard="call ask()"),
        ),
        "to assign is not to sign": (
            views(ADD, named(EDIT, "/rooms/<int:number>/assign/edit", "rooms.assign")),
            told("POST /rooms/add", "POST /rooms/<int:number>/assign/edit at app.py:20:1"),
        ),
        "a UUID, as in guarded links": (
            views(
                ADD,
                named(EDIT, "/rooms/<uuid:number>/cancel", "rooms.cancel"),
                guarded=[
                    named(one, one[0].replace("<int", "<uuid"), one[1]) if one in GUARDED[1:3] else one
                    for one in GUARDED
                ],
            ),
            [
                replace(
                    one,
                    evidence=tuple(each.replace("members/<int", "members/<uuid") for each in one.evidence),
                )
                for one in told("POST /rooms/add", "POST /rooms/<uuid:number>/cancel at app.py:20:1")
            ],
        ),
    }
)
def test_view_without_siblings_guard_in_groups_faulty(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says


def _hook(scope: str) -> Hook:
    return Hook("before_request", scope, "app", "ask", at("app.py", 3), own=True)


@table(
    {
        what: (given, [])
        for what, given in {
            "one view may be an exception": views(EDIT),
            "they only make what is new": views(ADD, named(ADD, "/rooms/new", "rooms.new")),
            "another of the group has a guard": views(ADD, EDIT, named(GUARDED[0], "/rooms/x", "rooms.x")),
            "a hook may ask": views(ADD, EDIT, hooks=[_hook("rooms")]),
            "a hook of the app may ask": views(ADD, EDIT, hooks=[_hook("")]),
            "a helper may ask": views(
                ADD,
                named(EDIT, *EDIT[:2], calls=("ensure_member", "commit")),
            ),
            "they look at a header": views(ADD, named(EDIT, *EDIT[:2], reads=("headers",))),
            "another decorator may ask": views(ADD, named(EDIT, *EDIT[:2], decorators=("of_staff",))),
            "a secret link": views(ADD, named(EDIT, "/rooms/<token>/edit", "rooms.edit")),
            "a UUID that no guarded link has": views(
                ADD, named(EDIT, "/rooms/<uuid:number>/edit", "rooms.edit")
            ),
            "programs call it": views(
                named(ADD, "/api/rooms", "rooms.add"),
                named(EDIT, "/api/rooms/<int:number>/edit", "rooms.edit"),
            ),
            "what visitors have": views(
                named(ADD, "/cart/add", "rooms.add"), named(EDIT, "/cart/<int:number>/edit", "rooms.edit")
            ),
            "the way in": views(
                named(ADD, "/register", "rooms.register"),
                named(EDIT, "/reset/<int:number>/edit", "rooms.edit"),
            ),
            "a single group has the guard": views(
                ADD, EDIT, guarded=[named(one, one[0], f"members.f{n}") for n, one in enumerate(GUARDED)]
            ),
            "too few have it": views(ADD, EDIT, guarded=GUARDED[1:]),
            "a group beside it is open in part": views(
                ADD, EDIT, named(EDIT, "/trainers/<int:number>", "trainers.x")
            ),
            "it turned the visitor away": views(
                named(ADD, "/rooms/add", "rooms.add"),
                (EDIT[0], EDIT[1], ("GET", "POST"), KEEPS),
                answers=[response(EDIT[0], 401, endpoint=EDIT[1])],
            ),
        }.items()
    }
)
def test_view_without_siblings_guard_in_groups_fine(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says


def test_a_guard_above_the_route_is_told_elsewhere() -> None:
    given = views(ADD, EDIT)
    functions = list(given["source"].route_functions)
    functions[1] = replace(functions[1], above=(Decorator("login_required", at("app.py", 18)),))
    given["source"] = replace(given["source"], route_functions=tuple(functions))
    assert ask("view-without-siblings-guard", given) == []


def test_a_helper_whose_module_knows_the_visitor_may_ask() -> None:
    through = (WriteThrough(("rooms.save",), "session.commit", at("rooms.py", 4), knows_visitor=True),)
    given = views(ADD, EDIT)
    functions = list(given["source"].route_functions)
    functions[1] = replace(functions[1], through=through)
    given["source"] = replace(given["source"], route_functions=tuple(functions))
    assert ask("view-without-siblings-guard", given) == []
