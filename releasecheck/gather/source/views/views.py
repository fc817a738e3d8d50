"""What happens inside the project's views: noted while their bodies are walked, and only there."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from releasecheck.facts import NOWHERE
from releasecheck.facts.views import ViewBody
from releasecheck.gather.source.accounts import people
from releasecheck.gather.source.code.doing import Doing
from releasecheck.gather.source.code.through import Functions
from releasecheck.gather.source.guards.presuming import presumed
from releasecheck.gather.source.guards.signed_in import identity
from releasecheck.gather.source.notes.view_notes import ViewNotes
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    argument,
    called_name,
    dotted,
    may_be_true,
    resolved,
    words,
)
from releasecheck.gather.source.views import flows, hidden_failures, swallowed, template_names
from releasecheck.gather.source.work import state

_SESSION_WRITES = words("pop clear update setdefault popitem permanent modified")
_VISITOR = re.compile(r"^(current_|logged_in_)?(user|member|account|identity|profile)", re.IGNORECASE)
_VISITORS = {
    "flask_login.current_user": "current_user",
    "flask_security.current_user": "current_user",
    "flask_jwt_extended.current_user": "get_current_user()",  # what the token tells, and no cookie
}
_TOKENS = frozenset({"get_jwt_identity", "get_current_user", "get_jwt"})  # Flask-JWT-Extended's
_LOOKING = re.compile(r"[Ff]orm(?!at)|valid|submitted|parse_args|payload|json|is_post")


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
            notes.identity.setdefault(f"g.{name}", node.lineno)
        case "flask.session" if name not in _SESSION_WRITES and isinstance(node.ctx, ast.Load):
            notes.identity.setdefault("session", node.lineno)
        case _:
            _note_user(owner, node, notes)


def _origin(node: ast.expr, notes: ViewNotes, sheet: Sheet) -> str:
    """What a name stands for as it was imported; "" for one that the view gives a value: a Stripe session."""
    name = dotted(node)
    return "" if name.partition(".")[0] in notes.locals else resolved(name, sheet.imports)


def _is_request(origin: str) -> bool:
    """Flask's, wherever it was imported from: a module of the project may hand it on."""
    return origin == "flask.request" or (origin.rpartition(".")[2] == "request" and "urllib" not in origin)


def _note_user(origin: str, node: ast.expr, notes: ViewNotes) -> None:
    if origin in _VISITORS:
        notes.identity.setdefault(_VISITORS[origin], node.lineno)


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
        if name == "get_json" and may_be_true(argument(node, 0, "force")):
            notes.reads["get_json(force=True)"] = None  # whatever its content type says
        if name in _TOKENS:
            notes.identity.setdefault(f"{name}()", node.lineno)
        for item in (*node.args, *(one.value for one in node.keywords)):
            _note_whole(item, notes, sheet)


def _note_whole(node: ast.expr, notes: ViewNotes, sheet: Sheet) -> None:
    """The session, the request or the visitor as such."""
    if isinstance(node, ast.Name | ast.Attribute):
        origin = _origin(node, notes, sheet)
        if origin == "flask.session":
            notes.identity.setdefault("session", node.lineno)
        elif _is_request(origin):
            notes.reads["request"] = None
            notes.looks_at = notes.looks_at or node.lineno
        _note_user(origin, node, notes)


def note_yield(_node: ast.Yield | ast.YieldFrom, scope: Scope, _sheet: Sheet) -> None:
    """A generator has its value from the start."""
    if scope.view is not None and scope.is_view:
        scope.view.ends_at = scope.view.ends_null = NOWHERE


def _is_spared(notes: ViewNotes, sheet: Sheet, name: str, functions: Functions) -> bool:
    """Whether it has a value after all, by what is certain of the functions that it calls."""
    claims = notes.ends_unless
    return claims is not None and all(
        functions.ends(called, sheet, name) in {"leaves", ending} for ending, called in claims
    )


def bodies(sheets: Sequence[Sheet], functions: Functions, kept: state.Kept) -> Iterator[ViewBody]:
    """The views of all files; a change of a module's variable is one only where that module is known."""
    models = people.models(sheets)
    for sheet in sheets:
        for notes in sheet.bodies:
            name, doing = sheet.view_doings.get(notes.place.line or 0, ("", Doing()))
            ends = not _is_spared(notes, sheet, name, functions)
            yield ViewBody(
                function=notes.function,
                place=notes.place,
                view=notes.view,
                verb=notes.verb,
                decorators=notes.decorators,
                identity=identity(notes, sheet, name, doing, functions),
                reads=tuple(notes.reads),
                calls=tuple(name for name in notes.calls if name),
                ends_at=notes.ends_at if ends else NOWHERE,
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
                ends_null=notes.ends_null if ends else NOWHERE,
                writes=() if notes.decorated else tuple(doing.writes),
                through=() if notes.decorated else functions.writes(sheet, name, doing),
                presumes=presumed(notes),
                sets_session=notes.sets_session,
                looks_for=tuple(sorted(notes.looked_for & notes.takes.keys())),
                unlooked=notes.unlooked,
                swallowed=tuple(notes.swallowed),
                conversions=notes.conversions,
                webhook=notes.webhook,
                rows=notes.rows,
                lists_accounts=people.listed_by(name, doing, sheet, functions, models),
                looks_late=bool(notes.identity) and doing.commits_before(min(notes.identity.values())),
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
    ast.Try: (swallowed.note,),
    ast.Return: (hidden_failures.note_answer,),
    ast.Yield: (note_yield,),
    ast.YieldFrom: (note_yield,),
}
