"""Views that change something among those of the administrators, and lack their guard."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.app import Hook
from releasecheck.facts.source import RouteFunction
from releasecheck.findings import Found

from .build import Given, app, ask, at, body, requests, response, route, source, table, view

POST = ("POST", "OPTIONS")
GUARDED = ("rooms", "guests", "prices")


def desk(
    *bare: str,
    guards: Any = ("admin_required",),
    guarded: Any = GUARDED,
    rule: str = "/desk/{}",
    answers: Any = (),
    hooks: Any = (),
    **fields: Any,
) -> Given:
    """The pages of a hotel's desk by name: those that change something, and those with a guard."""
    names = [*bare, *guarded]
    lines = {name: 10 * number for number, name in enumerate(names, start=1)}
    functions = [
        RouteFunction(name, at("app.py", line, 1), "desk", (), None, below=guards if name in guarded else ())
        for name, line in lines.items()
    ]
    inside = {"calls": ("commit",), **fields}
    return {
        "app": app(
            routes=[
                route(rule.format(name), f"desk.{name}", view=view(name, line), methods=POST)
                for name, line in lines.items()
            ],
            hooks=hooks,
        ),
        "source": source(
            route_functions=functions, views=[body(name, lines[name], **inside) for name in bare]
        ),
        "requests": requests(*answers),
    }


def by_get(given: Given, *writes: str) -> Given:
    """The first view changes something where a GET comes, in its function's own words."""
    first, *others = given["source"].route_functions
    functions = (replace(first, writes=writes), *others)
    return {**given, "source": replace(given["source"], route_functions=functions)}


def told(*views: str, guard: str = "admin_required", where: str = "the blueprint desk") -> list[Found]:
    lines = {name: 10 * number for number, name in enumerate(views, start=1)}
    one = len(views) == 1
    what = f"POST /desk/{views[0]}" if one else f"{len(views)} views"
    return [
        Found(
            f"{what} of {where} {'changes' if one else 'change'} what is kept and {'asks' if one else 'ask'} "
            f"nobody who it is, and 3 beside {'it' if one else 'them'} have @{guard}",
            f"{where} without {guard}",
            at("app.py", 10, 1),
            tuple(f"POST /desk/{name} at app.py:{line}:1" for name, line in lines.items()),
        )
    ]


def hook(scope: str = "desk", *, own: bool = True) -> Hook:
    return Hook("before_request", scope, "app", "check", at("app.py", 2), own)


SENT_AWAY = response("/desk/free", 302, endpoint="desk.free", headers={"location": "/login"})


