"""What Flask-Limiter counts a request by: its key, and the limits that it holds one request to."""

from __future__ import annotations

import contextlib
from typing import Any, Dict, Iterator, List

# Of its limit manager, under the names of several versions, or of the limiter itself before there was one.
_LIMITS = (
    "_default_limits",
    "_application_limits",
    "_decorated_limits",
    "_blueprint_limits",
    "_route_limits",
    "_dynamic_route_limits",
    "_blueprint_dynamic_limits",
    "_static_decorated_limits",
    "_runtime_decorated_limits",
    "_static_blueprint_limits",
    "_runtime_blueprint_limits",
)


def limiters(app: Any) -> List[Any]:
    """Those that are on; before Flask-Limiter 2.9 an app kept one alone."""
    kept = app.extensions.get("limiter")
    every = list(kept) if isinstance(kept, (set, list, tuple)) else [kept]
    return [each for each in every if getattr(each, "enabled", False)]


def counts_by_address(limiter: Any) -> bool:
    """Whether it has limits, and takes who asks for whom the server names as the client."""
    manager = getattr(limiter, "limit_manager", limiter)
    limited = any(getattr(manager, name, None) for name in _LIMITS)
    key = getattr(limiter, "_key_func", None)
    of_its_own = (getattr(key, "__module__", None) or "").partition(".")[0] == "flask_limiter"
    return limited and of_its_own and getattr(key, "__name__", "") == "get_remote_address"


@contextlib.contextmanager
def watching(app: Any) -> Iterator[List[Dict[str, Any]]]:
    """The RateLimit facts of the limits that the requests meanwhile are held to; each limit once."""
    found: List[Dict[str, Any]] = []

    def note(_problem: Any) -> None:
        try:
            found.extend(each for each in _of_request(app) if each not in found)
        except Exception:  # another version of the extension
            return

    noting = app.teardown_request_funcs.setdefault(None, [])
    noting.append(note)
    try:
        yield found
    finally:
        noting.remove(note)


def _of_request(app: Any) -> Iterator[Dict[str, Any]]:
    """The limits of this request; of an old version only the one that a header would name is to be had."""
    for limiter in limiters(app):
        held = getattr(limiter, "current_limits", None)
        for item in _named_in_g() if held is None else [each.limit for each in held]:
            yield {"shown": str(item), "amount": int(item.amount), "seconds": int(item.get_expiry())}


def _named_in_g() -> Iterator[Any]:
    from flask import g

    for name in g:
        kept = getattr(g, name) if name.endswith("view_rate_limit") else None
        if kept:
            yield kept[0]
