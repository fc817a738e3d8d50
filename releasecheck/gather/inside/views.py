"""View functions: what was written, and what it takes when Flask calls it."""

from __future__ import annotations

import functools
import inspect
import sys
import types
from typing import Any, Dict, List, Optional

from . import around, asynchrony, bare, callees, closures, injected, source_lines

_KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "positional-only",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "positional",
    inspect.Parameter.KEYWORD_ONLY: "keyword-only",
    inspect.Parameter.VAR_POSITIONAL: "var-positional",
    inspect.Parameter.VAR_KEYWORD: "var-keyword",
}
_WRAPPERS_MAX = 50


def collect(view: Any, rule: Any, tools: Any) -> Dict[str, Any]:
    """The View fact of what answers `rule`."""
    owner = getattr(view, "view_class", None)
    written = owner if isinstance(owner, type) else unwrap(view)
    filename = _filename(written)
    reached = callees.of(view, rule)
    return {
        "module": getattr(written, "__module__", None) or "",
        "name": getattr(written, "__qualname__", None) or type(written).__qualname__,
        "place": _place(written, tools),
        "own": filename is not None and tools.own(filename),
        "parameters": _parameters(reached, rule),
        "class_based": isinstance(owner, type),
        "asynchronous": any(map(asynchrony.is_awaited, _called(view, owner, reached))),
        "wrapped_later": not isinstance(owner, type) and _wrapped_later(view),
        "refusing": _refusing(owner, reached, rule, tools) if isinstance(owner, type) else [],
        "wrapped_whole": isinstance(owner, type) and around.is_wrapped(view, owner, tools),
        "displaced": _displaced(reached, rule, tools),
    }


def unknown(view: Any) -> Dict[str, Any]:
    """The View fact of what does not let itself be looked at."""
    return {
        "module": "",
        "name": type(view).__name__,
        "place": {"path": None, "line": None, "column": None},
        "own": False,
        "parameters": None,
        "class_based": False,
        "asynchronous": False,
        "wrapped_later": False,
        "refusing": [],
        "wrapped_whole": False,
        "displaced": [],
    }


def _called(view: Any, owner: Any, reached: List[callees.Callee]) -> List[Any]:
    """What Flask calls: the view with its wrappers, or the methods of its class."""
    return [each.function for each in reached] if isinstance(owner, type) else [view]


def unwrap(view: Any) -> Any:
    """The function below wrappers, partials, bound methods and callable objects."""
    for _ in range(_WRAPPERS_MAX):
        below = _below(view)
        if below is None:
            break
        view = below
    return view


def _below(view: Any) -> Any:
    if isinstance(view, functools.partial):
        return view.func
    if isinstance(view, types.MethodType):
        return view.__func__
    if callees.wrapped(view) is not None:
        return callees.wrapped(view)
    if isinstance(view, types.FunctionType) and view.__name__ != view.__code__.co_name:
        return _of_the_same_name(view)
    if not isinstance(view, (types.FunctionType, types.BuiltinFunctionType, type)):
        call = getattr(type(view), "__call__", None)
        return call if isinstance(call, types.FunctionType) else None
    return None


def _of_the_same_name(view: types.FunctionType) -> Any:
    """What a wrapper took its name from by hand (`wrapper.__name__ = view.__name__`), else None."""
    held = (each for each in closures.held(view) if isinstance(each, types.FunctionType) and each is not view)
    return next((each for each in held if each.__name__ == view.__name__), None)


def _filename(written: Any) -> Optional[str]:
    if isinstance(written, type):
        return getattr(sys.modules.get(written.__module__), "__file__", None)
    code = getattr(written, "__code__", None)
    return getattr(code, "co_filename", None)


def _place(written: Any, tools: Any) -> Dict[str, Any]:
    if isinstance(written, types.FunctionType):
        return dict(tools.place_of_function(written))
    filename = _filename(written)
    if filename is None:
        return {"path": None, "line": None, "column": None}
    return dict(tools.place(filename, source_lines.definition(filename, written.__qualname__)))


def _wrapped_later(function: Any) -> bool:
    """Whether a decorator above the route's replaced the name: Flask serves what it was given before."""
    name = getattr(function, "__name__", None)
    if not name or getattr(function, "__qualname__", None) != name:
        return False
    outer = vars(sys.modules.get(function.__module__, types)).get(name)
    if outer is function:
        return False
    inner = [*callees.chain(outer), *(closures.held(outer) if isinstance(outer, types.FunctionType) else ())]
    return any(each is function for each in inner)


def _parameters(reached: List[callees.Callee], rule: Any) -> Optional[List[Dict[str, Any]]]:
    """Of the one that would refuse the rule's arguments, else of the first."""
    found = [callees.signature(each) for each in reached]
    refusing = [each for each in found if each is not None and not callees.takes(each, rule)]
    chosen = (refusing or found)[0]
    if chosen is None:
        return None
    return [
        {"name": each.name, "kind": _KINDS[each.kind], "required": _required(each)}
        for each in chosen.parameters.values()
    ]


def _refusing(owner: type, reached: List[callees.Callee], rule: Any, tools: Any) -> List[Dict[str, Any]]:
    """The methods of a class that would refuse the rule's arguments."""
    signatures = ((each, callees.signature(each)) for each in reached)
    refusing = [each for each, found in signatures if found and not callees.takes(found, rule)]
    told = (_refusal(owner, each, unwrap(each.function), tools) for each in refusing)
    return [each for each in told if each is not None]


def _refusal(owner: type, callee: callees.Callee, function: Any, tools: Any) -> Optional[Dict[str, Any]]:
    """The method, at its `def`; at the decorator that took its place, if that was not called."""
    found = bare.decorator(owner, callee.method, function) if callee.method else None
    if found is not None:
        place = dict(tools.place(found.filename, found.line))
        return {"name": callee.method, "place": place, "bare": found.name}
    if not hasattr(function, "__name__"):
        return None
    return {"name": function.__name__, "place": _place(function, tools)}


def _displaced(reached: List[callees.Callee], rule: Any, tools: Any) -> List[Dict[str, Any]]:
    """The functions that are given the data of the request where they take an argument of the rule."""
    found = [(unwrap(each.function), injected.displaced(each, rule)) for each in reached]
    return [
        {"name": function.__name__, "place": _place(function, tools), "argument": argument}
        for function, argument in found
        if argument is not None
    ]


def _required(parameter: inspect.Parameter) -> bool:
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return parameter.default is inspect.Parameter.empty and parameter.kind not in variable
