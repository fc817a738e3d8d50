"""The session cookie of a dry run."""

from __future__ import annotations

from typing import Any

import flask
import flask_login
import pytest
from flask import sessions

SAFE = {"SESSION_COOKIE_SECURE": True, "SESSION_COOKIE_SAMESITE": "Lax"}


class Elsewhere(sessions.SessionInterface):
    """Keeps sessions on the server."""

    def open_session(self, *_: Any) -> Any:
        return sessions.NullSession()

    def save_session(self, *_: Any) -> None:
        raise AssertionError("nothing is to be written for a try")


class Broken(sessions.SecureCookieSessionInterface):
    def save_session(self, *_: Any) -> None:
        raise ZeroDivisionError


def collect(inside: Any, interface: Any = None, **config: object) -> dict[str, Any]:
    app = flask.Flask("shop")
    app.config.update(config)
    if interface is not None:
        app.session_interface = interface
    found: dict[str, Any] = inside("session").collect(app)
    return found


@pytest.mark.parametrize(
    ("config", "cookie"),
    [
        ({"SECRET_KEY": "x"}, ("session", False, True, None)),
        ({"SECRET_KEY": "x", **SAFE}, ("session", True, True, "Lax")),
        ({"SECRET_KEY": "x", "SESSION_COOKIE_HTTPONLY": False}, ("session", False, False, None)),
        ({"SECRET_KEY": "x", "SERVER_NAME": "shop.example:8000"}, ("session", False, True, None)),
        ({"SECRET_KEY": "x", "TRUSTED_HOSTS": [".shop.example"]}, ("session", False, True, None)),
    ],
)
def test_the_flags_of_the_cookie(inside: Any, config: dict[str, object], cookie: tuple[object, ...]) -> None:
    told = collect(inside, **config)
    assert told["session_reason"] is None
    assert (
        tuple(told["session_cookie"][name] for name in ("name", "secure", "http_only", "same_site")) == cookie
    )


def test_without_a_key(inside: Any) -> None:
    told = collect(inside)
    assert (told["session_cookie"], told["session_reason"]) == (
        None,
        "no secret key, so no session is written",
    )


def test_sessions_kept_elsewhere_follow_the_config(inside: Any) -> None:
    told = collect(inside, Elsewhere(), **SAFE)
    assert told["session_interface"].endswith("test_session.Elsewhere")
    cookie = told["session_cookie"]
    assert (cookie["secure"], cookie["http_only"], cookie["same_site"]) == (True, True, "Lax")


def test_session_code_that_fails(inside: Any) -> None:
    told = collect(inside, Broken(), SECRET_KEY="x")
    assert told["session_cookie"] is None
    assert told["session_reason"].endswith("Broken cannot write a session: ZeroDivisionError")


def test_talisman_sets_the_flag_before_each_request(inside: Any) -> None:
    app = flask.Flask("shop")
    app.secret_key = "x"

    def force_https() -> None:
        app.config["SESSION_COOKIE_SECURE"] = True

    force_https.__module__ = "flask_talisman.talisman"
    app.before_request(force_https)
    app.before_request(lambda: flask.abort(500))
    assert inside("session").collect(app)["session_cookie"]["secure"] is True


@pytest.mark.parametrize(
    ("header", "cookie"),
    [
        (
            "session=a=b; Secure; HttpOnly; Path=/; SameSite=Lax; Domain=x.example",
            ("session", True, True, "Lax", "x.example", "/"),
        ),
        ("a=1; httponly", ("a", False, True, None, None, None)),
        ("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", ("a", False, False, None, None, None)),
    ],
)
def test_set_cookie_headers(inside: Any, header: str, cookie: tuple[object, ...]) -> None:
    told = inside("cookies").parse(header)
    names = ("name", "secure", "http_only", "same_site", "domain", "path")
    assert tuple(told[name] for name in names) == cookie


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("a=1; Max-Age=3600", (17, 3600, False, False)),
        ("a=; Max-Age=0", (13, 0, True, False)),
        ('a=""; Max-Age=x', (15, None, True, False)),
        ("a=k93jf02kd93jf02k", (18, None, False, True)),
        ("a=de-AT,de;q=0.8,en", (19, None, False, False)),
    ],
)
def test_what_is_told_of_a_cookie(inside: Any, header: str, told: tuple[object, ...]) -> None:
    (cookie,) = inside("cookies").told([header])
    assert (cookie["size"], cookie["lasts"], cookie["deleted"], cookie["opaque"]) == told


def test_flask_login_s_remember_cookie(inside: Any) -> None:
    app = flask.Flask("shop")
    app.config.update(SECRET_KEY="x", REMEMBER_COOKIE_SECURE=True)
    assert inside("session").collect(app)["remember_cookie"] is None
    flask_login.LoginManager(app)
    cookie = inside("session").collect(app)["remember_cookie"]
    told = (cookie["name"], cookie["secure"], cookie["http_only"], cookie["same_site"])
    assert told == ("remember_token", True, True, None)


@pytest.mark.parametrize("config", [{}, {"SECRET_KEY": "x", "REMEMBER_COOKIE_DURATION": "a year"}])
def test_a_remember_cookie_that_cannot_be_made(inside: Any, config: dict[str, object]) -> None:
    app = flask.Flask("shop")
    app.config.update(config)
    flask_login.LoginManager(app)
    assert inside("session").collect(app)["remember_cookie"] is None


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        (["a=1; Path=/", 'b="x y"; Secure'], 'a=1; b="x y"'),
        (["a=; Max-Age=0", 'b=""; Max-Age=0'], ""),
        ([], ""),
    ],
)
def test_cookies_sent_back(inside: Any, headers: list[str], sent: str) -> None:
    assert inside("cookies").sent_back(headers) == sent


def test_a_teardown_that_counts_on_a_request_takes_nothing_away(inside: Any) -> None:
    app = flask.Flask("shop")
    app.config["SECRET_KEY"] = "x"
    flask_login.LoginManager(app)

    @app.teardown_appcontext
    def close(_: Any) -> None:
        flask.g.container.close()  # opened before each request

    told = inside("session").collect(app)
    assert (told["session_cookie"]["name"], told["session_reason"]) == ("session", None)
    assert told["remember_cookie"]["name"] == "remember_token"
