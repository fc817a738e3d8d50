"""What Flask-CORS was told, as it keeps it in the closures of its hooks and decorators."""

from __future__ import annotations

import inspect
import re
import sys
from typing import Any, Iterator, List, Optional

from .origins import STRANGER

_LOCAL = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?/?")


def patterns(app: Any) -> int:
    """How many patterns of paths the largest CORS has."""
    return max(map(len, _resources(app)), default=0)


def known_options(app: Any) -> List[str]:
    """The options that the installed version does not pass over; none for an app without CORS."""
    if lets_anybody_in(app) is None:
        return []
    return sorted(getattr(sys.modules.get("flask_cors.core"), "DEFAULT_OPTIONS", ()))


def lets_anybody_in(app: Any) -> Optional[bool]:
    """Whether pages of a site that nobody named may ask; null without CORS."""
    allowed = _allowed(app)
    return any(map(_meets_a_stranger, allowed)) if allowed else None


def only_of_this_machine(app: Any) -> List[str]:
    """The origins that are let in, where each of them is a name of this machine."""
    origins = {each for allowed in _allowed(app) for each in _each(allowed)}
    local = [each for each in origins if isinstance(each, str) and _LOCAL.fullmatch(each)]
    return sorted(local) if len(local) == len(origins) else []


def _allowed(app: Any) -> List[Any]:
    by_hook = [_origins(options) for kept in _resources(app) for _, options in kept]
    by_view = [each.get("origins", app.config.get("CORS_ORIGINS", "*")) for each in _of_views(app)]
    return [*by_hook, *by_view]


def _origins(options: Any) -> Any:
    return options["origins"] if isinstance(options, dict) else options.origins  # of newer versions


def _each(origins: Any) -> List[Any]:
    return [origins] if isinstance(origins, (str, re.Pattern)) else list(origins)


def _meets_a_stranger(origins: Any) -> bool:
    return any(one == "*" or re.match(one, STRANGER) for one in _each(origins))


def _resources(app: Any) -> Iterator[List[Any]]:
    """Pairs of a pattern and its options, for each CORS that the app was given."""
    for functions in app.after_request_funcs.values():
        for function in functions:
            if (getattr(function, "__module__", None) or "").partition(".")[0] == "flask_cors":
                yield list(inspect.getclosurevars(function).nonlocals.get("resources") or ())


def _of_views(app: Any) -> Iterator[Any]:
    """The options of each `@cross_origin`, whose function bears the name of the view."""
    for view in app.view_functions.values():
        while view is not None:
            made_in = getattr(view, "__globals__", {}).get("__name__") or ""
            if made_in.partition(".")[0] == "flask_cors":
                yield inspect.getclosurevars(view).nonlocals["_options"]
            view = getattr(view, "__wrapped__", None)
