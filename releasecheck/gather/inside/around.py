"""What stands around all the methods of a class-based view."""

from __future__ import annotations

import os
from typing import Any

from . import callees

_KEYS = ("decorators", "method_decorators")
# The folders of those that turn a class into a function, and let its methods ask who it is.
_THEIRS = frozenset(
    {"flask", "flask_restful", "flask_restx", "flask_restplus", "flask_smorest", "flask_openapi3", "apiflask"}
)


def is_wrapped(view: Any, owner: type, tools: Any) -> bool:
    """Whether the class, a base of it, or who registered it put something there, such as a guard.

    What cannot be seen counts as something.
    """
    if any(getattr(owner, key, None) for key in _KEYS):
        return True
    dispatch = getattr(owner, "dispatch_request", None)
    return tools.own(_file(dispatch)) or not all(map(_is_theirs, callees.chain(view)))


def _is_theirs(function: Any) -> bool:
    return not _THEIRS.isdisjoint(_file(function).split(os.sep)[-2:-1])


def _file(function: Any) -> str:
    return getattr(getattr(function, "__code__", None), "co_filename", "")
