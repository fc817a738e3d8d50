"""Which functions are views, and what is known of one before its body is walked."""

import ast
import re
from collections.abc import Iterator, Sequence

from releasecheck.facts import Place
from releasecheck.facts.views import Cached
from releasecheck.gather.source.code import certain, endings
from releasecheck.gather.source.data import unlooked
from releasecheck.gather.source.guards import asking, owners, parting, webhooks
from releasecheck.gather.source.notes.view_notes import ViewNotes
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    FunctionNode,
    called_name,
    dotted,
    keyword,
    last_name,
    resolved,
    target_name,
    targets,
    text,
    words,
)
from releasecheck.gather.source.views import conversions, flows

_VERBS = words("get post put delete patch")
_LOGIN = re.compile(
    r"login|logged|auth|member|admin|staff|role|permission|signed|session|jwt|token", re.IGNORECASE
)
_KEEPERS = frozenset({"cached", "memoize"})
_RESOURCE = re.compile(r"flask_rest(ful|x|plus)\.(\w+\.)*Resource")
_OF_ROUTES = words("route doc hide response param produces expect")
_AROUND = words("decorators dispatch_request")
_BINDING = frozenset({"staticmethod", "classmethod"})  # wrap nothing around a method


def of_route(node: FunctionNode, found: Sequence[int], sheet: Sheet) -> ViewNotes:
    """The notes on a function whose decorators at `found` are route decorators."""
    calls = [item for index in found if isinstance(item := node.decorator_list[index], ast.Call)]
    below = node.decorator_list[found[-1] + 1 :]
    notes = _begin(node, sheet.place(node), below, sheet)
    _note_end(notes, node, _methods(calls), sheet)
    paths = [rule for call in calls if call.args and (rule := text(call.args[0]))]
    flows.note_path_values(notes, paths)
    notes.ends_session = parting.ends_only_the_session(node, (node.name, *paths), sheet.imports)
    return notes


def of_method(node: FunctionNode, scope: Scope, sheet: Sheet) -> ViewNotes | None:
    """The notes on a method of a class-based view that answers requests."""
    owner = scope.owner
    if owner is None or scope.function is not None or node.name not in _VERBS:
        return None
    if not any(last_name(base).endswith(("View", "Resource")) for base in owner.bases):
        return None
    notes = _begin(node, sheet.place(owner), node.decorator_list, sheet)
    notes.verb, notes.decorated = node.name.upper(), False
    notes.ends_session = parting.ends_only_the_session(node, (owner.name,), sheet.imports)
    notes.bare_class = _is_bare(owner)
    notes.decorated_class = _is_decorated(owner)
    notes.of_resource = _is_resource(owner, sheet)
    if _answers_itself(owner):
        _note_end(notes, node, frozenset({notes.verb}), sheet)
    elif notes.of_resource and (end := endings.forgotten(node)):
        notes.ends_null = sheet.place(end)
        notes.ends_unless = certain.claims(node, frozenset({notes.verb}), endings.forgotten)
    return notes


def _is_resource(owner: ast.ClassDef, sheet: Sheet) -> bool:
    """Whether it answers with what its methods give, as Flask-RESTful and Flask-RESTX have it."""
    between = {target_name(one.targets[0]) for one in owner.body if isinstance(one, ast.Assign)}
    bases = [resolved(dotted(base), sheet.imports) for base in owner.bases]
    ours = any(_RESOURCE.fullmatch(base) for base in bases)
    return ours and between.isdisjoint(("method_decorators", "decorators"))


def _answers_itself(owner: ast.ClassDef) -> bool:
    """Whether Flask gets what a method gives: Flask-RESTful and its like make an answer of nothing too."""
    between = {target_name(one.targets[0]) for one in owner.body if isinstance(one, ast.Assign)}
    between.update(one.name for one in owner.body if isinstance(one, ast.FunctionDef))
    is_flasks = any(last_name(base) == "MethodView" for base in owner.bases)
    return is_flasks and between.isdisjoint(("decorators", "dispatch_request"))


