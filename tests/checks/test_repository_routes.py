"""The live routes beside those that were locked."""

from typing import Any

import pytest

from releasecheck.facts import Absence
from releasecheck.facts.app import Hook
from releasecheck.facts.requests import Response
from releasecheck.facts.routes import LockedRoute, RouteLock
from releasecheck.facts.source import Decorator, RouteFunction
from releasecheck.findings import CouldNotLook, Found

from .build import (
    Given,
    app,
    ask,
    at,
    body,
    foreign_view,
    outcome,
    requests,
    response,
    route,
    source,
    table,
    view,
)

BOTH = ("GET", "HEAD", "OPTIONS", "POST")


def line(rule: str = "/", *methods: str, **fields: Any) -> LockedRoute:
    """A line of the lock: a page that anybody gets."""
    return LockedRoute(rule, methods or ("GET",), **{"endpoint": "index", "anonymous": 200, **fields})


GUARDED = line(guards=("login_required",), anonymous=302, to="/login")


def function(*below: str, **fields: Any) -> RouteFunction:
    """The function on line 5 of app.py, with these decorators."""
    return RouteFunction(
        **{
            "function": "index",
            "place": at("app.py", 5),
            "router": "app",
            "paths": ("/",),
            "endpoint": None,
            "below": below,
            **fields,
        }
    )


def live(
    *lock: LockedRoute, answers: Any = (), functions: Any = None, views: Any = (), **fields: Any
) -> Given:
    """The page "/" of line 5 and what was locked."""
    return {
        "app": app(**{"routes": [route("/", "index")], **fields}),
        "locked": RouteLock(lock),
        "source": source(route_functions=[function()] if functions is None else functions, views=views),
        "requests": requests(*answers),
    }


def says(message: str, *evidence: str, subject: str = "/") -> list[Found]:
    return [Found(message, subject, at("app.py", 5), evidence)]


OPEN = response("/", 200)
TO_LOGIN = response("/", 302, headers={"location": "/login?next=%2F"})
HOOK = Hook("before_request", "", "app", "check", at("app.py", 2), own=True)
POSTED = "/ newly takes POST, and no guard is seen"
NEW_POST = says(POSTED, "routes.lock: GET / (index), anonymous 200", "now: GET,POST / (index), anonymous 200")


def beside(answer: Response, *below: str, endpoint: str = "me", **fields: Any) -> Given:
    """ "/" newly takes POST, and beside it there is "/me" on line 9."""
    other = route("/me", endpoint, view=view("me", 9))
    return live(
        line(),
        line("/me", endpoint=endpoint, guards=below, anonymous=401),
        answers=[OPEN, answer],
        functions=[function(), function(*below, place=at("app.py", 9))],
        **{"routes": [route("/", "index", methods=BOTH), other], **fields},
    )


def in_class(**fields: Any) -> Given:
    """ "/" newly takes POST, by the method of a class."""
    own = {"view": at("app.py", 5, 1), "verb": "POST", "bare_class": True, **fields}
    routes = [route("/", "index", methods=BOTH, view=view(class_based=True))]
    return live(line(), routes=routes, answers=[OPEN], functions=[], views=[body("post", 7, **own)])


ME = response("/me", 401, endpoint="me")
GONE = Found(
    "1 route of routes.lock is gone: /old",
    "routes.lock",
    at("routes.lock"),
    ("GET /old (old), anonymous 200",),
    "Run `releasecheck run --lock-routes` and commit routes.lock.",
    "info",
)


@table(
    {
        "a method of a class newly takes POST": (in_class(calls=["save"]), NEW_POST),
        "a new page": (
            live(answers=[OPEN]),
            says(
                "anybody gets / (200), which routes.lock does not have",
                "not in routes.lock",
                "now: GET / (index), anonymous 200",
            ),
        ),
        "the guard is gone, and the page open": (
            live(GUARDED, answers=[OPEN]),
            says(
                "anybody gets / (200), which answered 302 when it was locked",
                "@login_required is gone from /",
                "routes.lock: GET / (index), @login_required, anonymous 302 to /login",
                "now: GET / (index), anonymous 200",
            ),
        ),
        "a before_request is gone": (
            live(line(anonymous=401), answers=[OPEN]),
            says(
                "anybody gets / (200), which answered 401 when it was locked",
                "routes.lock: GET / (index), anonymous 401",
                "now: GET / (index), anonymous 200",
            ),
        ),
        "one of two guards is gone, of a page that was not asked": (
            live(
                line(guards=("login_required", "admin_only"), anonymous=None),
                functions=[function("login_required")],
            ),
            says(
                "@admin_only is gone from /",
                "routes.lock: GET / (index), @login_required, @admin_only",
                "now: GET / (index), @login_required",
            ),
        ),
        "newly takes POST": (
            live(line(), routes=[route("/", "index", methods=BOTH)], answers=[OPEN]),
            NEW_POST,
        ),
        "new, and takes nothing but POST": (
            live(
                routes=[route("/", "index", methods=("OPTIONS", "POST"))], functions=[function("csrf.exempt")]
            ),
            says(POSTED, "not in routes.lock", "now: POST / (index)"),
        ),
        "only a neighbour with a guard of its own refuses": (
            beside(ME, "login_required", hooks=[HOOK]),
            NEW_POST,
        ),
        "the hook of another blueprint": (
            beside(
                response("/me", 401, endpoint="shop.me"),
                endpoint="shop.me",
                hooks=[Hook("before_request", "shop", "app", "check", at("app.py", 2), own=True)],
            ),
            NEW_POST,
        ),
        "a line whose route is gone": (live(line(), line("/old", endpoint="old"), answers=[OPEN]), [GONE]),
    }
)
def test_public_route_drift_faulty(given: Given, says: Any) -> None:
    assert ask("public-route-drift", given) == says


