"""Which functions Flask has to await, and whether it can."""

from __future__ import annotations

import inspect
from importlib.util import find_spec
from typing import Any

import flask

from . import callees

# Names by which a wrapper shows that it runs the coroutine itself.
_RUNNERS = frozenset(
    "asyncio anyio trio async_to_sync run_until_complete run_coroutine_threadsafe get_event_loop".split()
)


def is_awaited(function: Any) -> bool:
    """Whether calling this ends at a coroutine function, with no wrapper that runs it on the way."""
    for each in callees.chain(function):
        if inspect.iscoroutinefunction(each):
            return True
        if not _RUNNERS.isdisjoint(getattr(getattr(each, "__code__", None), "co_names", ())):
            return False
    return False


def can_await(app: Any) -> bool:
    """Whether Flask's async extra is there, or the app has a way of its own."""
    for name in ("ensure_sync", "async_to_sync"):
        if getattr(type(app), name, None) is not getattr(flask.Flask, name, None) or name in vars(app):
            return True
    return find_spec("asgiref") is not None