@table(
    {
        "one": (desk("free"), told("free")),
        "as many as have the guard": (desk("free", "block", "drop"), told("free", "block", "drop")),
        "a guard for a role": (
            desk("free", guards=('role_required("admin")',)),
            told("free", guard='role_required("admin")'),
        ),
        "a document is deleted": (desk("free", calls=["delete_one"]), told("free")),
        "by a GET": (by_get(desk("free", calls=()), "session.delete"), told("free")),
        "a statement in SQL": (by_get(desk("free", calls=()), "cursor.execute"), told("free")),
        "an extension's hook": (desk("free", hooks=[hook("", own=False)]), told("free")),
        "the hook of another blueprint": (desk("free", hooks=[hook("bar")]), told("free")),
    }
)
def test_an_admins_view_without_the_guard(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says


@table(
    {
        "more lack the guard than have it": (desk("free", "block", "drop", "move"), []),
        "two siblings are too few": (desk("free", guarded=GUARDED[:2]), []),
        "a guard for whoever is signed in": (desk("free", guards=("login_required",)), []),
        "it changes nothing": (desk("free", calls=["render_template"]), []),
        "it asks a database": (desk("free", calls=["execute", "fetchall"]), []),
        "it writes a file": (by_get(desk("free", calls=()), "open", "os.remove"), []),
        "it looks itself who it is": (desk("free", identity=["current_user"]), []),
        "it takes a key of the header": (desk("free", reads=["headers"]), []),
        "it calls what asks": (desk("free", calls=["check_permission", "commit"]), []),
        "the way in": (desk("admin_login"), []),
        "a forgotten password": (desk("reset_password"), []),
        "the first account": (desk("setup"), []),
        "another service tells": (desk("payment_webhook"), []),
        "what a guest buys": (desk("checkout"), []),
        "it turned the visitor away": (desk("free", answers=[SENT_AWAY]), []),
        "a hook of its blueprint": (desk("free", hooks=[hook()]), []),
        "a hook of the app": (desk("free", hooks=[hook("")]), []),
    }
)
def test_an_admins_view_that_is_fine(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says


def office(
    *pages: tuple[str, dict[str, Any]],
    guarded: int = 2,
    guards: Any = ("admin_required",),
    scope: str = "admin",
    hooks: Any = (),
    answers: Any = (),
) -> Given:
    """The pages of the blueprint admin: those given, without a guard, and some with one."""
    names = [name for name, _ in pages] + [f"edit{number}" for number in range(guarded)]
    lines = {name: 10 * number for number, name in enumerate(names, start=1)}
    functions = [
        RouteFunction(
            name, at("app.py", line, 1), scope, (), None, below=guards if name.startswith("edit") else ()
        )
        for name, line in lines.items()
    ]
    methods = {name: fields.pop("methods", ("GET",)) for name, fields in pages}
    return {
        "app": app(
            routes=[
                route(
                    f"/{scope}/{name}",
                    f"{scope}.{name}",
                    view=view(name, line),
                    methods=methods.get(name, ("GET", "POST")),
                )
                for name, line in lines.items()
            ],
            hooks=hooks,
        ),
        "source": source(
            route_functions=functions,
            views=[
                body(name, lines[name], **{"calls": ("fetchall", "render_template"), **f})
                for name, f in pages
            ],
        ),
        "requests": requests(*answers),
    }


def shown(where: str = "the blueprint admin", beside: int = 2) -> list[Found]:
    scope = where.rpartition(" ")[2]
    return [
        Found(
            f"GET /{scope}/users of {where} shows what is kept and asks nobody who it is, and {beside} "
            "beside it have @admin_required",
            f"{where} without admin_required",
            at("app.py", 10, 1),
            (f"GET /{scope}/users at app.py:10:1",),
        )
    ]


LOADER = replace(hook(""), name="load_logged_in_user")


@table(
    {
        "it was not asked": (office(("users", {})), shown()),
        "it lacked its database": (
            office(("users", {}), answers=[response("/admin/users", 500, endpoint="admin.users")]),
            shown(),
        ),
        "a hook says who it is": (office(("users", {}), hooks=[LOADER]), shown()),
        "more have the guard": (office(("users", {}), guarded=5), shown(beside=5)),
        "the way in beside it": (office(("users", {}), ("login", {})), shown()),
        "a blueprint of the backoffice": (
            office(("users", {}), scope="backoffice"),
            shown("the blueprint backoffice"),
        ),
    }
)
def test_an_admins_page_without_the_guard(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says


def test_a_page_that_anybody_gets_is_told_once() -> None:
    answers = [
        response("/admin/users", 200, endpoint="admin.users"),
        *(response(f"/admin/edit{number}", 403, endpoint=f"admin.edit{number}") for number in range(3)),
    ]
    [found] = ask("view-without-siblings-guard", office(("users", {}), guarded=3, answers=answers))
    assert found.subject == "admin.users"


@table(
    {
        "one sibling is too few": (office(("users", {}), guarded=1), []),
        "two pages without it are a habit": (office(("users", {}), ("orders", {})), []),
        "not called after administrators": (office(("users", {}), scope="shed"), []),
        "a guard for whoever is signed in": (office(("users", {}), guards=("login_required",)), []),
        "it fetches nothing": (office(("users", {"calls": ("redirect", "url_for")})), []),
        "it takes a form": (office(("users", {"methods": ("GET", "POST"), "reads": ("form",)})), []),
        "it looks itself who it is": (office(("users", {"identity": ("session",)})), []),
        "it calls what asks": (office(("users", {"calls": ("require_admin", "all")})), []),
        "the way in": (office(("login", {})), []),
        "a hook may ask": (office(("users", {}), hooks=[hook("")]), []),
        "it turned the visitor away": (
            office(("users", {}), answers=[response("/admin/users", 403, endpoint="admin.users")]),
            [],
        ),
    }
)
def test_an_admins_page_that_is_fine(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says
