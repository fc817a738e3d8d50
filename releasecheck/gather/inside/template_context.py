"""What a template takes for given, and what it is given without the call that renders it."""

from __future__ import annotations

import re
import types
from typing import Any, Dict, FrozenSet, Iterator, Optional, Set

import jinja2
from jinja2 import nodes

_FORM = re.compile(r"(\w+_)?form")
_STRICT = (jinja2.Undefined, jinja2.StrictUndefined, jinja2.DebugUndefined)  # an attribute of these raises
_NAMING = frozenset(("__name__", "dir", "getattr", "globals", "vars"))  # as in `{f.__name__: f}`
_SPECIAL = ("caller", "loop", "self", "super")  # that Jinja has where they mean something
# What runs only sometimes, and which of its parts always does.
_ALWAYS = {
    nodes.If: ("test",),
    nodes.For: ("iter",),
    nodes.CondExpr: ("test",),
    nodes.And: ("left",),
    nodes.Or: ("left",),
    nodes.Macro: (),
    nodes.CallBlock: ("call",),
}


def names(app: Any) -> Optional[FrozenSet[str]]:
    """Globals, and every word of the context processors; None where one cannot be looked into."""
    if app.jinja_env.undefined not in _STRICT:
        return None
    found = set(app.jinja_env.globals)
    for processors in app.template_context_processors.values():
        for each in processors:
            words = words_of(each)
            if words is None:
                return None
            found.update(words)
    return frozenset(found)


def _is_refused(env: Any) -> bool:
    """Whether what is not defined cannot be made JSON, as it is with Flask's own `tojson`."""
    try:
        env.call_filter("tojson", env.undefined(name="x"))
    except TypeError:
        return True
    except Exception:  # a `tojson` of the app's own, which may raise what it likes
        return False
    return False


def words_of(processor: Any) -> Optional[FrozenSet[str]]:
    """Every word of a context processor; None where it cannot be looked into."""
    code = getattr(processor, "__code__", None)
    return None if code is None else frozenset((*_words(code), *_words_of_named(processor, code)))


def _words_of_named(function: Any, code: Any) -> Iterator[str]:
    """Those of the functions that a context processor leaves it to, and the keys of what it returns."""
    known = getattr(function, "__globals__", {})
    for name in code.co_names:
        named = known.get(name)
        if type(named) is types.FunctionType:  # a proxy of the request would ask for one
            yield from _words(named.__code__)
        elif type(named) is dict:
            yield from map(str, named)


def _words(code: Any) -> Iterator[str]:
    """Its texts and local names; what it calls and reads too where it may give that under its own name."""
    names: Set[str] = set()
    waiting = [code]
    for each in waiting:
        if isinstance(each, str):
            yield each
        elif isinstance(each, (tuple, frozenset)):
            waiting.extend(each)
        elif hasattr(each, "co_consts"):
            yield from (*each.co_varnames, *each.co_freevars)
            names.update(each.co_names)
            waiting.extend(each.co_consts)
    if not _NAMING.isdisjoint(names):
        yield from names


def forms(tree: Any, env: Any) -> Dict[str, int]:
    """Line of the first attribute that is asked of each form, and of the first call of each other name.

    Or of the first `|tojson` of it. As far as it comes to them whatever the page shows.
    """
    stored = {*_stored(tree), *exported(tree), *_SPECIAL}
    # Beside the blocks of a template that extends another nothing is shown.
    parts = [each for each in tree.body if isinstance(each, nodes.Block)] if inherits(tree) else [tree]
    found: Dict[str, int] = {}
    for part in parts:
        for name, line in (*_asked(part), *_made_json(part, env)):
            if name not in stored:
                found.setdefault(name, line)
    return found


def _stored(tree: Any) -> Iterator[str]:
    yield from (each.name for each in tree.find_all(nodes.Name) if each.ctx != "load")


def exported(tree: Any) -> Iterator[str]:
    """What it sets, defines and imports, which the blocks of those that extend it have too."""
    for each in tree.find_all((nodes.Assign, nodes.AssignBlock)):
        yield from (name.name for name in each.target.find_all(nodes.Name))
        yield getattr(each.target, "name", "")
    yield from (each.name for each in tree.find_all(nodes.Macro))
    yield from (each.target for each in tree.find_all(nodes.Import))
    for each in tree.find_all(nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in each.names)


def inherits(tree: Any) -> bool:
    return tree.find(nodes.Extends) is not None


def _asked(node: Any) -> Iterator[Any]:
    for each in _sure(node):
        yield from _of(each)


def _of(node: Any) -> Iterator[Any]:
    if isinstance(node, (nodes.Getattr, nodes.Getitem)) and isinstance(node.node, nodes.Name):
        if _FORM.fullmatch(node.node.name):
            yield node.node.name, node.lineno
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
        yield node.node.name, node.lineno


def _made_json(part: Any, env: Any) -> Iterator[Any]:
    """`{{ totals|tojson }}`, which fails for what is not defined."""
    asked = [
        (each.node.name, each.lineno)
        for each in _sure(part)
        if isinstance(each, nodes.Filter) and each.name == "tojson" and isinstance(each.node, nodes.Name)
    ]
    if asked and _is_refused(env):
        yield from asked


def _sure(node: Any) -> Iterator[Any]:
    """It and all in it that runs whatever the page shows."""
    yield node
    always = next((fields for kind, fields in _ALWAYS.items() if isinstance(node, kind)), None)
    for child in node.iter_child_nodes(only=always):
        yield from _sure(child)
