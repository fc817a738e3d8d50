"""Extensions that no app was given, that were given it twice, and a login without its loader."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.app import Hook
from releasecheck.facts.extensions import ExtensionCall, ExtensionState, Login, Uninitialised
from releasecheck.facts.place import NOWHERE
from releasecheck.facts.source import GuardedSetup
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, crash, module, requests, response, route, source, table, view


def forgotten(extension: str = "Flask-WTF", **fields: Any) -> Uninitialised:
    """`csrf = CSRFProtect()` on line 3 of extensions.py."""
    own: Given = {"class_name": "CSRFProtect", "module": "extensions", "variable": "csrf"}
    return Uninitialised(extension, **{**own, "place": at("extensions.py", 3), **fields})


def second_db(**fields: Any) -> Uninitialised:
    return forgotten("Flask-SQLAlchemy", class_name="SQLAlchemy", variable="db", other=True, **fields)


def second_login() -> Uninitialised:
    loader = ("loader: load",)
    return forgotten("Flask-Login", class_name="LoginManager", variable="login", other=True, used_by=loader)


SECOND_LOGIN = Found(
    "login = LoginManager() was given no app; the app was given another object: "
    "its user_loader is never asked",
    "extensions.login",
    at("extensions.py", 3),
    ("loader: load",),
    "Use the object that the app was given, and remove extensions.login.",
)


def having(*objects: Uninitialised, calls: Any = (), state: Any = (), **fields: Any) -> Given:
    state = ExtensionState(uninitialised=objects, **dict(state))
    return {
        "app": app(extension_state=state, extensions=["sqlalchemy"], **fields),
        "source": source(extension_calls=calls),
    }


def init(variable: str, line: int = 8, **fields: Any) -> ExtensionCall:
    return ExtensionCall("init_app", variable, "", at("app.py", line), **fields)


def made(variable: str, package: str, line: int = 4, **fields: Any) -> ExtensionCall:
    return ExtensionCall("made", variable, package, at("app.py", line), **fields)


CSRF = Found(
    "csrf = CSRFProtect() was given no app: no form is protected against CSRF",
    "extensions.csrf",
    at("extensions.py", 3),
    (),
    "Call `csrf.init_app(app)` where the app is made.",
)


@table(
    {
        "nobody gives it the app": (having(forgotten()), [CSRF]),
        "its init_app is in a function that did not run": (
            having(forgotten(), calls=[init("csrf"), init("db", 9)]),
            [
                Found(
                    CSRF.message,
                    CSRF.subject,
                    CSRF.place,
                    ("csrf.init_app at app.py:8 did not run",),
                    CSRF.fix,
                )
            ],
        ),
        "models hang on a second object": (
            having(second_db(used_by=("model User",))),
            [
                Found(
                    "db = SQLAlchemy() was given no app; the app was given another object: "
                    "every query is a RuntimeError",
                    "extensions.db",
                    at("extensions.py", 3),
                    ("model User",),
                    "Use the object that the app was given, and remove extensions.db.",
                )
            ],
        ),
        "functions use second objects": (
            having(
                second_db(used_by=("used in extensions.pay",)),
                second_db(used_by=("used in views.pay",), place=at("views.py", 7), module="views"),
                calls=[
                    init("db"),
                    made("db", "flask_sqlalchemy"),
                    replace(made("db", "flask_sqlalchemy"), place=at("extensions.py", 3, 6)),
                    replace(made("db", "flask_sqlalchemy"), place=at("views.py", 7, 6)),
                ],
                modules=["app.py", "extensions.py", "views.py"],
                routes=[route("/pay", "pay", view=view("pay", module="views"))],
            ),
            [
                Found(
                    "db = SQLAlchemy() was given no app; the app was given another object: "
                    "every query is a RuntimeError",
                    "extensions.db",
                    at("extensions.py", 3),
                    (
                        "used in extensions.pay",
                        "likewise in views.py:7",
                        "the app was given the one of app.py:4",
                    ),
                    "Use the object that the app was given, and remove extensions.db and views.db.",
                )
            ],
        ),
        "a helper uses a second object": (
            having(second_db(used_by=("used in extensions.pay",))),
            [
                Found(
                    "db = SQLAlchemy() was given no app; the app was given another object: "
                    "every query is a RuntimeError",
                    "extensions.db",
                    at("extensions.py", 3),
                    ("used in extensions.pay",),
                    "Use the object that the app was given, and remove extensions.db.",
                    "warning",
                )
            ],
        ),
        "a second object finds the app by the first": (
            having(second_db(used_by=("used in extensions.pay",), borrows=True)),
            [
                Found(
                    "db = SQLAlchemy() was given no app; the app was given another object: it works by that "
                    "one, but nobody ends its session after a request: where one fails, the next of its "
                    "thread fail as well",
                    "extensions.db",
                    at("extensions.py", 3),
                    ("used in extensions.pay",),
                    "Use the object that the app was given, and remove extensions.db.",
                    "warning",
                )
            ],
        ),
        "limits hang on a second object": (
            having(
                forgotten(
                    "Flask-Limiter",
                    class_name="Limiter",
                    variable="limiter",
                    other=True,
                    used_by=("limited: app.pay",),
                )
            ),
            [
                Found(
                    "limiter = Limiter() was given no app; the app was given another object: "
                    "what it limits is not limited",
                    "extensions.limiter",
                    at("extensions.py", 3),
                    ("limited: app.pay",),
                    "Use the object that the app was given, and remove extensions.limiter.",
                )
            ],
        ),
        "a second login manager, while the app's own has its loader": (
            having(second_login(), state={"login": Login(has_loader=True)}),
            [replace(SECOND_LOGIN, severity="info")],
        ),
        "a second login manager, while the app's own has no loader": (
            having(second_login(), state={"login": Login(has_loader=False)}),
            [SECOND_LOGIN],
        ),
        "only a command is missing": (
            having(forgotten("Flask-Migrate", class_name="Migrate", variable="migrate")),
            [
                Found(
                    "migrate = Migrate() was given no app: "
                    "there is no `flask db upgrade` to migrate the release with",
                    "extensions.migrate",
                    at("extensions.py", 3),
                    (),
                    "Call `migrate.init_app(app)` where the app is made.",
                    "warning",
                )
            ],
        ),
    }
)
def test_extension_not_initialised_faulty(given: Given, says: Any) -> None:
    assert ask("extension-not-initialised", given) == says


@table(
    {
        "a second guard on which nothing hangs": (having(forgotten(other=True)), []),
        "all have the app": (having(), []),
        "behind a switch": (having(forgotten(), calls=[init("csrf", conditional=True)]), []),
        "under the main guard, which another rule tells": (
            having(forgotten(), calls=[init("csrf", guarded=True)]),
            [],
        ),
        "in a factory of a file whose set-up the main guard alone begins": (
            {
                **having(forgotten(), calls=[init("csrf")]),
                "source": source(
                    extension_calls=[init("csrf")],
                    guarded=[GuardedSetup("register_blueprint", "shop.bp", at("app.py", 20))],
                ),
            },
            [],
        ),
        "a second object on which nothing hangs": (having(second_db()), []),
    }
)
def test_extension_not_initialised_fine(given: Given, says: Any) -> None:
    assert ask("extension-not-initialised", given) == says


def test_extension_not_initialised_does_not_apply() -> None:
    assert ask("extension-not-initialised", {"app": app()}) == [DoesNotApply("the app has no extensions")]


def hook(kind: str, module_name: str, name: str, times: int = 1, **fields: Any) -> Hook:
    return Hook(kind, "", module_name, name, **{"place": NOWHERE, "own": False, "times": times, **fields})


CSRF = hook("before_request", "flask_wtf.csrf", "CSRFProtect.init_app.<locals>.csrf_protect")
GUARD = ExtensionCall("made", "", "flask_wtf", at("app.py", 12))
TWICE = hook("after_request", "flask_login.login_manager", "LoginManager._update_remember_cookie", 2)


def hooked(*hooks: Hook, calls: Any = ()) -> Given:
    return {"app": app(hooks=hooks), "source": source(module("app.py"), extension_calls=calls)}


def doubled(*evidence: str, line: int = 1) -> Found:
    return Found(
        "flask_login was initialised 2 times: 1 function of it runs 2 times around a request",
        "flask_login",
        at("app.py", line),
        ("after_request: LoginManager._update_remember_cookie, 2 times", *evidence),
    )


@table(
    {
        "by the constructor and by init_app": (
            hooked(TWICE, calls=[made("manager", "flask_login"), init("manager"), init("db", 9)]),
            [doubled("given the app at app.py:4", "given the app at app.py:8", line=8)],
        ),
        "where the source does not tell": (hooked(TWICE), [doubled()]),
        "calls in modules that did not boot": (
            hooked(
                TWICE,
                calls=[
                    ExtensionCall("made", "manager", "flask_login", at("other.py", 2)),
                    made("manager", "flask_login", with_app=False),
                ],
            ),
            [doubled()],
        ),
        "several functions of one extension": (
            hooked(
                hook("before_request", "flask_limiter._extension", "Limiter._check", 2),
                hook("after_request", "flask_limiter._extension", "Limiter._inject", 3),
            ),
            [
                Found(
                    "flask_limiter was initialised 3 times: 2 functions of it run 3 times around a request",
                    "flask_limiter",
                    at("app.py", 1),
                    ("before_request: Limiter._check, 2 times", "after_request: Limiter._inject, 3 times"),
                )
            ],
        ),
        "two objects that ask for the token": (
            hooked(CSRF, CSRF, calls=[made("csrf", "flask_wtf", with_app=False), init("csrf"), GUARD]),
            [
                Found(
                    "2 CSRFProtect objects guard the app: each refuses what the other exempts",
                    "flask_wtf",
                    at("app.py", 12),
                    ("given the app at app.py:8", "given the app at app.py:12"),
                    "Keep the object whose `exempt` is used, and give the app no other.",
                )
            ],
        ),
        "one of the project's own": (
            hooked(hook("before_request", "app", "load_user", 2, own=True, place=at("app.py", 20))),
            [
                Found(
                    "load_user is registered 2 times as before_request, and runs each time",
                    "load_user",
                    at("app.py", 20),
                    (),
                    "Register it once.",
                )
            ],
        ),
    }
)
def test_extension_double_init_faulty(given: Given, says: Any) -> None:
    assert ask("extension-double-init", given) == says


def test_extension_double_init_fine() -> None:
    once = [hook("before_request", "app", "load_user", own=True), hook("after_request", "flask_cors", "cors")]
    assert ask("extension-double-init", hooked(*once, CSRF)) == []
    two = hook("before_request", "flask_limiter._extension", "Limiter._check")
    assert ask("extension-double-init", hooked(two, two)) == []  # each object has limits of its own


def test_extension_double_init_does_not_apply() -> None:
    says = [DoesNotApply("nothing is called around requests")]
    assert ask("extension-double-init", hooked()) == says


def logging_in(login: Login | None, *answers: Any, calls: Any = ()) -> Given:
    return {
        "app": app(extension_state=ExtensionState(login=login)),
        "source": source(extension_calls=calls),
        "requests": requests(*answers),
    }


NO_LOADER = crash("builtins.Exception", "Missing user_loader or request_loader. Refer to http://…")


@table(
    {
        "templates ask for the user": (
            logging_in(
                Login(has_loader=False),
                response("/", 500, crash=NO_LOADER),
                response("/x", 500, crash=crash()),
                calls=[made("manager", "flask_login")],
            ),
            [
                Found(
                    "Flask-Login has no user_loader: every page with a template is a 500",
                    "user_loader",
                    at("app.py", 4),
                    ("GET / answers 500 because of it",),
                )
            ],
        ),
        "templates do not, and no page was seen to": (
            logging_in(Login(has_loader=False, in_templates=False), response("/", 200)),
            [
                Found(
                    "Flask-Login has no user_loader: no user can be looked up",
                    "user_loader",
                    at("app.py", 1),
                    severity="warning",
                )
            ],
        ),
    }
)
def test_login_loader_missing_faulty(given: Given, says: Any) -> None:
    assert ask("login-loader-missing", given) == says


def test_login_loader_missing_fine() -> None:
    assert ask("login-loader-missing", logging_in(Login(has_loader=True))) == []


def test_login_loader_missing_is_told_of_the_manager_that_has_it() -> None:
    second = forgotten("Flask-Login", other=True, used_by=("loader: load",))
    state = ExtensionState(login=Login(has_loader=False), uninitialised=(second,))
    says = [DoesNotApply("the loader hangs on another login manager: extension-not-initialised says so")]
    assert ask("login-loader-missing", {"app": app(extension_state=state)}) == says


def test_login_loader_missing_does_not_apply() -> None:
    says = [DoesNotApply("the app has no Flask-Login")]
    assert ask("login-loader-missing", logging_in(None)) == says