def moved_to(rule: str, *lock: LockedRoute) -> Given:
    return live(*lock, routes=[route(rule, "index")], answers=[response(rule, 200)])


@table(
    {
        "as it was locked": (live(line(), answers=[OPEN]), []),
        "new and not for anybody": (live(answers=[TO_LOGIN]), []),
        "new and not asked": (live(), []),
        "new, and asked signed in only": (live(answers=[response("/", 200, signed_in=True)]), []),
        "it answered 500 here": (live(GUARDED, functions=[function("login_required")], answers=[]), []),
        "asked for the first time": (live(line(anonymous=None), answers=[OPEN]), []),
        "it used to redirect, not to a login": (live(line(anonymous=302, to="/home"), answers=[OPEN]), []),
        "an argument with another name": (
            moved_to("/tools/<int:number>", line("/tools/<int:tool_id>", anonymous=404)),
            [],
        ),
        "another guard took its place": (live(GUARDED, functions=[function("auth.required")]), []),
        "the guard became a hook": (live(GUARDED, answers=[TO_LOGIN]), []),
        "the guard moved above the route, which another rule tells": (
            live(
                GUARDED,
                functions=[function(above=(Decorator("login_required", at("app.py", 3)),))],
                answers=[OPEN],
            ),
            [],
        ),
        "newly takes POST with a guard": (
            live(line(), routes=[route("/", "index", methods=BOTH)], functions=[function("login_required")]),
            [],
        ),
        "newly takes POST, and looks who it is": (
            live(line(), routes=[route("/", "index", methods=BOTH)], views=[body(identity=["session"])]),
            [],
        ),
        "newly takes POST below a hook that refuses": (beside(ME, hooks=[HOOK]), []),
        "a method that asks for a token": (in_class(calls=["verify_jwt_in_request"]), []),
        "a method that looks who it is": (in_class(identity=["current_user"]), []),
        "a method with a guard": (in_class(decorators=["jwt_required"]), []),
        "a class that puts something around its methods": (in_class(bare_class=False), []),
        "a class, whose guards may be anywhere": (
            live(line(), routes=[route("/", "index", methods=BOTH, view=view(class_based=True))]),
            [],
        ),
        "POST has a function of its own now": (
            live(
                line("/", "GET", "POST"),
                routes=[
                    route("/", "index"),
                    route("/", "save", methods=("OPTIONS", "POST"), view=view("save")),
                ],
            ),
            [],
        ),
        "static files": (
            live(routes=[route("/s/<path:filename>", "static", view=foreign_view())], answers=[OPEN]),
            [],
        ),
        "an extension's page, which another rule tells": (
            live(
                routes=[route("/", "index", view=view(path="flask_admin/base.py", own=False))], answers=[OPEN]
            ),
            [],
        ),
    }
)
def test_public_route_drift_fine(given: Given, says: Any) -> None:
    assert ask("public-route-drift", given) == says


def test_a_page_that_moved_is_not_new() -> None:
    given = moved_to("/new", line("/old"))
    assert [one.message for one in ask("public-route-drift", given)] == [
        "1 route of routes.lock is gone: /old"
    ]


def test_with_a_key_in_every_request_nobody_is_anonymous() -> None:
    given = live(answers=[OPEN])
    given["requests"] = requests(OPEN, sends=["X-Api-Key", "X-Forwarded-Proto"])
    reason = "requests.headers sends X-Api-Key: nobody asked as an anonymous visitor"
    assert ask("public-route-drift", given) == [CouldNotLook(reason)]


@pytest.mark.parametrize("ended", ["skipped", "inconclusive"])
def test_public_route_drift_does_not_apply(ended: Any) -> None:
    absence = Absence(ended, "there is no routes.lock")
    told = outcome("public-route-drift", app=app(), missing={"locked": absence})
    assert (told.outcome, told.reason) == (ended, "there is no routes.lock")
