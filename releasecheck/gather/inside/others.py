"""Further Flask objects that live beside the located one, and whether it hands requests on to them."""

from __future__ import annotations

import gc
from typing import Any, Dict, Iterator, List

import flask

from . import views

_DEPTH_MAX = 6


def alive(app: Any) -> List[Any]:
    """The other Flask objects, by type() because isinstance() asks proxies whom they stand for."""
    return [each for each in gc.get_objects() if issubclass(type(each), flask.Flask) and each is not app]


def collect(app: Any, tools: Any) -> List[Dict[str, Any]]:
    """The OtherApp facts of those that were made in the project."""
    reached = {id(each) for each in _reached(app.wsgi_app, _DEPTH_MAX)}
    facts = [_fact(each, id(each) in reached, tools) for each in alive(app)]
    made = [fact for fact in facts if fact["place"]["path"] is not None]
    return sorted(made, key=lambda fact: (fact["place"]["path"], fact["place"]["line"] or 0))


def _fact(other: Any, mounted: bool, tools: Any) -> Dict[str, Any]:
    place = vars(other).get("_releasecheck_made_at")
    views_of = other.view_functions
    own = [each for each in other.url_map.iter_rules() if _is_own(views_of.get(each.endpoint), tools)]
    return {
        "import_name": other.import_name,
        "place": place or tools.place(None),
        "rules": sorted({rule.rule for rule in own}),
        "mounted": mounted,
    }


def _is_own(view: Any, tools: Any) -> bool:
    code = getattr(views.unwrap(getattr(view, "view_class", view)), "__code__", None)
    return code is not None and tools.own(code.co_filename)


def _reached(wsgi: Any, depth: int) -> Iterator[Any]:
    """What a WSGI callable holds, through attributes, mappings and sequences."""
    owner = getattr(wsgi, "__self__", wsgi)
    if depth == 0 or owner is None or isinstance(owner, (str, bytes, int, float)):
        return
    yield owner
    if issubclass(type(owner), flask.Flask) and depth < _DEPTH_MAX:
        return
    for held in _held(owner):
        yield from _reached(held, depth - 1)


def _held(owner: Any) -> List[Any]:
    if isinstance(owner, dict):
        return list(owner.values())
    if isinstance(owner, (list, tuple)):
        return list(owner)
    if issubclass(type(owner), flask.Flask):
        return [] if getattr(owner.wsgi_app, "__self__", None) is owner else [owner.wsgi_app]
    return list(getattr(owner, "__dict__", {}).values())
