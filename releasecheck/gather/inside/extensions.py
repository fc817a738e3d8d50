"""What the extensions of the app are set to, and extension objects that no app was given."""

from __future__ import annotations

import sys
from typing import Any, Callable, Dict, Iterator, List, Optional

from . import cors, limits, resources, uninitialised

_LOADERS = ("_user_callback", "_request_callback", "user_callback", "request_callback", "header_callback")
_CHANGES = ("can_create", "can_edit", "can_delete")
_SENDING = {"login_view": "unauthorized_callback", "refresh_view": "needs_refresh_callback"}


def collect(app: Any, tools: Any) -> Dict[str, Any]:
    """The ExtensionState fact."""
    looks: Dict[str, Callable[[], Any]] = {
        "login": lambda: _login(app),
        "limiters": lambda: _limiters(app),
        "caches": lambda: _caches(app),
        "message_queue": lambda: _message_queue(app),
        "sockets_from_anywhere": lambda: _sockets_from_anywhere(app),
        "sockets_mode": lambda: _sockets_mode(app),
        "sockets_patched": lambda: _sockets_patched(_sockets_mode(app) or ""),
        "uninitialised": lambda: uninitialised.collect(app, tools),
        "cors_patterns": lambda: cors.patterns(app),
        "jwt_takes_numbers": lambda: _jwt_takes_numbers(app),
        "jwt_failures": lambda: resources.failing_without_token(app),
        "admin_forms": lambda: list(_admin_forms(app, tools)),
        "cors_options": lambda: cors.known_options(app),
        "cors_only_here": lambda: cors.only_of_this_machine(app),
        "cors_lets_anybody_in": lambda: cors.lets_anybody_in(app),
    }
    fact = {}
    for name, look in looks.items():
        try:
            fact[name] = look()
        except Exception:  # another version of the extension
            continue
    return fact


def _login(app: Any) -> Optional[Dict[str, Any]]:
    manager = getattr(app, "login_manager", None)
    if manager is None or not hasattr(manager, "login_view"):
        return None
    return {
        "has_loader": any(getattr(manager, name, None) is not None for name in _LOADERS),
        "in_templates": any(
            (getattr(each, "__module__", None) or "").startswith("flask_login")
            for each in app.template_context_processors.get(None, ())
        ),
        "views": list(_login_views(manager)),
        "answers": getattr(manager, "unauthorized_callback", None) is not None,
    }


def _login_views(manager: Any) -> List[Dict[str, Any]]:
    views = []
    for setting, instead in _SENDING.items():
        view = getattr(manager, setting, None)
        if isinstance(view, str) and view and getattr(manager, instead, None) is None:
            views.append({"setting": setting, "view": view, "scope": ""})
    if getattr(manager, "unauthorized_callback", None) is None:
        for scope, view in (getattr(manager, "blueprint_login_views", None) or {}).items():
            if isinstance(view, str) and view:
                views.append({"setting": "login_view", "view": view, "scope": str(scope)})
    return views


def _objects(app: Any, name: str) -> List[Any]:
    """What the app keeps under a name: one object, or several."""
    kept = app.extensions.get(name)
    return list(kept) if isinstance(kept, (set, list, tuple)) else [kept] if kept is not None else []


def _limiters(app: Any) -> List[Dict[str, Any]]:
    return [
        {
            "storage": type(getattr(each, "_storage", None)).__name__,
            "by_address": limits.counts_by_address(each),
        }
        for each in limits.limiters(app)
    ]


def _caches(app: Any) -> List[Dict[str, Any]]:
    kept = app.extensions.get("cache")
    quiet = bool(app.config.get("CACHE_NO_NULL_WARNING"))
    backends = kept.values() if isinstance(kept, dict) else ()
    return [
        {"backend": type(each).__name__, "quiet": quiet}
        for each in backends
        if (type(each).__module__ or "").partition(".")[0] in ("flask_caching", "cachelib")
    ]


def _message_queue(app: Any) -> Optional[bool]:
    socketio = app.extensions.get("socketio")
    server = getattr(socketio, "server", None)
    if socketio is None or server is None:
        return None
    options = getattr(socketio, "server_options", None) or {}
    return bool(options.get("message_queue") or options.get("client_manager"))


def _sockets_from_anywhere(app: Any) -> bool:
    socketio = app.extensions.get("socketio")
    server = getattr(getattr(socketio, "server", None), "eio", None)
    allowed = getattr(server, "cors_allowed_origins", None)
    return allowed == "*" or (isinstance(allowed, (list, tuple, set)) and "*" in allowed)


def _sockets_mode(app: Any) -> Optional[str]:
    server = getattr(app.extensions.get("socketio"), "server", None)
    mode = getattr(server, "async_mode", None)
    return mode if isinstance(mode, str) else None


def _sockets_patched(mode: str) -> bool:
    """Whether the library that sockets wait by has put its own sockets in place of Python's."""
    if mode.startswith("eventlet"):
        return bool(getattr(sys.modules.get("eventlet.patcher"), "already_patched", None))
    return bool(getattr(sys.modules.get("gevent.monkey"), "saved", None))


def _jwt_takes_numbers(app: Any) -> Optional[bool]:
    """Whether a token for the identity 1, signed and read as the extension does it, is accepted.

    PyJWT refuses it since 2.10. Nothing of the app is called: its own loaders may ask a database.
    """
    manager = app.extensions.get("flask-jwt-extended")
    library = sys.modules.get("jwt")
    identify = getattr(manager, "_user_identity_callback", None)
    if library is None or not (getattr(identify, "__module__", None) or "").startswith("flask_jwt_extended"):
        return None
    key = "k" * 64
    token = library.encode({app.config["JWT_IDENTITY_CLAIM"]: 1}, key, algorithm="HS256")
    options = {"verify_sub": bool(app.config.get("JWT_VERIFY_SUB", True))}
    try:
        library.decode(token, key, algorithms=["HS256"], options=options)
    except library.PyJWTError:
        return False
    return True


def _admin_forms(app: Any, tools: Any) -> Iterator[Dict[str, Any]]:
    """Views of models whose forms are Flask-Admin's plain ones, behind an `is_accessible` of the project."""
    for admin in _objects(app, "admin"):
        for view in getattr(admin, "_views", ()):
            form = getattr(view, "form_base_class", None)
            plain = getattr(form, "__name__", "") == "BaseForm" and _is_flask_admins(form)
            guard = tools.place_of_function(type(view).is_accessible)
            changes = any(_may(view, name) for name in _CHANGES)
            if plain and changes and guard["path"] is not None:
                yield {"endpoint": view.endpoint, "guard": guard}


def _may(view: Any, name: str) -> bool:
    """What such an attribute says; one that cannot be told without a request is for some to have."""
    try:
        return bool(getattr(view, name, False))
    except Exception:  # a property of the app's own, which reads the session
        return True


def _is_flask_admins(owner: Any) -> bool:
    return (getattr(owner, "__module__", None) or "").partition(".")[0] == "flask_admin"
