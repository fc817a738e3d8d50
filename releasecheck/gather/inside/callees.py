"""What receives the arguments of a request, through wrappers that only pass them on and no further."""

from __future__ import annotations

import inspect
import types
from typing import Any, Iterator, List, NamedTuple, Optional

from . import forwarding, paths

_WRAPPERS_MAX = 50
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Callee(NamedTuple):
    """Something callable; `on_instance` when it is taken from a class and still wants its `self`."""

    function: Any
    on_instance: bool = False
    method: str = ""  # its name in the class that it is taken from


def wrapped(function: Any) -> Any:
    """What functools.wraps left in `__wrapped__`, bound as `function` is, else None."""
    inner = _left_by_wraps(function)
    if isinstance(function, types.MethodType) and isinstance(inner, types.FunctionType):
        return types.MethodType(inner, function.__self__)
    return inner


def _left_by_wraps(function: Any) -> Any:
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
    if not isinstance(owner, type) or not _dispatches(reached.function):
        return [reached]
    dispatch = getattr(owner, "dispatch_request", None)
    wanted = sorted(paths.written_methods(rule)) or ["GET"]
    # flask-restful applies method_decorators per request, and they may add arguments
    if getattr(owner, "method_decorators", None) or not _dispatches(dispatch):
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
    return Callee(getattr(owner, name), on_instance=not static, method=name)


def _dispatches(function: Any) -> bool:
    """Whether it is `as_view`'s, or a dispatch_request that leaves the arguments to a method."""
    return forwarding.only_passes_on(function, ("dispatch_request", "meth"))


def _receiver(callee: Callee) -> Callee:
    """The innermost that gets what the outermost is given."""
    for function in chain(callee.function):
        callee = callee._replace(function=function)
        if not hands_on(function):
            break
    return callee


def hands_on(function: Any) -> bool:
    """Whether a wrapper gives what it wraps all that it is given itself."""
    return forwarding.only_passes_on(function, _names_of_wrapped(function))


def _names_of_wrapped(function: Any) -> List[str]:
    """The variables by which a wrapper knows what it wraps."""
    code, cells = getattr(function, "__code__", None), getattr(function, "__closure__", None) or ()
    names = getattr(code, "co_freevars", ())
    return [name for name, cell in zip(names, cells) if content(cell) is _left_by_wraps(function)]


def content(cell: Any) -> Any:
    """What a cell of a closure holds."""
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return cell
