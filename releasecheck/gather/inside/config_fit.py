"""Config values that Flask or an extension cannot work with: type and form, tried where that is cheap."""

from __future__ import annotations

import datetime as dt
import types
from typing import Any, Callable, Dict, Optional

from flask import sessions

_COOKIES = "every answer that sets the session cookie is a 500"
_BODIES = "every request with a body answers 500"
_PATH_START = "/"


def unfit(name: str, value: Any) -> Optional[str]:
    """What fails because of this value; None when nothing does, or nobody knows."""
    check = _CHECKS.get(name)
    return check(value) if check is not None else None


def _lifetime(value: Any) -> Optional[str]:
    if isinstance(value, (int, float, dt.timedelta)):
        return None
    return "every request that brings a session cookie answers 500"


def _number(harm: str) -> Callable[[Any], Optional[str]]:
    return lambda value: None if value is None or isinstance(value, (int, float)) else harm


def _duration(harm: str) -> Callable[[Any], Optional[str]]:
    good = (int, float, dt.timedelta)
    return lambda value: None if value is None or isinstance(value, good) else harm


def _server_name(value: Any) -> Optional[str]:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        return "every request fails"
    if "://" in value or _PATH_START in value:
        return "it is compared with the Host header, which has no scheme and no path: URLs come out broken"
    return None


def _root(value: Any) -> Optional[str]:
    if value is None or (isinstance(value, str) and value.startswith(_PATH_START)):
        return None
    return "it has to begin with a slash: browsers refuse the cookie's path, and URLs come out broken"


def _hosts(value: Any) -> Optional[str]:
    """One host as a text is taken for a list of one."""
    if value is None or (not isinstance(value, str) and _is_of_texts(value)):
        return None
    if isinstance(value, str) and not set(value).intersection(" ,;[]"):
        return None
    return "no Host header equals it, so every request answers 400"


def _is_of_texts(value: Any) -> bool:
    if not isinstance(value, (list, tuple, set, frozenset)):
        return False
    return all(isinstance(item, str) for item in value)


def _same_site(value: Any) -> Optional[str]:
    """As Werkzeug decides when it writes the cookie."""
    if value is None or (isinstance(value, str) and value.title() in ("Strict", "Lax", "None")):
        return None
    return "Werkzeug refuses it: " + _COOKIES


def _scheme(value: Any) -> Optional[str]:
    if value in ("http", "https", "ws", "wss"):
        return None
    return "it is no scheme (http or https), so the URLs that are built outside of requests are broken"


def _signing_key(value: Any) -> Optional[str]:
    """As Flask signs with it: before 3.1 it took several keys too, of which the last one signs."""
    if not value or isinstance(value, (str, bytes)) or _can_sign(value):
        return None
    return "a key is a text or bytes: " + _COOKIES


def _can_sign(value: Any) -> bool:
    app: Any = types.SimpleNamespace(secret_key=value, config={"SECRET_KEY_FALLBACKS": None})
    try:
        signer = sessions.SecureCookieSessionInterface().get_signing_serializer(app)
        return signer is not None and bool(signer.dumps({}))
    except Exception:  # whatever a key of this type makes the libraries raise
        return False


_CHECKS: Dict[str, Callable[[Any], Optional[str]]] = {
    "PERMANENT_SESSION_LIFETIME": _lifetime,
    "MAX_CONTENT_LENGTH": _number(_BODIES),
    "MAX_FORM_MEMORY_SIZE": _number(_BODIES),
    "MAX_FORM_PARTS": _number(_BODIES),
    "MAX_COOKIE_SIZE": _number("every answer that sets a cookie is a 500"),
    "SEND_FILE_MAX_AGE_DEFAULT": _duration("every static file answers 500"),
    "SERVER_NAME": _server_name,
    "APPLICATION_ROOT": _root,
    "TRUSTED_HOSTS": _hosts,
    "SESSION_COOKIE_SAMESITE": _same_site,
    "PREFERRED_URL_SCHEME": _scheme,
    "SECRET_KEY": _signing_key,
    "REMEMBER_COOKIE_DURATION": _duration("every login that is to be remembered answers 500"),
    "WTF_CSRF_TIME_LIMIT": _number("every form answers 500 when it is sent"),
}
