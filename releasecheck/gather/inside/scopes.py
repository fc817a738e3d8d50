"""What surrounds the views: hooks and error handlers by scope, middleware, extensions, other apps."""

from __future__ import annotations

import gc
from typing import Any, Dict, List

import flask

from . import resources

_INNER = ("wsgi_app", "app", "_app", "application", "wrapped_app")
_MIDDLEWARE_MAX = 20


def collect(app: Any, tools: Any) -> Dict[str, Any]:
    """Fields of the App fact, by their names."""
    handlers = _error_handlers(app)
    return {
        "extensions": _extensions(app),
        "middleware": middleware(app.wsgi_app, app),
        "url_defaults": _scopes(app.url_default_functions),
        "url_value_preprocessors": _scopes(app.url_value_preprocessors),
        "url_build_error_handlers": bool(app.url_build_error_handlers),
        "before_request": _scopes(app.before_request_funcs),
        "error_handlers": sorted(handlers),
        "error_handler_places": {
            name: tools.place_of_function(handler) for name, handler in sorted(handlers.items())
        },
        "api_error_handlers": {
            name: tools.place_of_function(handler) for name, handler in sorted(_of_apis(app).items())
        },
        "other_apps": _other_apps(app),
        "nameless_blueprint": "" in app.blueprints,
        "subdomain_matching": bool(app.subdomain_matching),
    }


def middleware(wsgi: Any, app: Any) -> List[str]:
    """Class names from the outermost WSGI callable inwards, down to the app's own."""
    names: List[str] = []
    while wsgi is not None and len(names) < _MIDDLEWARE_MAX:
        if wsgi is app or getattr(wsgi, "__self__", None) is app:
            break
        names.append(getattr(wsgi, "__name__", None) or type(wsgi).__name__)
        wsgi = next((vars(wsgi)[name] for name in _INNER if name in getattr(wsgi, "__dict__", ())), None)
    return names


def _scopes(functions: Dict[Any, Any]) -> List[str]:
    return sorted(scope or "" for scope, registered in functions.items() if registered)


def _error_handlers(app: Any) -> Dict[str, Any]:
    return {
        "%s:%s" % (scope or "", code or kind.__name__): handler
        for scope, by_code in app.error_handler_spec.items()
        for code, by_kind in by_code.items()
        for kind, handler in by_kind.items()
    }


def _of_apis(app: Any) -> Dict[str, Any]:
    """Those of Flask-RESTX's APIs, by exception: they stand in front of the app's own."""
    found: Dict[str, Any] = {}
    for api in resources.apis(app):
        handlers = getattr(api, "_own_and_child_error_handlers", None)
        if isinstance(handlers, dict):
            found.update({kind.__name__: each for kind, each in handlers.items() if isinstance(kind, type)})
    return found


def _extensions(app: Any) -> List[str]:
    names = {str(name) for name in getattr(app, "extensions", ())}
    if hasattr(app, "login_manager"):  # Flask-Login's place
        names.add("login_manager")
    return sorted(names)


def _other_apps(app: Any) -> int:
    gc.collect()
    # By type(), because isinstance() asks the proxies in memory whom they stand for.
    return sum(issubclass(type(each), flask.Flask) and each is not app for each in gc.get_objects())
