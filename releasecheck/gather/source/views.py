"""What happens inside the project's views: noted while their bodies are walked, and only there."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from releasecheck.facts import NOWHERE, Place
from releasecheck.facts.views import Cached, ViewBody
from releasecheck.gather.source import asking, endings, flows, hidden_failures, parting, state, template_names
from releasecheck.gather.source.doing import Doing
from releasecheck.gather.source.presuming import presumed
from releasecheck.gather.source.sheet import Scope, Sheet
from releasecheck.gather.source.signed_in import identity
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
from releasecheck.gather.source.through import Functions
from releasecheck.gather.source.view_notes import ViewNotes

_VERBS = words("get post put delete patch")
_SESSION_WRITES = words("pop clear update setdefault popitem permanent modified")
_VISITOR = re.compile(r"^(current_|logged_in_)?(user|member|account|identity|profile)", re.IGNORECASE)
_LOGIN = re.compile(
    r"login|logged|auth|member|admin|staff|role|permission|signed|session|jwt|token", re.IGNORECASE
)
_VISITORS = {
    "flask_login.current_user": "current_user",
    "flask_security.current_user": "current_user",
    "flask_jwt_extended.current_user": "get_current_user()",  # what the token tells, and no cookie
}
_TOKENS = frozenset({"get_jwt_identity", "get_current_user", "get_jwt"})  # Flask-JWT-Extended's
_LOOKING = re.compile(r"[Ff]orm(?!at)|valid|submitted|parse_args|payload|json|is_post")
_KEEPERS = frozenset({"cached", "memoize"})
_RESOURCE = re.compile(r"flask_rest(ful|x|plus)\.(\w+\.)*Resource")
_OF_ROUTES = words("route doc hide response param produces expect")
_AROUND = words("decorators dispatch_request")
_BINDING = frozenset({"staticmethod", "classmethod"})  # wrap nothing around a method


def begin_route(node: FunctionNode, found: Sequence[int], sheet: Sheet) -> ViewNotes:
    """The notes on a function whose decorators at `found` are route decorators."""
    calls = [item for index in found if isinstance(item := node.decorator_list[index], ast.Call)]
    below = node.decorator_list[found[-1] + 1 :]
    notes = _begin(node, sheet.place(node), below, sheet)
    notes.ends_at = _ends_at(node, _methods(calls), sheet)
    paths = [rule for call in calls if call.args and (rule := text(call.args[0]))]
    flows.note_path_values(notes, paths)
    notes.ends_session = parting.ends_only_the_session(node, (node.name, *paths), sheet.imports)
    return notes


def begin_method(node: FunctionNode, scope: Scope, sheet: Sheet) -> ViewNotes | None:
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
    if _answers_itself(owner):
        notes.ends_at = _ends_at(node, frozenset({notes.verb}), sheet)
    elif _is_resource(owner, sheet) and (end := endings.forgotten(node)):
        notes.ends_null = sheet.place(end)
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


def begin_handed(node: FunctionNode, sheet: Sheet) -> ViewNotes | None:
    """The notes on a function that somebody gives to `add_url_rule`, by its name."""
    if node.name not in sheet.handed:
        return None
    wrapped = [item for item in node.decorator_list if last_name(item) not in _BINDING]
    notes = _begin(node, sheet.place(node), wrapped, sheet)
    notes.ends_at, notes.decorated = _ends_at(node, None, sheet), False
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
        locals=own,
        of_visitor=own - {"self", "cls"},
        globals=frozenset(name for item in node.body if isinstance(item, ast.Global) for name in item.names),
    )


def _ends_at(node: FunctionNode, methods: frozenset[str] | None, sheet: Sheet) -> Place:
    end = endings.without_value(node, methods)
    return sheet.place(end) if end is not None else NOWHERE


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


def note_attribute(node: ast.Attribute, scope: Scope, sheet: Sheet) -> None:
    """`request.form`, `current_user.name`, `session.get`, `g.user`."""
    notes = scope.view
    if notes is None or not isinstance(node.value, ast.Name | ast.Attribute):
        return
    owner, name = _origin(node.value, notes, sheet), node.attr
    match owner:
        case _ if _is_request(owner):
            notes.reads[name] = None
            notes.looks_at = notes.looks_at or node.lineno
        case "flask.g" if _VISITOR.search(name):
            notes.identity[f"g.{name}"] = None
        case "flask.session" if name not in _SESSION_WRITES and isinstance(node.ctx, ast.Load):
            notes.identity["session"] = None
        case _:
            _note_user(owner, notes)


def _origin(node: ast.expr, notes: ViewNotes, sheet: Sheet) -> str:
    """What a name stands for as it was imported; "" for one that the view gives a value: a Stripe session."""
    name = dotted(node)
    return "" if name.partition(".")[0] in notes.locals else resolved(name, sheet.imports)


def _is_request(origin: str) -> bool:
    """Flask's, wherever it was imported from: a module of the project may hand it on."""
    return origin == "flask.request" or (origin.rpartition(".")[2] == "request" and "urllib" not in origin)


