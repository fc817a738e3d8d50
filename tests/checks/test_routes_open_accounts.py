"""Views that list all accounts, or make and change records, for anybody beside guarded ones of the app."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.app import Hook
from releasecheck.facts.source import RouteFunction
from releasecheck.facts.views import WriteThrough
from releasecheck.findings import Found

from .build import Given, app, ask, at, body, requests, response, route, source, table, view

LOGIN: Any = {"decorators": ("jwt_required",)}
LISTS: Any = {"lists_accounts": at("people.py", 7, 16), "calls": ("every",)}
TASKS: Any = (
    ("/tasks/mine", "tasks.mine", ("GET",), LOGIN),
    ("/tasks/<int:task>/done", "tasks.done", ("GET",), LOGIN),
)


def views(*bare: Any, guarded: Any = TASKS, hooks: Any = (), answers: Any = ()) -> Given:
    """The views given as (rule, endpoint, methods, fields), and those that have a guard."""
    every = [(10 * number, *one) for number, one in enumerate((*bare, *guarded), start=1)]
    bodies = [body(name.rpartition(".")[2], line, **fields) for line, _, name, _, fields in every]
    functions = [
        RouteFunction(
            one.function,
            one.place,
            "bp",
            (),
            None,
            below=one.decorators,
            writes=one.writes,
            through=one.through,
        )
        for one in bodies
    ]
    return {
        "app": app(
            routes=[
                route(rule, name, methods=methods, view=view(name.rpartition(".")[2], line))
                for line, rule, name, methods, _ in every
            ],
            hooks=hooks,
        ),
        "source": source(views=bodies, route_functions=functions),
        "requests": requests(*answers),
    }


def people(rule: str = "/users", name: str = "users.every", methods: Any = ("GET",), **fields: Any) -> Any:
    return rule, name, methods, {**LISTS, **fields}


def told(asked: str = "GET /users, which lists", *, seen: Any = (), named: str = "GET /users") -> list[Found]:
    return [
        Found(
            f"anybody gets {asked} all accounts, and 2 views of the app have @jwt_required",
            "users.every",
            at("app.py", 10, 1),
            evidence=(
                *seen,
                f"{named} fetches them at people.py:7:16",
                "GET /tasks/mine at app.py:20:1",
                "GET /tasks/<int:task>/done at app.py:30:1",
            ),
        )
    ]


OK = response("/users", 200, endpoint="users.every")


@table(
    {
        "by its source": (views(people()), told()),
        "as it was answered": (views(people(), answers=[OK]), told(seen=("GET /users -> 200",))),
        "below decorators of what it gives": (
            views(people(decorators=("bp.response", "cross_origin"))),
            told(),
        ),
        "a page, where the first page wants a login": (
            views(
                people(calls=("every", "render_template")), guarded=(("/", "home", ("GET",), LOGIN), TASKS[0])
            ),
            [
                replace(
                    told()[0],
                    evidence=(
                        "GET /users fetches them at people.py:7:16",
                        "GET / at app.py:20:1",
                        "GET /tasks/mine at app.py:30:1",
                    ),
                )
            ],
        ),
        "left from trying things out": (
            views(people("/test-db")),
            told("GET /test-db, which lists", named="GET /test-db"),
        ),
    }
)
def test_accounts_that_anybody_gets_faulty(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says


def test_accounts_beside_looks_of_the_views_own() -> None:
    looks: Any = {"asks": 'headers["Authorization"]'}
    guarded = [(rule, name, methods, looks) for rule, name, methods, _ in TASKS]
    (found,) = ask("view-without-siblings-guard", views(people(), guarded=guarded))
    assert found.message.endswith('and 2 views of the app look at headers["Authorization"]')


LOADS = Hook("before_request", "", "app", "load", at("app.py", 3), own=True)


@table(
    {
        what: (given, [])
        for what, given in {
            "it has a guard": views(people(**LOGIN)),
            "it has a decorator that is not known": views(people(decorators=("ours",))),
            "a page: the members may be shown to all": views(people(calls=("every", "render_template"))),
            "it only counts them": views(people("/api/statistics", "api.statistics")),
            "the way in": views(people("/login", "auth.login")),
            "a form that was sent": views(people(methods=("POST",))),
            "it makes some": views(people(writes=("session.commit",))),
            "a hook may ask": views(people(), hooks=[LOADS]),
            "a stranger was turned away": views(
                people(), answers=[response("/users", 401, endpoint="users.every")]
            ),
            "a class may have its guard above": views(people(verb="GET", view=at("app.py", 10))),
            "one other view has a guard": views(people(), guarded=TASKS[:1]),
        }.items()
    }
)
def test_accounts_that_anybody_gets_fine(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says


WRITES: Any = {"writes": ("session.add", "session.commit")}
WRITERS: Any = tuple(
    (f"/tasks/{name}", f"tasks.{name}", ("POST",), {**LOGIN, **WRITES})
    for name in ("new", "share", "archive")
)


def makes(rule: str = "/tags", name: str = "tags.add", methods: Any = ("POST",), **fields: Any) -> Any:
    return rule, name, methods, {**WRITES, "calls": ("add", "commit"), **fields}


HAVE = tuple(
    f"POST /tasks/{name} at app.py:{line}:1 has it"
    for name, line in (("new", 20), ("share", 30), ("archive", 40))
)


@table(
    {
        "a record is made": (
            views(makes(decorators=("bp.arguments", "bp.response")), guarded=WRITERS),
            [
                Found(
                    "anybody may send POST /tags, which makes a record, and 3 views of the app that change "
                    "some have @jwt_required",
                    "tags.add",
                    at("app.py", 10, 1),
                    evidence=HAVE,
                )
            ],
        ),
        "one is changed": (
            views(makes("/tags/<int:tag>", "tags.rename", ("PUT",)), guarded=WRITERS),
            [
                Found(
                    "anybody may send PUT /tags/<int:tag>, which changes a record, and 3 views of the app "
                    "that change some have @jwt_required",
                    "tags.rename",
                    at("app.py", 10, 1),
                    evidence=HAVE,
                )
            ],
        ),
    }
)
def test_records_that_anybody_makes_faulty(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says


def test_two_that_anybody_makes() -> None:
    more = [(f"{rule}/x", f"{name}x", methods, fields) for rule, name, methods, fields in WRITERS]
    bare = makes(), makes("/tags/<int:tag>", "tags.rename", ("PUT",))
    (found,) = ask("view-without-siblings-guard", views(*bare, guarded=[*WRITERS, *more]))
    assert found.message == (
        "anybody may send POST /tags and 1 other, and 6 views of the app that change records have "
        "@jwt_required"
    )
    assert found.evidence[0] == "PUT /tags/<int:tag> at app.py:20:1"


THROUGH = WriteThrough(("Tags.create",), "session.commit", at("tags.py", 9), knows_visitor=True)


@table(
    {
        what: (given, [])
        for what, given in {
            "an account": views(makes("/users", "users.add"), guarded=WRITERS),
            "an order": views(makes("/orders", "orders.add"), guarded=WRITERS),
            "a message": views(makes("/contact", "pages.contact"), guarded=WRITERS),
            "a webhook": views(makes("/webhooks/products", "hooks.products"), guarded=WRITERS),
            "a cart": views(makes("/cart/<int:item>", "cart.change", ("PUT",)), guarded=WRITERS),
            "by a link that nobody guesses": views(
                makes("/bookings/<uuid:key>", "bookings.change", ("PUT",)), guarded=WRITERS
            ),
            "it makes nothing": views(makes(writes=()), guarded=WRITERS),
            "it has a decorator that is not known": views(makes(decorators=("ours",)), guarded=WRITERS),
            "what it calls may look": views(makes(writes=(), through=(THROUGH,)), guarded=WRITERS),
            "a hook may ask": views(makes(), guarded=WRITERS, hooks=[LOADS]),
            "two others have a guard": views(makes(), guarded=WRITERS[:2]),
            "two of five are open": views(
                makes(), makes("/tags/<int:tag>", "tags.rename", ("PUT",)), guarded=WRITERS
            ),
        }.items()
    }
)
def test_records_that_anybody_makes_fine(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says
