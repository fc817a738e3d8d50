"""The health route asked as those ask who watch the app."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Optional, Tuple

from . import hosts
from .asking import Request

_NAMES = (
    ("by_address", "10.0.0.1:8000"),
    ("by_localhost", "localhost:8000"),
    ("by_loopback", "127.0.0.1:8000"),
)
_KEPT_BY_CACHING = ("uncached", "make_cache_key", "cache_timeout")


def found(app: Any, order: Dict[str, Any], unasked: List[Dict[str, Any]]) -> Optional[Dict[str, Any]]:
    """Path, endpoint and rule of the work order's health route, unless it is better left alone."""
    wanted: Optional[Dict[str, Any]] = order.get("health")
    if wanted is None or wanted["endpoint"] not in app.view_functions:
        return None
    reasons = [each["reason"] for each in unasked if each["rule"] == wanted["rule"]]
    if any(not reason.startswith(("needs a value", "no path can be built")) for reason in reasons):
        return None
    return {**wanted, "cached": _is_cached(app.view_functions[wanted["endpoint"]])}


def _is_cached(view: Any) -> bool:
    try:
        return all(hasattr(view, name) for name in _KEPT_BY_CACHING)
    except Exception:  # its own `__getattr__` runs
        return False


def requests(app: Any, path: str, rule: Any) -> Iterator[Tuple[str, Request]]:
    """Each request with the Health fact's name for its answer."""
    own = Request("health", path, hosts.base_url(app), rule)
    yield "answer", own
    yield "plain", own._replace(base_url=hosts.base_url(app, scheme="http"))
    yield "head", own._replace(method="HEAD")
    for name, host in _NAMES:
        yield name, own._replace(base_url=hosts.base_url(app, scheme="http", named=host))
