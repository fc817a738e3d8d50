"""What Flask-RESTful, or its like, makes of the exceptions of its resources."""

from __future__ import annotations

import functools
import sys
from typing import Any, Iterator, List

from . import closures

_PACKAGES = ("flask_restful", "flask_restx", "flask_restplus")


def failing_without_token(app: Any) -> List[str]:
    """Endpoints that answer 500 to what Flask-JWT-Extended raises of a request without a token.

    The API answers for its resources, and knows only HTTP errors; the extension's own handlers, which make it
    a 401, are asked if exceptions propagate. Read from the objects: to try it would log an error.
    """
    refusal = getattr(sys.modules.get("flask_jwt_extended.exceptions"), "NoAuthorizationError", None)
    if refusal is None or "flask-jwt-extended" not in app.extensions or _propagates(app):
        return []
    plain = [one for one in apis(app) if not _answers(one, refusal)]
    return sorted(name for name in app.view_functions if any(one.owns_endpoint(name) for one in plain))


def _propagates(app: Any) -> bool:
    own = app.config.get("PROPAGATE_EXCEPTIONS")
    return bool(app.testing or app.debug if own is None else own)


def apis(app: Any) -> Iterator[Any]:
    """Those that have put themselves before the app's handling of exceptions, the last one first."""
    handle = vars(app).get("handle_user_exception")
    while handle is not None:
        owner = getattr(getattr(handle, "func", None), "__self__", None)
        if owner is not None:
            yield owner
        handle = _inner(handle)


def _inner(handle: Any) -> Any:
    """What was there before; Flask-CORS puts itself around an API as well."""
    if isinstance(handle, functools.partial):
        return handle.args[0] if handle.args else None
    if (getattr(handle, "__module__", None) or "").partition(".")[0] != "flask_cors":
        return None
    inside = closures.held(handle)
    alike = getattr(handle, "__name__", None)
    return next((one for one in inside if _is_router(one) or getattr(one, "__name__", "") == alike), None)


def _is_router(value: Any) -> bool:
    return isinstance(value, functools.partial) and hasattr(value.func, "__self__")


def _answers(api: Any, refusal: type) -> bool:
    """Whether it may make something else of it: by a handler, a table of errors, a method of its own."""
    own = (type(api).handle_error, type(api).error_router)
    if any((one.__module__ or "").partition(".")[0] not in _PACKAGES for one in own):
        return True
    handlers = getattr(api, "_own_and_child_error_handlers", None) or {}
    by_default = getattr(api, "_default_error_handler", None) is not None
    named = refusal.__name__ in (getattr(api, "errors", None) or {})
    return named or by_default or any(issubclass(refusal, one) for one in handlers)
