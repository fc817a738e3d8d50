"""The functions that Flask calls around requests and for their errors, each with how often it is there."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, NamedTuple, Tuple

from . import asynchrony, closures, views

_AROUND = ("before_request", "after_request", "teardown_request")


class _Registered(NamedTuple):
    kind: str
    scope: str
    function: Any


def collect(app: Any, tools: Any) -> List[Dict[str, Any]]:
    """The Hook facts; one that is registered several times for several errors is there once."""
    facts: Dict[Tuple[Any, ...], Dict[str, Any]] = {}
    for each in _registered(app):
        fact = _fact(each, tools)
        known = facts.setdefault(_identity(each, fact["own"]), fact)
        if known is not fact and each.kind != "errorhandler":
            known["times"] += 1
    return list(facts.values())


def _registered(app: Any) -> Iterator[_Registered]:
    for kind in _AROUND:
        for scope, functions in getattr(app, kind + "_funcs").items():
            for function in functions:
                yield _Registered(kind, scope or "", function)
    for function in app.teardown_appcontext_funcs:
        yield _Registered("teardown_appcontext", "", function)
    for scope, by_code in app.error_handler_spec.items():
        for by_kind in by_code.values():
            for handler in by_kind.values():
                yield _Registered("errorhandler", scope or "", handler)


def _identity(each: _Registered, own: bool) -> Tuple[Any, ...]:
    """The function and its object: Flask-Dance has one method of several blueprints, each with its work.

    A library's function inside of its `init_app`, as Flask-WTF has one, is made anew by each call: it is the
    same where its code and all that it holds of the object and the app are; Flask-CORS's, where it is for
    the same paths: of two for different ones each has its work.
    """
    function = getattr(each.function, "__func__", each.function)
    held = [] if own else list(closures.held(function))
    if any(type(one).__module__ != "builtins" for one in held):
        return (each.kind, each.scope, id(function.__code__), *map(id, held))
    if held and (getattr(function, "__module__", None) or "").startswith("flask_cors"):
        return (each.kind, each.scope, id(function.__code__), *_patterns(held))
    return (each.kind, each.scope, id(function), id(getattr(each.function, "__self__", None)))


def _patterns(held: List[Any]) -> Iterator[str]:
    """The paths of Flask-CORS's `resources`, which it holds in pairs with their options."""
    for resources in held:
        for resource in resources if isinstance(resources, list) else ():
            pattern = resource[0] if isinstance(resource, tuple) and resource else resource
            yield str(getattr(pattern, "pattern", pattern))


def _fact(each: _Registered, tools: Any) -> Dict[str, Any]:
    written = views.unwrap(each.function)
    code = getattr(written, "__code__", None)
    return {
        "kind": each.kind,
        "scope": each.scope,
        "module": getattr(written, "__module__", None) or "",
        "name": getattr(written, "__qualname__", None) or type(written).__qualname__,
        "place": tools.place_of_function(written),
        "own": code is not None and tools.own(code.co_filename),
        "asynchronous": asynchrony.is_awaited(each.function),
        "times": 1,
    }