def _is_bare(owner: ast.ClassDef) -> bool:
    """Whether a method has all its guards itself: none come with a base, the class, or what calls it.

    The interface of Flask-RESTful may have some for all its resources.
    """
    inherits = any(last_name(base) != "MethodView" for base in owner.bases)
    wrapped = _is_decorated(owner)
    given = {target_name(target) for one in owner.body for target in _given(one)}
    given.update(one.name for one in owner.body if isinstance(one, ast.FunctionDef))
    return not (inherits or wrapped or given.intersection(_AROUND))


def _is_decorated(owner: ast.ClassDef) -> bool:
    return any(last_name(item) not in _OF_ROUTES for item in owner.decorator_list)


def _given(one: ast.stmt) -> Iterator[ast.expr]:
    if isinstance(one, ast.Assign | ast.AnnAssign | ast.AugAssign):
        yield from targets(one)


def of_handed(node: FunctionNode, sheet: Sheet) -> ViewNotes | None:
    """The notes on a function that somebody gives to `add_url_rule`, by its name."""
    if node.name not in sheet.handed:
        return None
    wrapped = [item for item in node.decorator_list if last_name(item) not in _BINDING]
    notes = _begin(node, sheet.place(node), wrapped, sheet)
    notes.decorated = False
    _note_end(notes, node, None, sheet)
    notes.ends_session = parting.ends_only_the_session(node, (node.name,), sheet.imports)
    return notes


def _begin(node: FunctionNode, view: Place, below: Sequence[ast.expr], sheet: Sheet) -> ViewNotes:
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    own = {arg.arg for arg in (*named, arguments.vararg, arguments.kwarg) if arg is not None}
    return ViewNotes(
        function=node.name,
        place=sheet.place(node),
        view=view,
        decorators=tuple(filter(None, map(dotted, below))),
        cached=_cached(below, sheet),
        asks=asking.of_visitor(node, sheet.imports),
        unlooked=unlooked.of_view(node, tuple(filter(None, map(dotted, below))), sheet),
        conversions=conversions.of_arguments(node, sheet),
        webhook=webhooks.of_view(node, sheet),
        rows=owners.of_view(node, sheet),
        locals=own,
        of_visitor=own - {"self", "cls"},
        globals=frozenset(name for item in node.body if isinstance(item, ast.Global) for name in item.names),
    )


def _note_end(notes: ViewNotes, node: FunctionNode, methods: frozenset[str] | None, sheet: Sheet) -> None:
    end = endings.without_value(node, methods)
    if end is not None:
        notes.ends_at = sheet.place(end)
        notes.ends_unless = certain.claims(node, methods, lambda one: endings.without_value(one, methods))


def _methods(calls: Sequence[ast.Call]) -> frozenset[str] | None:
    """What the route decorators say that the view takes; null when that is computed."""
    taken: set[str] = set()
    for call in calls:
        verb = called_name(call)
        given = keyword(call, "methods")
        if verb in _VERBS:
            taken.add(verb.upper())
        elif given is None:
            taken.add("GET")
        elif isinstance(given, ast.List | ast.Tuple | ast.Set) and all(text(item) for item in given.elts):
            taken.update((text(item) or "").upper() for item in given.elts)  # as Flask does
        else:
            return None
    return frozenset(taken)


def _cached(below: Sequence[ast.expr], sheet: Sheet) -> Cached | None:
    """The decorator that keeps the answer, and the login that stands below it."""
    for index, item in enumerate(below):
        if isinstance(item, ast.Call) and called_name(item) in _KEEPERS:
            prefix = keyword(item, "key_prefix")
            by_query = keyword(item, "query_string")
            inner = (dotted(one) for one in below[index + 1 :])
            return Cached(
                decorator=dotted(item),
                place=sheet.place(item),
                own_key=keyword(item, "make_cache_key", "unless") is not None
                or not (prefix is None or isinstance(prefix, ast.Constant)),
                by_query=isinstance(by_query, ast.Constant) and bool(by_query.value),
                login_inside=next((name for name in inner if _LOGIN.search(name)), None),
            )
    return None
