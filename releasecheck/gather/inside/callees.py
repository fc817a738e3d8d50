"""What receives the arguments of a request, through wrappers that only pass them on and no further."""

from __future__ import annotations

import ast
import inspect
import types
from typing import Any, Iterator, List, NamedTuple, Optional

from . import source_lines

_WRAPPERS_MAX = 50
_AUTOMATIC = frozenset(("HEAD", "OPTIONS"))
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Callee(NamedTuple):
    """Something callable; `on_instance` when it is taken from a class and still wants its `self`."""

    function: Any
    on_instance: bool = False


def wrapped(function: Any) -> Any:
    """What functools.wraps left in `__wrapped__`, else None."""
    try:
        return getattr(function, "__wrapped__", None)
    except Exception:  # a proxy outside of its context
        return None


def chain(function: Any) -> Iterator[Any]:
    """A callable and what it wraps, outermost first."""
    for _ in range(_WRAPPERS_MAX):
        if function is None:
            return
        yield function
        function = wrapped(function)


def of(view: Any, rule: Any) -> List[Callee]:
    """Those that a request for `rule` can reach: one, or the methods of a class."""
    reached = _receiver(Callee(view))
    owner = getattr(view, "view_class", None)
    if not isinstance(owner, type) or not _only_passes_on(reached.function):
        return [reached]
    dispatch = getattr(owner, "dispatch_request", None)
    wanted = sorted(set(rule.methods or ()) - _AUTOMATIC) or ["GET"]
    # flask-restful applies method_decorators per request, and they may add arguments
    if getattr(owner, "method_decorators", None) or not _only_passes_on(dispatch):
        return [_method(owner, "dispatch_request")]
    named = [method.lower() for method in wanted if callable(getattr(owner, method.lower(), None))]
    return [_receiver(_method(owner, name)) for name in named] or [reached]


def signature(callee: Callee) -> Optional[inspect.Signature]:
    """The signature as Python would apply it; None when there is none to see."""
    try:
        found = inspect.signature(callee.function, follow_wrapped=False)
    except (TypeError, ValueError):
        return None
    parameters = list(found.parameters.values())
    if callee.on_instance and parameters and parameters[0].kind in _POSITIONAL:
        return found.replace(parameters=parameters[1:])
    return found


def takes(found: inspect.Signature, rule: Any) -> bool:
    """Whether Flask's call with the rule's arguments would go through."""
    try:
        found.bind(**dict.fromkeys(rule.arguments))
    except TypeError:
        return False
    return True


def _method(owner: type, name: str) -> Callee:
    static = isinstance(inspect.getattr_static(owner, name), (staticmethod, classmethod))
    return Callee(getattr(owner, name), on_instance=not static)


def _receiver(callee: Callee) -> Callee:
    for function in chain(callee.function):
        callee = Callee(function, callee.on_instance)
        if not _only_passes_on(function):
            break
    return callee


def _only_passes_on(function: Any) -> bool:
    """Whether all that it does with its `*args` and `**kwargs` is to hand them on, unchanged and alone."""
    code = getattr(function, "__code__", None)
    node = source_lines.function_at(code) if isinstance(code, types.CodeType) else None
    if node is None or node.args.kwarg is None:
        return False
    variable = ["**" + node.args.kwarg.arg]
    if node.args.vararg is not None:
        variable.insert(0, "*" + node.args.vararg.arg)
    own = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
    bound = own[1:] if own[:1] == ["self"] else own
    # Flask gives keywords only, so nothing is lost where `*args` stays behind.
    whole = [left + right for left in (own, bound) for right in (variable, variable[-1:])]
    inner = [each for statement in node.body for each in ast.walk(statement)]
    spelled = [_spelled(each) for each in inner if isinstance(each, ast.Call)]
    handed = [name for call in spelled if call in whole for name in call if name in variable]
    names = {name.lstrip("*") for name in variable}
    used = [each for each in inner if isinstance(each, ast.Name) and each.id in names]
    return bool(handed) and len(handed) == len(used)


def _spelled(call: ast.Call) -> List[str]:
    """The arguments of a call as written, where they are plain names."""
    return [
        *(("*" + _name(each.value)) if isinstance(each, ast.Starred) else _name(each) for each in call.args),
        *("**" + _name(each.value) if each.arg is None else each.arg + "=" for each in call.keywords),
    ]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else "?"
