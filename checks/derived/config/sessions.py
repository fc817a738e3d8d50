"""The session's cookie, and whether the app writes one at all."""

from collections.abc import Iterator

from releasecheck.facts.app import App
from releasecheck.facts.requests import Cookie, Requests, Response
from releasecheck.facts.source import Source

from .configured import is_on, value_of

# Off, Flask-WTF's CSRFProtect asks no request for a token, and nobody puts one into the session.
_CSRF_SWITCHES = ("WTF_CSRF_ENABLED", "WTF_CSRF_CHECK_DEFAULT")


def unused(app: App, source: Source | None, requests: Requests | None) -> str | None:
    """Why no visitor ever gets a session; null where one may."""
    if seen(app, requests):
        return None
    keyed = is_on(app, "SECRET_KEY") or any(one.key == "SECRET_KEY" for one in app.secrets)
    if not keyed and app.session_cookie is None:
        return "there is no key, so no session is ever written"
    idle = "CSRFProtect" if _csrf_is_off(app) else None
    uses = [use for use in source.session_uses if use.place.path in app.modules] if source else None
    written = uses is None or any(use.what != idle for use in uses)
    return None if written else "nothing in the app writes the session"


def _csrf_is_off(app: App) -> bool:
    switches = (value_of(app, key) for key in _CSRF_SWITCHES)
    return any(one is not None and not one.truthy for one in switches)


def seen(app: App, requests: Requests | None) -> Cookie | None:
    """The session cookie from a real answer, which knows what hooks and proxies made of it."""
    answers = requests.pages if requests else ()
    return next((cookie for answer in answers for cookie in answer.cookies if is_session(cookie, app)), None)


def is_session(cookie: Cookie, app: App) -> bool:
    """Whether this cookie is the session's."""
    return cookie.name == (app.session_cookie.name if app.session_cookie else "session")


def carriers(app: App, requests: Requests) -> Iterator[Response]:
    """The answers that give somebody a session."""
    for answer in requests.every:
        if any(is_session(cookie, app) and not cookie.deleted for cookie in answer.cookies):
            yield answer
