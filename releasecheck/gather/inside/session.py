"""The session cookie as the app would write it, tried without a request."""

from __future__ import annotations

from typing import Any, Dict, Optional

from flask import session, sessions

from . import contexts, cookies, hosts

_TALISMAN = "flask_talisman"


def collect(app: Any) -> Dict[str, Any]:
    """The App fact's `session_cookie`, `session_reason` and `session_interface`."""
    interface = app.session_interface
    name = "%s.%s" % (type(interface).__module__, type(interface).__qualname__)
    try:
        cookie = _cookie(app, interface)
    except Exception as problem:  # the app's own session code, or config that it cannot use
        return _fields(name, reason="%s cannot write a session: %s" % (name, type(problem).__name__))
    if cookie is not None:
        return {**_fields(name, cookie=cookie), "remember_cookie": _remembering(app)}
    if not app.secret_key:
        return _fields(name, reason="no secret key, so no session is written")
    return _fields(name, reason="%s writes no cookie" % name)


def _fields(interface: str, cookie: Any = None, reason: Optional[str] = None) -> Dict[str, Any]:
    told = {"session_cookie": cookie, "session_reason": reason, "session_interface": interface}
    return {**told, "remember_cookie": None}


def _remembering(app: Any) -> Optional[Dict[str, Any]]:
    """The cookie by which Flask-Login would know a visitor again."""
    manager: Any = getattr(app, "login_manager", None)
    if not hasattr(manager, "_set_cookie"):
        return None
    try:
        with contexts.entered(app.test_request_context("/", base_url=hosts.base_url(app))):
            session["_user_id"] = "0"
            response = app.response_class()
            manager._set_cookie(response)
            return next(map(cookies.parse, response.headers.getlist("Set-Cookie")), None)
    except Exception:  # its config is for another rule to judge
        return None


def _cookie(app: Any, interface: Any) -> Optional[Dict[str, Any]]:
    with contexts.entered(app.test_request_context("/", base_url=hosts.base_url(app))) as context:
        _apply_talisman(app)
        if isinstance(interface, sessions.SecureCookieSessionInterface):
            return _written(app, interface, context.request)
        return _configured(app, interface)


def _apply_talisman(app: Any) -> None:
    """Flask-Talisman sets the Secure flag before each request."""
    for function in app.before_request_funcs.get(None, ()):
        if (getattr(function, "__module__", None) or "").startswith(_TALISMAN):
            function()


def _written(app: Any, interface: Any, request: Any) -> Optional[Dict[str, Any]]:
    opened = interface.open_session(app, request)
    if opened is None:
        return None
    opened["releasecheck"] = 1
    response = app.response_class()
    interface.save_session(app, opened, response)
    headers = map(cookies.parse, response.headers.getlist("Set-Cookie"))
    name = interface.get_cookie_name(app)
    return next((cookie for cookie in headers if cookie["name"] == name), None)


def _configured(app: Any, interface: Any) -> Optional[Dict[str, Any]]:
    """Where sessions are kept elsewhere nothing is written for a try: the config decides about the flags."""
    if not isinstance(interface, sessions.SessionInterface):
        return None
    return {
        "name": interface.get_cookie_name(app),
        "secure": bool(interface.get_cookie_secure(app)),
        "http_only": bool(interface.get_cookie_httponly(app)),
        "same_site": interface.get_cookie_samesite(app),
        "domain": interface.get_cookie_domain(app) or None,
        "path": interface.get_cookie_path(app),
    }
