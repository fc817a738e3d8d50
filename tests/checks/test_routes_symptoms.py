"""Pages that fail for a fault which a rule sees on the live app: that rule tells it, not route-5xx."""

import importlib
from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.app import Method
from releasecheck.facts.boot import Crash
from releasecheck.facts.extensions import ExtensionState, Login, LoginView, Uninitialised
from releasecheck.facts.imports import ApiUse
from releasecheck.facts.mappers import Unmapped
from releasecheck.facts.runs import Failure, Tests
from releasecheck.facts.source import Decorator, RouteFunction
from releasecheck.registry import load_rules

from .build import (
    app,
    ask,
    at,
    body,
    config,
    crash,
    error_page,
    project,
    requests,
    response,
    route,
    source,
    untold,
    view,
)
from .build_dependencies import dependencies

FORGOTTEN = Uninitialised("Flask-SQLAlchemy", "SQLAlchemy", "ext", "db", at("ext.py", 3), ("model User",))
LOGIN = LoginView("login_view", "login")
SYMPTOMS = {
    "login-loader-missing": (
        app(extension_state=ExtensionState(login=Login(has_loader=False))),
        "Missing user_loader or request_loader. Refer to http://…",
    ),
    "login-view-dangling": (
        app(extension_state=ExtensionState(login=Login(has_loader=True, views=(LOGIN,)))),
        "Could not build url for endpoint 'login' with values ['next'].",
    ),
    "async-view-without-extra": (
        app(runs_async=False),
        "Install Flask with the 'async' extra in order to use async views.",
    ),
    "view-signature-mismatch": (
        app(routes=[route("/<path:path>", "catch_all")]),
        "catch_all() got an unexpected keyword argument 'path'",
    ),
    "view-signature-mismatch of a class": (
        app(routes=[route("/<id>", "items", view=view("Items.get"))]),
        "Items.get() got an unexpected keyword argument 'id'",
    ),
    "view-signature-mismatch of a method of a class": (
        app(
            routes=[
                route(
                    "/<id>", "items", view=replace(view("Items"), refusing=(Method("get", at("app.py", 9)),))
                )
            ]
        ),
        "Items.get() got an unexpected keyword argument 'id'",
    ),
    "mapper-configuration-fails": (
        app(unmapped=(Unmapped("User", "orders", "sqlalchemy.exc.InvalidRequestError", "no 'Orders'"),)),
        "no 'Orders'",
    ),
    "mapper-configuration-fails, once more": (
        app(unmapped=(Unmapped("User", "orders", "sqlalchemy.exc.InvalidRequestError", "no 'Orders'"),)),
        "One or more mappers failed to initialize - can't proceed",
    ),
    "late-registration": (app(), "The setup method 'route' can no longer be called on the application."),
    "extension-not-initialised": (
        app(extension_state=ExtensionState(uninitialised=(FORGOTTEN,))),
        "The current Flask app is not registered with this 'SQLAlchemy' instance.",
    ),
}
JWT = Uninitialised("Flask-JWT-Extended", "JWTManager", "ext", "jwt", at("ext.py", 3))
OF_JWT = crash("builtins.KeyError", "'JWT_HEADER_NAME'", library="flask_jwt_extended/config.py:44")
WITHOUT_JWT = app(extension_state=ExtensionState(uninitialised=(JWT,)))
ADMIN = route("/", "index", view=view("index", 5))
GUARDED = RouteFunction(
    "index", at("app.py", 5), "app", ("/",), None, above=(Decorator("login_required", at("app.py", 3)),)
)
NOBODY = crash("builtins.AttributeError", "'AnonymousUserMixin' object has no attribute 'role'")
REMOVED = "flask.send_file(attachment_filename=)"
TIMEDELTA = crash(
    "builtins.TypeError",
    "unsupported type for timedelta seconds component: str",
    library="flask/sansio/app.py:56",
)
UNFIT = app(config=[config("PERMANENT_SESSION_LIFETIME", "3600", unfit="every request answers 500")])
ARGUMENT = crash(
    "builtins.TypeError", "send_file() got an unexpected keyword argument", place=at("app.py", 9)
)
UNGIVEN = crash(
    "werkzeug.exceptions.BadRequestKeyError", "400 Bad Request", library="werkzeug/datastructures.py:9"
)
UNOPENED = crash(
    "builtins.AssertionError", "The session has not yet been opened.", library="flask/ctx.py:373"
)
DISABLED = [config("LOGIN_DISABLED", True)]
WELL = app(extension_state=ExtensionState(login=Login(has_loader=True)))


