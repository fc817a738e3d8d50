"""What webargs (and Flask-smorest's `arguments`) puts before the values of the rule."""

from __future__ import annotations

import inspect
from typing import Any, Dict, Optional

from . import callees

# Whose wrappers hand on all that they are given.
_HAND_ON = ("flask_smorest", "flask_jwt_extended", "flask_login")


def displaced(callee: callees.Callee, rule: Any) -> Optional[str]:
    """The argument of the rule in whose place the data of the request comes, by position.

    The rule's own values come by name, so that Python has two for it, and refuses the call.
    """
    given = 0
    function = callee.function
    for function in callees.chain(callee.function):
        if callees.wrapped(function) is None:
            break
        if _is_of(function, "webargs"):
            positional = _is_positional(function)
            if positional is None:
                return None
            given += positional
        elif not (_is_of(function, *_HAND_ON) or callees.hands_on(function)):
            return None
    return _first_of(function, callee, rule, given) if given else None


def _first_of(function: Any, callee: callees.Callee, rule: Any, given: int) -> Optional[str]:
    found = callees.signature(callee._replace(function=function))
    if found is None:
        return None
    filled = [
        each.name
        for each in list(found.parameters.values())[:given]
        if each.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    ]
    return next((name for name in filled if name in rule.arguments), None)


def _is_of(function: Any, *libraries: str) -> bool:
    name = str(getattr(function, "__globals__", {}).get("__name__"))
    return name.partition(".")[0] in libraries


def _is_positional(function: Any) -> Optional[bool]:
    """Whether it adds what it parsed to the positional arguments; None for another wrapper of webargs."""
    held = _variables(function)
    if held.get("as_kwargs") is not False:
        return False if held.get("as_kwargs") else None
    return not held.get("arg_name")


def _variables(function: Any) -> Dict[str, Any]:
    names = getattr(getattr(function, "__code__", None), "co_freevars", ())
    cells = getattr(function, "__closure__", None) or ()
    return {name: callees.content(cell) for name, cell in zip(names, cells)}