def _note_user(origin: str, notes: ViewNotes) -> None:
    if origin in _VISITORS:
        notes.identity[_VISITORS[origin]] = None


def note_item(node: ast.Subscript, scope: Scope, sheet: Sheet) -> None:
    """`session["x"]`, read or set."""
    notes = scope.view
    if notes is not None and isinstance(node.ctx, ast.Load):
        _note_whole(node.value, notes, sheet)
    elif (
        notes is not None
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name | ast.Attribute)
    ):
        notes.sets_session = notes.sets_session or _origin(node.value, notes, sheet) == "flask.session"


def note_comparison(node: ast.Compare, scope: Scope, sheet: Sheet) -> None:
    """`"x" in session`."""
    if scope.view is not None:
        for item in (node.left, *node.comparators):
            _note_whole(item, scope.view, sheet)


def note_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """The name of what is called, and what it is given."""
    notes = scope.view
    if notes is not None:
        name = called_name(node)
        notes.calls[name] = None
        if notes.looks_at is None and _LOOKING.search(name):
            notes.looks_at = node.lineno
        if name in _TOKENS:
            notes.identity[f"{name}()"] = None
        for item in (*node.args, *(one.value for one in node.keywords)):
            _note_whole(item, notes, sheet)


def _note_whole(node: ast.expr, notes: ViewNotes, sheet: Sheet) -> None:
    """The session, the request or the visitor as such."""
    if isinstance(node, ast.Name | ast.Attribute):
        origin = _origin(node, notes, sheet)
        if origin == "flask.session":
            notes.identity["session"] = None
        elif _is_request(origin):
            notes.reads["request"] = None
            notes.looks_at = notes.looks_at or node.lineno
        _note_user(origin, notes)


def note_yield(_node: ast.Yield | ast.YieldFrom, scope: Scope, _sheet: Sheet) -> None:
    """A generator has its value from the start."""
    if scope.view is not None and scope.is_view:
        scope.view.ends_at = scope.view.ends_null = NOWHERE


def bodies(sheets: Sequence[Sheet], functions: Functions) -> Iterator[ViewBody]:
    """The views of all files; a change of a module's variable is one only where that module is known."""
    kept = state.of_modules(sheets)
    for sheet in sheets:
        for notes in sheet.bodies:
            name, doing = sheet.view_doings.get(notes.place.line or 0, ("", Doing()))
            yield ViewBody(
                function=notes.function,
                place=notes.place,
                view=notes.view,
                verb=notes.verb,
                decorators=notes.decorators,
                identity=identity(notes, sheet, name, doing, functions),
                reads=tuple(notes.reads),
                calls=tuple(name for name in notes.calls if name),
                ends_at=notes.ends_at,
                cached=notes.cached,
                flows=flows.flows(notes),
                changes=kept(
                    (
                        *state.own_changes(notes, sheet),
                        *state.of_others(functions.changes(sheet, name, doing)),
                    )
                ),
                answered=tuple(notes.answered),
                hidden_failures=tuple(notes.hidden_failures),
                ends_session=notes.ends_session,
                asks=notes.asks,
                bare_class=notes.bare_class,
                compares_sent=notes.compares_sent,
                decorated_class=notes.decorated_class,
                commits_first=notes.looks_at is not None and doing.commits_before(notes.looks_at),
                ends_null=notes.ends_null,
                writes=() if notes.decorated else tuple(doing.writes),
                through=() if notes.decorated else functions.writes(sheet, name, doing),
                presumes=presumed(notes),
                sets_session=notes.sets_session,
            )


HANDLERS: dict[type[ast.AST], tuple[Callable[[Any, Scope, Sheet], None], ...]] = {
    ast.Assign: (flows.note_given, state.note_assignment, template_names.note_given),
    ast.AnnAssign: (flows.note_given, state.note_assignment, template_names.note_given),
    ast.NamedExpr: (flows.note_given, state.note_assignment, template_names.note_given),
    ast.AugAssign: (state.note_assignment, template_names.note_added),
    ast.Delete: (state.note_delete,),
    ast.For: (state.note_loop,),
    ast.AsyncFor: (state.note_loop,),
    ast.comprehension: (state.note_loop, flows.note_filter),
    ast.With: (state.note_with,),
    ast.AsyncWith: (state.note_with,),
    ast.If: (flows.note_test, state.note_test, hidden_failures.note_test),
    ast.IfExp: (flows.note_test, state.note_test),
    ast.While: (flows.note_test,),
    ast.Assert: (flows.note_test,),
    ast.Match: (flows.note_match,),
    ast.Call: (note_call, flows.note_sink, state.note_call),
    ast.Attribute: (note_attribute,),
    ast.Subscript: (note_item,),
    ast.Compare: (note_comparison,),
    ast.ExceptHandler: (hidden_failures.note,),
    ast.Return: (hidden_failures.note_answer,),
    ast.Yield: (note_yield,),
    ast.YieldFrom: (note_yield,),
}