def told(live: Any, message: str) -> list[Any]:
    kinds = {"build url": "werkzeug.routing.BuildError", "argument": "builtins.TypeError"}
    kind = next((one for words, one in kinds.items() if words in message), "builtins.RuntimeError")
    answer = response("/", 500, crash=crash(kind, message))
    given = {"app": live, "requests": requests(answer), "project": project(), "source": source()}
    return ask("route-5xx", given)


@pytest.mark.parametrize(
    ("rule", "live", "message"), [(rule, *of) for rule, of in SYMPTOMS.items()], ids=SYMPTOMS
)
def test_what_another_rule_tells_at_its_root(rule: str, live: Any, message: str) -> None:
    (found,) = told(live, message)
    assert rule.split(maxsplit=1)[0].rstrip(",") in found.left_to


@pytest.mark.parametrize("rule", sorted(set(SYMPTOMS) - {"late-registration"}))
def test_where_no_other_rule_tells_it(rule: str) -> None:
    assert len(untold(told(WELL, SYMPTOMS[rule][1]))) == 1


@pytest.mark.parametrize(
    "message",
    ["total() got an unexpected keyword argument 'path'", "catch_all() got a strange value", "no argument"],
)
def test_a_type_error_of_another_call(message: str) -> None:
    assert len(untold(told(SYMPTOMS["view-signature-mismatch"][0], message))) == 1


def crashing(live: Any, why: Crash, *uses: ApiUse) -> list[Any]:
    """What is said of a page that crashes in an app whose source uses what may be gone."""
    given = {"app": live, "requests": requests(response("/", 500, crash=why)), "project": project()}
    given |= {"source": source(api_uses=uses), "dependencies": dependencies()}
    return untold(ask("route-5xx", given))


@pytest.mark.parametrize(
    ("live", "why", "uses"),
    [
        (UNFIT, TIMEDELTA, ()),
        (UNFIT, UNOPENED, ()),
        (app(), ARGUMENT, [ApiUse(REMOVED, at("app.py", 9, 12), lazy=True)]),
        (app(config=[config("DEBUG", True)]), UNGIVEN, ()),
        (app(config=[config("TRAP_BAD_REQUEST_ERRORS", True)]), UNGIVEN, ()),
    ],
    ids=["config-wrong-type", "its error page", "removed-flask-api", "debug-on", "testing-flag-on"],
)
def test_crashes_of_config_and_versions(live: Any, why: Crash, uses: Any) -> None:
    assert crashing(live, why, *uses) == []


@pytest.mark.parametrize(
    ("live", "why", "uses"),
    [
        (app(config=[config("PERMANENT_SESSION_LIFETIME", "3600")]), TIMEDELTA, ()),
        (UNFIT, replace(TIMEDELTA, library=None), ()),
        (app(), UNOPENED, ()),
        (UNFIT, replace(TIMEDELTA, message="can't multiply sequence"), ()),
        (replace(UNFIT, config_vocabulary={"flask": ("DEBUG",)}), TIMEDELTA, ()),
        (app(), ARGUMENT, [ApiUse(REMOVED, at("app.py", 30, 12), lazy=True)]),
        (app(), ARGUMENT, [ApiUse(REMOVED, at("app.py", 9, 12), lazy=True, conditional=True)]),
        (app(config=[config("DEBUG", False)]), UNGIVEN, ()),
    ],
    ids=[
        "a value that fits",
        "the project's own timedelta",
        "a session that is asked for too early",
        "other words",
        "a key that nobody reads",
        "another line",
        "used on a condition",
        "no debug mode",
    ],
)
def test_crashes_of_their_own(live: Any, why: Crash, uses: Any) -> None:
    assert len(crashing(live, why, *uses)) == 1


def test_what_the_rule_of_the_cause_shows() -> None:
    seen = requests(response("/", 500, crash=TIMEDELTA), response("/a", 500, crash=ARGUMENT))
    (lifetime,) = ask("config-wrong-type", {"app": UNFIT, "requests": seen})
    assert lifetime.evidence == ("GET / answers 500 because of it",)
    uses = [ApiUse(REMOVED, at("app.py", 9, 12), lazy=True)]
    given = {"app": app(), "source": source(api_uses=uses), "dependencies": dependencies(), "requests": seen}
    (removed,) = ask("removed-flask-api", given)
    assert removed.evidence == ("GET /a answers 500 because of it",)


