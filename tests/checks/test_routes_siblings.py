"""A page beside others like it."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.app import Hook
from releasecheck.facts.routes import RouteLock
from releasecheck.facts.source import Decorator, RouteFunction
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    body,
    foreign_view,
    requests,
    response,
    route,
    source,
    table,
    view,
)

NO_GUARD = DoesNotApply("no view of the app has a guard that can be seen")
GUARDED = {"loans": 401, "members": 302, "tools": 403}


def group(
    bare: dict[str, int],
    guarded: dict[str, int] | None = None,
    *,
    rule: str = "/shed/{}",
    scope: str = "shed.",
    guards: Any = ("login_required",),
    identity: Any = (),
    siblings: Any = ("GET",),
    **fields: Any,
) -> Given:
    """Pages by name with the status that each answered: those without a guard, and those with one."""
    guarded = GUARDED if guarded is None else guarded
    names = [*bare, *guarded]
    lines = {name: 10 * number for number, name in enumerate(names, start=1)}
    functions = [
        RouteFunction(name, at("app.py", line), "shed", (), None, below=guards if name in guarded else ())
        for name, line in lines.items()
    ]
    answers = [
        response(rule.format(name), status, endpoint=scope + name, headers={"location": "/login"})
        for name, status in {**bare, **guarded}.items()
        if status
    ]
    routes = [
        route(
            rule.format(name),
            scope + name,
            **{"view": view(name, line), **(fields if name in bare else {"methods": siblings})},
        )
        for name, line in lines.items()
    ]
    bodies = [body(name, lines[name], identity=identity) for name in bare]
    return {
        "app": app(routes=routes),
        "source": source(route_functions=functions, views=bodies),
        "requests": requests(*answers),
    }


def with_form(given: Given) -> Given:
    """With one more page, which anybody may send."""
    form = route("/shed/wishes", "shed.wishes", methods=("GET", "POST"), view=view("wishes", 90))
    return {**given, "app": app(routes=(*given["app"].routes, form))}


def told(
    where: str, rule: str = "/shed/keys", endpoint: str = "shed.keys", tools: str | None = None
) -> list[Found]:
    below = rule[: rule.rindex("/") + 1]
    return [
        Found(
            f"anybody gets {rule}, and 3 routes beside it in {where} have @login_required, "
            "which turns an anonymous visitor away",
            endpoint,
            at("app.py", 10),
            (
                f"GET {rule} -> 200",
                f"GET {below}loans -> 401",
                f"GET {below}members -> 302",
                tools or f"GET {below}tools -> 403",
            ),
        )
    ]


@table(
    {
        "in a blueprint": (group({"keys": 200}), told("the blueprint shed")),
        "below a path": (group({"keys": 200}, scope=""), told("/shed/", endpoint="keys")),
        "in a blueprint without a prefix": (
            group({"keys": 200}, rule="/{}"),
            told("the blueprint shed", rule="/keys"),
        ),
        "a word of a page for everybody is only a part of its name": (
            group({"redesigns": 200}),
            told("the blueprint shed", rule="/shed/redesigns", endpoint="shed.redesigns"),
        ),
        "its siblings have forms": (
            group({"keys": 200}, siblings=("GET", "POST")),
            told("the blueprint shed"),
        ),
        "one of its siblings was not asked": (
            group({"keys": 200}, {**GUARDED, "tools": 0}),
            told("the blueprint shed", tools="GET /shed/tools has it, and was not asked"),
        ),
        "pages for everybody do not count": (
            group({"keys": 200, "login": 200, "about": 200}),
            told("the blueprint shed"),
        ),
    }
)
def test_view_without_siblings_guard_faulty(given: Given, says: Any) -> None:
    assert ask("view-without-siblings-guard", given) == says


def of_admins(*calls: str, **fields: Any) -> Given:
    """An admin blueprint with one page that wants a login, and one that does not."""
    named: Given = {"scope": "admin.", "rule": "/admin/{}", **fields}
    given = group({"keys": 200}, {"loans": 302}, **named)
    return {**given, "source": replace(given["source"], views=(body("keys", 10, calls=calls),))}


def test_one_sibling_is_enough_where_administrators_see_records() -> None:
    (found,) = ask("view-without-siblings-guard", of_admins("all", "render_template"))
    assert isinstance(found, Found)
    assert (found.subject, found.place) == ("admin.keys", at("app.py", 10))
    assert "and 1 route beside it in the blueprint admin has @login_required" in found.message


def test_one_sibling_is_enough_behind_a_guard_of_the_staff() -> None:
    given = of_admins("all", scope="staff.", rule="/staff/{}", guards=("staff_required",))
    (found,) = ask("view-without-siblings-guard", given)
    assert found.subject == "staff.keys"


@table(
    {
        "it shows no records": (of_admins("render_template"), []),
        "a list of the staff for everybody": (of_admins("all", scope="staff.", rule="/staff/{}"), []),
        "a game for everybody": (of_admins("all", scope="badminton.", rule="/badminton/{}"), []),
        "it takes a form": (of_admins("all", methods=("GET", "POST")), []),
    }
)
def test_one_sibling_is_too_few(given: Given, says: Any) -> None:
    assert ask("view-without-siblings-guard", given) == says


def of_account(*calls: str, guarded: int = 2, scope: str = "account", reads: Any = ()) -> Given:
    """A blueprint for members with some pages that want a login, and one that does not."""
    pages = {name: 302 for name, _ in zip(GUARDED, range(guarded), strict=False)}
    given = group({"keys": 200}, pages, scope=f"{scope}.", rule="/of/{}")
    return {**given, "source": replace(given["source"], views=(body("keys", 10, calls=calls, reads=reads),))}


@pytest.mark.parametrize("scope", ["account", "accounts", "profile", "user_dashboard", "members"])
def test_two_siblings_are_enough_where_records_of_people_are_shown(scope: str) -> None:
    (found,) = ask("view-without-siblings-guard", of_account("select", "scalars", "jsonify", scope=scope))
    assert isinstance(found, Found)
    assert (found.subject, found.place) == (f"{scope}.keys", at("app.py", 10))
    assert f"and 2 routes beside it in the blueprint {scope} have @login_required" in found.message


@table(
    {
        "one is too few": (of_account("scalars", guarded=1), []),
        "it shows no records": (of_account("render_template"), []),
        "the blueprint is no member's": (of_account("scalars", scope="shed"), []),
        "a word that only begins so": (of_account("scalars", scope="accounting"), []),
        "a greeting, which shows nothing that is kept": (
            of_account("get", "render_template_string", guarded=3, reads=["args"]),
            [],
        ),
        "a greeting by its name": (group({"hello": 200}), []),
        "a choice that the browser keeps": (of_account("redirect", "url_for", "set_cookie", guarded=3), []),
    }
)
def test_two_siblings_are_too_few(given: Given, says: Any) -> None:
    assert ask("view-without-siblings-guard", given) == says


def test_three_siblings_are_enough_for_a_template() -> None:
    (found,) = ask("view-without-siblings-guard", of_account("render_template", guarded=3, scope="shed"))
    assert found.subject == "shed.keys"


@pytest.mark.parametrize(("decorator", "told"), [("login_required", 0), ("cache.cached", 1)])
def test_a_guard_that_never_runs_is_told_by_itself(decorator: str, told: int) -> None:
    """`@login_required` above `@shed.get(...)`: auth-decorator-above-route says so."""
    given = group({"keys": 200})
    bare, *others = given["source"].route_functions
    above = replace(bare, above=(Decorator(decorator, at("app.py", 8)),))
    given["source"] = replace(given["source"], route_functions=(above, *others))
    assert len(ask("view-without-siblings-guard", given)) == told
    inert = ask("auth-decorator-above-route", given)
    assert len([one for one in inert if isinstance(one, Found)]) == 1 - told


@table(
    {
        "two siblings are too few": (group({"keys": 200}, {"loans": 401, "tools": 401}), []),
        "siblings that were not asked": (group({"keys": 200}, dict.fromkeys(GUARDED, 0)), []),
        "siblings that anybody gets": (group({"keys": 200}, {**GUARDED, "tools": 200}), []),
        "siblings that redirect elsewhere": (
            group({"keys": 200}, dict.fromkeys(GUARDED, 404)),
            [],
        ),
        "two open pages are a habit": (group({"keys": 200, "racks": 200}), []),
        "another open page that was not asked": (group({"keys": 200, "racks": 0}), []),
        "it turned the visitor away as well": (group({"keys": 401}), []),
        "a page that is for everybody in most apps": (group({"list_prices": 200}), []),
        "a page for everybody": (group({"register": 200}), []),
        "a shop where nobody signs in": (group({"checkout": 200}), []),
        "a health route": (group({"healthz": 200}), []),
        "it looks itself who it is": (group({"keys": 200}, identity=["current_user"]), []),
        "no path in common": (group({"keys": 200}, rule="/{}", scope=""), []),
        "a form for everybody beside it": (with_form(group({"keys": 200})), []),
        "it takes POST as well": (group({"keys": 200}, methods=("GET", "POST")), []),
        "a class": (group({"keys": 200}, view=view("keys", 10, class_based=True)), []),
        "a view of an extension": (group({"keys": 200}, view=foreign_view()), []),
    }
)
def test_view_without_siblings_guard_fine(given: Given, says: Any) -> None:
    assert ask("view-without-siblings-guard", given) == says


def test_with_a_key_in_every_request_nobody_is_anonymous() -> None:
    given = group({"keys": 200})
    given["requests"] = requests(*given["requests"].responses, sends=["Authorization"])
    reason = "requests.headers sends Authorization: nobody asked as an anonymous visitor"
    assert ask("view-without-siblings-guard", given) == [CouldNotLook(reason)]


@table(
    {
        "their decorator is no guard": (group({"keys": 200}, guards=("cache.cached",)), [NO_GUARD]),
        "the routes are locked": (
            {**group({"keys": 200}), "locked": RouteLock(())},
            [DoesNotApply("routes.lock says which pages are open on purpose")],
        ),
        "no routes": ({"app": app(), "requests": requests()}, [NO_GUARD]),
    }
)
def test_view_without_siblings_guard_does_not_apply(given: Given, says: Any) -> None:
    assert ask("view-without-siblings-guard", given) == says


def in_session(
    *views: Any, guarded: int = 3, asks: str = 'session["user"]', hooks: Any = (), answers: Any = ()
) -> Given:
    """Views of shop.py: those given as (rule, name, fields), and some that look into the session."""
    asking = [(f"/mine/{number}", f"mine{number}", {"asks": asks}) for number in range(guarded)]
    told = [
        (rule, name, 10 * line, dict(fields))
        for line, (rule, name, fields) in enumerate([*views, *asking], 1)
    ]
    routes = [
        route(
            rule,
            name,
            view=view(name, line, path="shop.py"),
            methods=fields.pop("methods", ("GET",)),
        )
        for rule, name, line, fields in told
    ]
    bodies = [body(name, line=line, path="shop.py", **fields) for _, name, line, fields in told]
    return {
        "app": app(routes=routes, hooks=hooks),
        "source": source(views=bodies),
        "requests": requests(*answers),
    }


ALL_USERS: Any = ("/get_users", "get_users", {"calls": ("find", "jsonify")})
CANCELS: Any = ("/cancel/<int:number>", "cancel", {"calls": ("commit",), "methods": ("POST",)})
ASKING = tuple(f"GET /mine/{number} asks at shop.py:{20 + 10 * number}:1" for number in range(3))


@table(
    {
        "shows the records of people": (
            in_session(ALL_USERS),
            [
                Found(
                    "GET /get_users changes or shows records and asks nobody who it is, and 3 views of the "
                    'same module look at session["user"]',
                    subject='shop.py without session["user"]',
                    place=at("shop.py", 10, 1),
                    evidence=ASKING,
                )
            ],
        ),
        "others call what turns strangers away": (
            in_session(("/clear", "clear", {"calls": ("commit",)}), asks="require_login()"),
            [
                Found(
                    "GET /clear changes or shows records and asks nobody who it is, and 3 "
                    "views of the same module call require_login()",
                    subject="shop.py without require_login()",
                    place=at("shop.py", 10, 1),
                    evidence=ASKING,
                )
            ],
        ),
        "changes some": (
            in_session(CANCELS),
            [
                Found(
                    "POST /cancel/<int:number> changes or shows records and asks nobody who it is, and 3 "
                    'views of the same module look at session["user"]',
                    subject='shop.py without session["user"]',
                    place=at("shop.py", 10, 1),
                    evidence=ASKING,
                )
            ],
        ),
        "both": (
            in_session(CANCELS, ALL_USERS),
            [
                Found(
                    "2 views change or show records and ask nobody who it is, and 3 views of the same "
                    'module look at session["user"]',
                    subject='shop.py without session["user"]',
                    place=at("shop.py", 10, 1),
                    evidence=(
                        "POST /cancel/<int:number> at shop.py:10:1",
                        "GET /get_users at shop.py:20:1",
                        *(f"GET /mine/{number} asks at shop.py:{30 + 10 * number}:1" for number in range(3)),
                    ),
                )
            ],
        ),
    }
)
def test_view_without_siblings_guard_in_the_session_faulty(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says


def bare(rule: str, name: str, *calls: str, **fields: Any) -> Any:
    return rule, name, {"calls": calls, **fields}


def four_of_admins(asks: str, prefix: str = "/admin/") -> Given:
    """Four pages that show records and ask nobody, beside three that ask."""
    shown = ("users", "orders", "invoices", "students")
    return in_session(*(bare(f"{prefix}{name}", name, "all") for name in shown), asks=asks)


def test_pages_of_administrators_need_no_majority() -> None:
    (found,) = ask("view-without-siblings-guard", four_of_admins('session["admin_logged_in"]'))
    assert isinstance(found, Found)
    assert found.message.startswith("4 views change or show records and ask nobody who it is, and 3 views")
    assert ask("view-without-siblings-guard", four_of_admins('session["user"]')) == []
    assert ask("view-without-siblings-guard", four_of_admins('session["admin_logged_in"]', "/")) == []


@table(
    {
        what: (given, [])
        for what, given in {
            "too few ask": in_session(ALL_USERS, guarded=2),
            "as many do not": in_session(ALL_USERS, CANCELS, bare("/logs", "logs", "all")),
            "it looks who it is": in_session(bare("/users", "users", "all", identity=("session",))),
            "it has a decorator": in_session(bare("/users", "users", "all", decorators=("ours",))),
            "it calls what may look": in_session(bare("/users", "users", "check_admin", "all")),
            "it knows a program by its key": in_session(bare("/users", "users", "all", reads=("headers",))),
            "it shows no record": in_session(bare("/users", "users", "render_template")),
            "its records are for everybody": in_session(bare("/book/<int:number>", "book", "get_or_404")),
            "of one who shows himself": in_session(bare("/user/<name>", "user", "first_or_404")),
            "a page for everybody": in_session(bare("/products/orders", "products", "all")),
            "the first account": in_session(bare("/register", "add_user", "commit", methods=("POST",))),
            "the way in": in_session(bare("/login", "login_user", "commit", methods=("POST",))),
            "a hook may ask": in_session(
                ALL_USERS, hooks=[Hook("before_request", "", "shop", "load", at("shop.py", 3), True)]
            ),
            "a visitor was turned away": in_session(
                ALL_USERS, answers=[response("/get_users", 401, endpoint="get_users")]
            ),
        }.items()
    }
)
def test_view_without_siblings_guard_in_the_session_fine(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says


def test_a_list_of_all_rules_that_lacks_the_guard_of_its_siblings_is_told_once() -> None:
    given = group({"rules": 200})
    listing = replace(given["requests"].responses[0], lists=("rules",))
    given["requests"] = requests(listing, *given["requests"].responses[1:])
    assert len(ask("view-without-siblings-guard", given)) == 1
    assert ask("dev-routes-exposed", given) == []
    assert len(ask("dev-routes-exposed", {**given, "locked": RouteLock(())})) == 1


def commented(*calls: str, rule: str = "/{}", **fields: Any) -> Given:
    """A view with its guard in a comment on line 11, and one that has it."""
    given = group({"users": 0}, {"loans": 401}, rule=rule)
    bare, guarded = given["source"].route_functions
    bare = replace(
        bare, place=at("app.py", 10, 1), commented=(Decorator("login_required", at("app.py", 11)),)
    )
    views = (
        body("users", 10, calls=calls, **fields),
        body("loans", 20, decorators=("login_required",)),
    )
    return {**given, "source": replace(given["source"], route_functions=(bare, guarded), views=views)}


def test_a_guard_that_is_commented_out_is_told_at_the_comment() -> None:
    assert ask("view-without-siblings-guard", commented("all")) == [
        Found(
            "anybody may send GET /users: @login_required is commented out there, and 1 view has it",
            "shed.users",
            at("app.py", 11),
            ("GET /loans at app.py:20:1 has it",),
            fix="Take the comment sign away, or the whole line where the page is for everybody.",
        )
    ]


@pytest.mark.parametrize(
    "given",
    [
        commented("render_template"),
        commented("all", identity=("current_user",)),
        commented("all", decorators=("token_required",)),
        commented("all", rule="/public/{}"),
        group({"users": 0}, {"loans": 401}),
    ],
    ids=["it shows nothing", "it asks itself", "it has another guard", "it is for everybody", "no comment"],
)
def test_a_guard_that_is_commented_out_is_not_told_where(given: Given) -> None:
    assert ask("view-without-siblings-guard", given) == []


def test_a_guard_that_is_commented_out_everywhere_is_told_once() -> None:
    given = group({"users": 0, "badges": 0}, {"loans": 401}, rule="/{}")
    *bare, guarded = given["source"].route_functions
    functions = [
        replace(
            one,
            place=replace(one.place, column=1),
            commented=(Decorator("login_required", at("app.py", (one.place.line or 0) + 1)),),
        )
        for one in bare
    ]
    views = [body(one.function, one.place.line or 0, calls=("all",)) for one in functions]
    views.append(body("loans", 30, decorators=("login_required",)))
    known = replace(given["source"], route_functions=(*functions, guarded), views=tuple(views))
    (found,) = ask("view-without-siblings-guard", {**given, "source": known})
    assert isinstance(found, Found)
    assert found.message == (
        "anybody may send GET /users and 1 other: @login_required is commented out there, and 1 view has it"
    )
    assert (found.subject, found.place) == ("login_required in comments", at("app.py", 11))
    assert found.evidence == ("GET /badges at app.py:21", "GET /loans at app.py:30:1 has it")


def test_a_guard_that_is_commented_out_is_not_told_where_nobody_has_it() -> None:
    given = commented("all")
    only = replace(given["source"], views=given["source"].views[:1])
    assert ask("view-without-siblings-guard", {**given, "source": only}) == []
