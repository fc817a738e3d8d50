"""The page that Flask-Login sends people to."""

from typing import Any

from releasecheck.facts.extensions import ExtensionCall, ExtensionState, Login, LoginView, LoginViewSetting
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, blueprint, config, crash, requests, response, route, source, table

ROUTES = [route("/", "index"), route("/login", "auth.login"), route("/<lang>/in", "intl.enter")]


def sending(*views: LoginView, answers: Any = (), calls: Any = (), lines: Any = (), **fields: Any) -> Given:
    state = ExtensionState(login=Login(has_loader=True, views=views))
    return {
        "app": app(**{"routes": ROUTES, "extension_state": state, **fields}),
        "source": source(login_views=lines, extension_calls=calls),
        "requests": requests(*answers),
    }


def to(view: str, **fields: Any) -> LoginView:
    return LoginView(**{"setting": "login_view", "view": view, **fields})


def told(what: str, view: str, line: int = 1, **fields: Any) -> Found:
    message = f"{what}: who is not logged in gets a 500"
    return Found(message, **{"subject": view, "place": at("app.py", line), **fields})


@table(
    {
        "the view moved into a blueprint": (
            sending(
                to("login"),
                answers=[
                    response("/me", 500, crash=crash("werkzeug.routing.BuildError", "… endpoint 'login'.")),
                    response("/", 500, crash=crash()),
                ],
                lines=[
                    LoginViewSetting("login_view", "login", at("old.py", 5)),
                    LoginViewSetting("login_view", "login", at("app.py", 7)),
                ],
            ),
            [
                told(
                    'login_view "login" is no endpoint of the app',
                    "login",
                    7,
                    evidence=("GET /me answers 500 because of it",),
                    fix='Set it to "auth.login", which the app has.',
                )
            ],
        ),
        "the line that makes the manager, where none sets it": (
            sending(to("zzz"), calls=[ExtensionCall("made", "manager", "flask_login", at("app.py", 4))]),
            [told('login_view "zzz" is no endpoint of the app', "zzz", 4)],
        ),
        "the key that holds it": (
            sending(
                to("zzz"),
                calls=[ExtensionCall("made", "manager", "flask_login", at("app.py", 4))],
                config=[
                    config("HOME_VIEW", "zzz", shown="str of length 3"),
                    config("REFRESH_LOGIN_VIEW", "other", shown="str of length 5"),
                    config("LOGIN_VIEW", "zzz", shown="str of length 3", place=at("app.py", 21)),
                ],
            ),
            [told('login_view "zzz" is no endpoint of the app', "zzz", 21)],
        ),
        "a value is missing": (
            sending(to("intl.enter")),
            [told('login_view "intl.enter" needs a value that nothing gives', "intl.enter")],
        ),
        "for one blueprint": (
            sending(to("zzz", scope="shop")),
            [told('login_view for the blueprint shop "zzz" is no endpoint of the app', "zzz")],
        ),
        "to log in once more": (
            sending(to("zzz", setting="refresh_view")),
            [told('refresh_view "zzz" is no endpoint of the app', "zzz", severity="warning")],
        ),
    }
)
def test_login_view_dangling_faulty(given: Given, says: Any) -> None:
    assert ask("login-view-dangling", given) == says


@table(
    {
        "an endpoint": (sending(to("auth.login")), []),
        "of the request's own blueprint": (sending(to(".login")), []),
        "a path": (sending(to("/login")), []),
        "a URL": (sending(to("https://id.example/")), []),
        "its value is given by url_defaults": (sending(to("intl.enter"), url_defaults=[""]), []),
        "its value has a default": (
            sending(to("in"), routes=[route("/<lang>/in", "in", defaults=["lang"])]),
            [],
        ),
        "the app handles build errors": (sending(to("login"), url_build_error_handlers=True), []),
        "blueprint-never-registered tells it": (
            sending(to("shop.login"), blueprints=[blueprint("shop", registered=False)]),
            [],
        ),
    }
)
def test_login_view_dangling_fine(given: Given, says: Any) -> None:
    assert ask("login-view-dangling", given) == says


NOTHING = [DoesNotApply("Flask-Login is not there, or has no login view")]


@table(
    {
        "no login view": (sending(), NOTHING),
        "no Flask-Login": ({"app": app(), "source": None, "requests": None}, NOTHING),
    }
)
def test_login_view_dangling_does_not_apply(given: Given, says: Any) -> None:
    assert ask("login-view-dangling", given) == says


HTML = {"content-type": "text/html; charset=utf-8"}
PAGE = response("/login", endpoint="auth.login", headers=HTML)
BARE = response("/me", 401, headers=HTML)
MANAGER = [ExtensionCall("made", "manager", "flask_login", at("app.py", 4))]


@table(
    {
        "a page is a dead end": (
            sending(answers=[BARE, PAGE], calls=MANAGER),
            [
                Found(
                    "login_view is not set: who is not logged in gets a bare 401, "
                    "and /login is the login page",
                    "login_view",
                    at("app.py", 4),
                    ("GET /me answers 401",),
                    'Set `login_manager.login_view = "auth.login"`.',
                )
            ],
        ),
    }
)
def test_login_view_missing_faulty(given: Given, says: Any) -> None:
    assert ask("login-view-missing", given) == says


@table(
    {
        "it is set": (sending(to("auth.login"), answers=[BARE, PAGE]), []),
        "for the blueprints": (sending(to("auth.login", scope="shop"), answers=[BARE, PAGE]), []),
        "a handler for 401": (sending(answers=[BARE, PAGE], error_handlers=[":401"]), []),
        "no page was refused": (sending(answers=[PAGE, response("/me", 302)]), []),
        "an interface": (
            sending(answers=[PAGE, response("/me", 401, headers={"content-type": "application/json"})]),
            [],
        ),
        "another way to log in": (
            sending(answers=[PAGE, response("/me", 401, headers={**HTML, "www-authenticate": "Basic"})]),
            [],
        ),
        "a function of the app's own": (
            {
                **sending(answers=[BARE, PAGE]),
                "app": app(extension_state=ExtensionState(login=Login(has_loader=True, answers=True))),
            },
            [],
        ),
    }
)
def test_login_view_missing_fine(given: Given, says: Any) -> None:
    assert ask("login-view-missing", given) == says


NO_PAGE = [DoesNotApply("Flask-Login is not there, or no login page")]


@table(
    {
        "no Flask-Login": ({"app": app(), "requests": requests(BARE, PAGE)}, NO_PAGE),
        "no login page": (sending(answers=[BARE]), NO_PAGE),
        "a login for programs": (
            sending(answers=[BARE, response("/login", endpoint="login", headers={})]),
            NO_PAGE,
        ),
        "logging out": (
            sending(answers=[BARE, response("/logout", endpoint="logout", headers=HTML)]),
            NO_PAGE,
        ),
    }
)
def test_login_view_missing_does_not_apply(given: Given, says: Any) -> None:
    assert ask("login-view-missing", given) == says