@pytest.mark.parametrize(
    ("live", "why", "told"),
    [
        (WITHOUT_JWT, OF_JWT, False),
        (WITHOUT_JWT, replace(OF_JWT, message="JWT_TOKEN_LOCATION"), False),
        (WITHOUT_JWT, replace(OF_JWT, library=None), True),
        (WITHOUT_JWT, replace(OF_JWT, message="'user'"), True),
        (app(), OF_JWT, True),
    ],
    ids=["bare", "another key", "raised by the project", "another word", "it was given"],
)
def test_an_extension_that_looks_up_its_own_config(live: Any, why: Crash, *, told: bool) -> None:
    assert bool(crashing(live, why)) == told


@pytest.mark.parametrize(
    ("above", "why", "others", "told"),
    [
        (GUARDED, NOBODY, (), False),
        (GUARDED, replace(NOBODY, message="You must call `@jwt_required()` or …"), (), False),
        (GUARDED, replace(NOBODY, message="'NoneType' object has no attribute 'role'"), (), True),
        (replace(GUARDED, above=()), NOBODY, (), True),
        (GUARDED, NOBODY, (response("/open", 500, endpoint="open", crash=NOBODY),), True),
    ],
    ids=["nobody", "no token", "something else", "no guard", "a view without a guard meets it too"],
)
def test_a_view_whose_guard_never_runs(above: Any, why: Crash, others: Any, *, told: bool) -> None:
    asked = requests(response("/", 500, crash=why), *others)
    given = {"app": app(routes=[ADMIN]), "requests": asked, "project": project()}
    assert bool(untold(ask("route-5xx", {**given, "source": source(route_functions=[above])}))) == told


@pytest.mark.parametrize(
    ("decorator", "why", "settings", "told"),
    [
        ("flask_login.login_required", NOBODY, DISABLED, False),
        ("login_required", replace(NOBODY, message="'NoneType' has no attribute"), DISABLED, True),
        ("admin_required", NOBODY, DISABLED, True),
        ("login_required", NOBODY, [config("LOGIN_DISABLED", False)], True),
    ],
    ids=["nobody", "something else", "the project's own guard", "logins are asked for"],
)
def test_a_view_whose_guard_is_switched_off(decorator: str, why: Crash, settings: Any, *, told: bool) -> None:
    given = {
        "app": app(routes=[ADMIN], config=settings),
        "requests": requests(response("/", 500, crash=why)),
        "source": source(views=[body(decorators=[decorator])]),
        "project": project(),
    }
    assert bool(ask("route-5xx", given)) == told


def test_an_error_page_that_breaks_for_a_cause_that_is_told() -> None:
    live, message = SYMPTOMS["login-loader-missing"]
    page = error_page(escaped=crash("builtins.Exception", message))
    given = {"requests": requests(error_pages=[page]), "project": project()}
    (found,) = ask("error-page-leak", {**given, "app": live})
    assert found.left_to == ("login-loader-missing",)
    assert len(ask("error-page-leak", {**given, "app": WELL})) == 1


def test_a_suite_that_meets_what_is_gone() -> None:
    use = ApiUse(REMOVED, at("app.py", 9, 12), lazy=True)
    failures = [Failure(f"tests/test_it.py::test_{n}", "TypeError", at("app.py", n)) for n in (9, 10)]
    suite = Tests(outcome="failed", exit_code=1, passed=0, duration_s=1.0, failures=tuple(failures))
    given = {"tests": suite, "project": project(), "app": app(), "dependencies": dependencies()}
    met, failed = ask("tests-fail", {**given, "source": source(api_uses=[use])})
    assert met.message == "1 test fails of what removed-flask-api tells: mend that first"
    assert (met.subject, met.place) == ("removed-flask-api", at("app.py", 9))
    assert failed.place == at("app.py", 10)


def test_causes_are_rules() -> None:
    load_rules()
    symptoms = importlib.import_module("releasecheck.checks.derived.outcomes.symptoms")
    assert set(symptoms.TOLD_BY) <= load_rules().keys()


@pytest.mark.parametrize(("name", "count"), [("app", 0), ("price", 1)])
def test_a_cache_that_no_app_was_given(name: str, count: int) -> None:
    cache = Uninitialised("Flask-Caching", "Cache", "ext", "cache", at("ext.py", 3))
    live = app(extension_state=ExtensionState(uninitialised=(cache,)))
    words = f"'Cache' object has no attribute '{name}'"
    raised = crash("builtins.AttributeError", words, library="flask_caching/__init__.py:220")
    given = {"app": live, "requests": requests(response("/", 500, crash=raised)), "project": project()}
    assert len(untold(ask("route-5xx", {**given, "source": source()}))) == count
