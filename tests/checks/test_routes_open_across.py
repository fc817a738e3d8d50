"""Views that save records for anybody in an app whose first page and other blueprints want a login."""

from typing import Any

from releasecheck.facts.imports import IdleGuard
from releasecheck.facts.source import RouteFunction
from releasecheck.findings import Found

from .build import Given, app, ask, at, body, requests, response, route, source, table, view

KEEPS: Any = {"calls": ("all", "commit")}
LOGIN: Any = {"decorators": ("login_required",)}
FIRST: Any = ("/", "home.index", ("GET",), LOGIN)
GUARDED: Any = (
    FIRST,
    ("/rooms", "rooms.index", ("GET",), LOGIN),
    ("/rooms/form/<int:number>", "rooms.edit", ("GET",), LOGIN),
    ("/stores/save", "stores.save", ("POST",), LOGIN),
    ("/counts/save", "counts.save", ("POST",), LOGIN),
)
SAVE: Any = ("/rooms/save", "rooms.save", ("POST",), KEEPS)
USERS: Any = ("/users", "users.index", ("GET", "POST"), {**KEEPS, "path": "users.py"})
IDLE = (IdleGuard("login_required", at("users.py", 2)),)


def views(*bare: Any, guarded: Any = GUARDED, idle: Any = IDLE, answers: Any = ()) -> Given:
    every = [(10 * number, *one) for number, one in enumerate((*bare, *guarded), start=1)]
    bodies = [body(endpoint, line, **fields) for line, _, endpoint, _, fields in every]
    functions = [
        RouteFunction(one.function, one.place, "bp", (), None, below=one.decorators) for one in bodies
    ]
    paths = {line: fields.get("path", "app.py") for line, _, _, _, fields in every}
    return {
        "app": app(
            routes=[
                route(rule, endpoint, methods=methods, view=view(endpoint, line, paths[line]))
                for line, rule, endpoint, methods, _ in every
            ]
        ),
        "source": source(views=bodies, route_functions=functions, idle_guards=idle),
        "requests": requests(*answers),
    }


def given(one: Any, **fields: Any) -> Any:
    return (*one[:3], {**one[3], **fields})


BESIDE = Found(
    "anybody may send POST /rooms/save, which saves records and those of that name in 2 other blueprints "
    "have @login_required",
    "rooms.save",
    at("app.py", 10, 1),
    evidence=("POST /stores/save at app.py:50:1 has it", "POST /counts/save at app.py:60:1 has it"),
)
NEVER_USED = Found(
    "anybody may send POST /users, which saves records, its module imports login_required and never uses it, "
    "and 5 views have @login_required",
    "users.index",
    at("users.py", 10, 1),
    evidence=(
        "imported at users.py:2",
        "GET / at app.py:20:1 has it",
        "GET /rooms at app.py:30:1 has it",
        "GET /rooms/form/<int:number> at app.py:40:1 has it",
        "POST /stores/save at app.py:50:1 has it",
        "POST /counts/save at app.py:60:1 has it",
    ),
)


@table(
    {
        "views beside it and of its name have the guard": (views(SAVE), [BESIDE]),
        "the guard is imported for nothing": (views(USERS), [NEVER_USED]),
        "it makes an account, and lists all": (
            views(given(USERS, calls=("User", "all", "commit"), lists_accounts=at("users.py", 12))),
            [NEVER_USED],
        ),
    }
)
def test_view_without_siblings_guard_across_faulty(given: Given, says: Any) -> None:
    assert ask("view-without-siblings-guard", given) == says


@table(
    {
        what: (given, [])
        for what, given in {
            "the first page is for everybody": views(
                SAVE, USERS, guarded=[("/start", *FIRST[1:]), *GUARDED[1:]]
            ),
            "too few have it": views(SAVE, guarded=[GUARDED[0], *GUARDED[2:]]),
            "many are for everybody": views(
                SAVE, *(("/room", f"x{n}.y", ("GET",), {"calls": ("all",)}) for n in range(2))
            ),
            "one beside it has the guard": views(
                SAVE, guarded=[*GUARDED[:2], *GUARDED[3:], ("/x", "stores.x", ("GET",), LOGIN)]
            ),
            "one other has its name": views(
                SAVE, guarded=[*GUARDED[:4], ("/counts/save", "counts.keep", ("POST",), LOGIN)]
            ),
            "it saves nothing": views(given(SAVE, calls=("all",))),
            "it only reads": views(("/users", "users.index", ("GET",), USERS[3])),
            "the guard is not imported there": views(USERS, idle=()),
            "another guard is imported": views(
                USERS, idle=[IdleGuard("fresh_login_required", at("users.py", 2))]
            ),
            "a helper may ask": views(given(SAVE, calls=("ensure_member", "commit"))),
            "somebody's account may be looked up": views(given(USERS, calls=("User", "commit"))),
            "the way in": views(("/register", "users.register", ("POST",), USERS[3])),
            "programs call it": views(("/api/users", "users.index", ("POST",), USERS[3])),
            "it turned the visitor away": views(
                USERS,
                answers=[response("/users", 302, endpoint="users.index", headers={"location": "/login"})],
            ),
        }.items()
    }
)
def test_view_without_siblings_guard_across_fine(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says


def test_a_look_of_their_own() -> None:
    guarded = [(*one[:3], {"asks": "g.user", "path": f"{one[1]}.py"}) for one in GUARDED]
    (found,) = ask("view-without-siblings-guard", views(SAVE, guarded=guarded))
    assert isinstance(found, Found)
    assert found.message == BESIDE.message.replace("have @login_required", "look at g.user")
