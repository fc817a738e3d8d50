"""Pages for developers and administrators that answer anybody."""

from typing import Any

import pytest

from releasecheck.facts import NOWHERE
from releasecheck.facts.app import Hook, Route, View
from releasecheck.facts.slips import Slip
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, requests, response, route, source, table
from .build_dependencies import imports


def page(rule: str, endpoint: str, module: str, name: str = "index") -> Route:
    """A page of an extension."""
    return route(rule, endpoint, view=View(module, name, NOWHERE, own=False, parameters=()))


USERS = page("/admin/user/", "user.index_view", "flask_admin.model.base", "BaseModelView.index_view")
START = page("/admin/", "admin.index", "flask_admin.base", "AdminIndexView.index")
FILES = page("/admin/static/<path:filename>", "admin.static", "flask_admin.base", "send_static_file")
DOCS = page("/apidocs/", "flasgger.apidocs", "flasgger.base", "APIDocsView")


def answering(*answers: tuple[Route, int], **fields: Any) -> Given:
    asked = [response(one.rule, status, endpoint=one.endpoint, **fields) for one, status in answers]
    return {"app": app(routes=[one for one, _ in answers]), "requests": requests(*asked)}


def told(what: str, package: str, *evidence: str, **fields: Any) -> Found:
    path = evidence[0].split()[1]
    message = f"anybody gets {what}: GET {path} answers 200 without a login"
    return Found(message, package, at("app.py", 1), evidence, **fields)


DEBUG = route("/debug", "debug")


REDIS = route("/api/debug/redis", "main.redis")
FOR_DEBUGGING = Found(
    "anybody gets a page for debugging: GET /api/debug/redis answers 200 without a login",
    "main.redis",
    at("app.py", 5),
    ("GET /api/debug/redis -> 200",),
    fix="Take the page out, or put a login before it.",
)


def listing(what: str, **fields: Any) -> Found:
    message = f"anybody gets {what}: GET /debug lists them without a login"
    fix = "Take the page out, or put a login before it."
    return Found(message, "debug", at("app.py", 5), ("GET /debug -> 200",), fix=fix, **fields)


@table(
    {
        "the admin's lists": (
            answering((START, 200), (USERS, 200), (FILES, 200)),
            [told("the admin's pages", "flask_admin", "GET /admin/user/ -> 200")],
        ),
        "an API's documentation is information": (
            answering((DOCS, 200)),
            [told("the API's documentation", "flasgger", "GET /apidocs/ -> 200", severity="info")],
        ),
        "the app's own page with the config and the environment": (
            answering((DEBUG, 200), lists=["config", "environment"]),
            [listing("the app's config and the environment")],
        ),
        "a page for debugging": (answering((REDIS, 200), (route("/debugger", "game"), 200)), [FOR_DEBUGGING]),
        "the list of all rules is information": (
            answering((DEBUG, 200), lists=["rules"]),
            [listing("all rules of the app", severity="info")],
        ),
    }
)
def test_dev_routes_exposed_faulty(given: Given, says: Any) -> None:
    assert ask("dev-routes-exposed", given) == says


@table(
    {
        "a login is asked for": (answering((START, 200), (USERS, 302)), []),
        "nobody may": (answering((USERS, 403)), []),
        "with the cookies of the first answer only": (answering((USERS, 200), second=True), []),
        "a refusal that an error handler answers 200": (answering((USERS, 200), refused=403), []),
        "only the bare start page": (answering((START, 200)), []),
        "a page of the app's own": (answering((route("/admin/users", "admin.users"), 200)), []),
        "with a secret, which secret-in-response tells": (
            answering((DEBUG, 200), lists=["config"], secrets=["SECRET_KEY"]),
            [],
        ),
        "a page for debugging with a secret": (answering((REDIS, 200), secrets=["SECRET_KEY"]), []),
        "a page for debugging that asks who it is": (answering((REDIS, 401)), []),
        "a page for debugging, signed in": (answering((REDIS, 200), signed_in=True), []),
        "a page that takes the word for another": (answering((route("/posts/<debug>", "post"), 200)), []),
        "only signed in": (answering((DEBUG, 200), lists=["config"], signed_in=True), []),
        "an extension's list": (answering((START, 200), lists=["rules"]), []),
    }
)
def test_dev_routes_exposed_fine(given: Given, says: Any) -> None:
    assert ask("dev-routes-exposed", given) == says


def test_dev_routes_exposed_does_not_apply() -> None:
    says = [DoesNotApply("no page could be asked, and no extension brings any for developers")]
    assert ask("dev-routes-exposed", answering()) == says


def adding(function: str = "") -> Slip:
    return Slip("admin-open", "User", function, at("app.py", 8))


def in_source(*routes: Route, **fields: Any) -> Given:
    """Flask-Admin's own view of users is added in source; as many routes of it are live."""
    slips = fields.pop("slips", [adding()])
    known = source(slips=slips, imports=fields.pop("imports", ()))
    return {"app": app(routes=routes, **{"outlined": not routes, **fields}), "source": known}


OPEN = Found(
    "Flask-Admin shows and changes the records of User for anybody: its own ModelView asks nobody",
    "flask_admin",
    at("app.py", 8),
)


def test_dev_routes_exposed_in_source() -> None:
    assert ask("dev-routes-exposed", in_source()) == [OPEN]
    failing = requests(response("/admin/user/", 500, endpoint="user.index_view"))
    assert ask("dev-routes-exposed", {**in_source(START, USERS), "requests": failing}) == [OPEN]
    (told,) = ask("dev-routes-exposed", in_source(slips=[adding("set_up")]))
    assert told.severity == "info"


@pytest.mark.parametrize(
    "given",
    [
        in_source(slips=[]),
        in_source(hooks=[Hook("before_request", "", "app", "ask", at("app.py", 4), own=True)]),
        in_source(imports=[imports("flask_basicauth")]),
        in_source(START),  # live, and nobody added it
    ],
)
def test_dev_routes_exposed_in_source_fine(given: Given) -> None:
    assert ask("dev-routes-exposed", given) == [DoesNotApply("no page could be asked")]


def test_dev_routes_exposed_in_source_and_seen() -> None:
    for status, number in ((200, 1), (302, 0)):
        seen = requests(response("/admin/user/", status, endpoint="user.index_view", rule="/admin/user/"))
        told = ask("dev-routes-exposed", {**in_source(START, USERS), "requests": seen})
        assert len(told) == number
        assert OPEN not in told
