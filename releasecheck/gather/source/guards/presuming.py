"""What a view takes of its visitor as if somebody were signed in, and does not look whether there is one."""

import ast
import re

from releasecheck.facts.views import Presumed
from releasecheck.gather.source import walk
from releasecheck.gather.source.code.presence import asked
from releasecheck.gather.source.notes.view_notes import ViewNotes
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import dotted, last_name, resolved, targets, text

USERS = frozenset({"flask_login.current_user", "flask_security.current_user"})
_SESSION = "flask.session"
_USER = "current_user"
OWN_STRANGERS = "anonymous_user"  # the attribute of the login manager
# What a stranger's stand-in has as well.
OF_STRANGERS = frozenset({"is_authenticated", "is_active", "is_anonymous", "get_id", "roles", "has_role"})
# A key that tells who it is: a look at one of them, as at "logged_in", is a look at the visitor as such.
_VISITOR = re.compile(r"user|log|admin|account|auth|member|role|staff|^id$|_id$|name$|mail", re.IGNORECASE)
_LOOKING = frozenset({"hasattr", "getattr", "isinstance", "bool"})
_CATCHING = frozenset({"KeyError", "AttributeError", "LookupError", "Exception", "BaseException"})


def presumed(notes: ViewNotes) -> tuple[Presumed, ...]:
    """What it takes with nothing that looks at the visitor anywhere in it, in the order of its lines."""
    if "" in notes.looked:
        return ()
    return tuple(Presumed(what, place) for what, place in notes.takes.items() if what not in notes.looked)


def _note_attribute(node: ast.Attribute, scope: Scope, sheet: Sheet) -> None:
    """`current_user.id`."""
    notes = scope.view
    if notes is None or not isinstance(node.ctx, ast.Load) or not _is_user(node.value, notes, sheet):
        return
    if node.attr in OF_STRANGERS:
        notes.looked.add("")
    elif not node.attr.startswith("_"):
        _take(f"{_USER}.{node.attr}", node, scope, sheet)


def _note_item(node: ast.Subscript, scope: Scope, sheet: Sheet) -> None:
    """`session["user_id"]`: read, or given a value by the view itself."""
    notes = scope.view
    key = text(node.slice)
    if notes is None or key is None or not _is_session(node.value, notes, sheet):
        return
    if isinstance(node.ctx, ast.Store):
        notes.looked.add("" if _VISITOR.search(key) else _item(key))
    elif isinstance(node.ctx, ast.Load):
        _take(_item(key), node, scope, sheet)


def _take(what: str, node: ast.Attribute | ast.Subscript, scope: Scope, sheet: Sheet) -> None:
    notes = scope.view
    if notes is not None and scope.is_view and node.lineno > notes.tried_until:
        notes.takes.setdefault(what, sheet.place(node))


def _note_comparison(node: ast.Compare, scope: Scope, sheet: Sheet) -> None:
    """`"user_id" in session`, `post.author != current_user`."""
    notes = scope.view
    if notes is None:
        return
    sides = (node.left, *node.comparators)
    if any(_is_user(one, notes, sheet) for one in sides):
        notes.looked.add("")
    if any(_is_session(one, notes, sheet) for one in sides):
        _look(text(node.left), notes)


def _note_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`session.get("user_id")`, `hasattr(current_user, "id")`."""
    notes = scope.view
    if notes is None:
        return
    function = node.func
    if isinstance(function, ast.Attribute):
        if function.attr in {"get", "setdefault"} and _is_session(function.value, notes, sheet):
            _look(text(node.args[0]) if node.args else None, notes)
    elif last_name(function) in _LOOKING and any(_is_visitor(one, notes, sheet) for one in node.args):
        notes.looked.add("")


def _note_test(node: ast.If | ast.IfExp | ast.While | ast.Assert, scope: Scope, sheet: Sheet) -> None:
    """`if session:`, `if not current_user:`."""
    if scope.view is not None and any(_is_visitor(one, scope.view, sheet) for one in asked(node.test)):
        scope.view.looked.add("")


def _note_try(node: ast.Try, scope: Scope, _sheet: Sheet) -> None:
    """A view that catches what comes of it has thought of strangers."""
    if scope.view is not None and any(map(_catches, node.handlers)):
        scope.view.tried_until = max(scope.view.tried_until, node.body[-1].end_lineno or 0)


def _catches(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or last_name(kind) in _CATCHING for kind in kinds)


def _look(key: str | None, notes: ViewNotes) -> None:
    """At a key of the session; at one that is computed, at all."""
    notes.looked.add("" if key is None or _VISITOR.search(key) else _item(key))
    if key is not None:
        notes.looked_for.add(_item(key))


def _item(key: str) -> str:
    return f'session["{key}"]'


def _is_visitor(node: ast.expr, notes: ViewNotes, sheet: Sheet) -> bool:
    return _is_user(node, notes, sheet) or _is_session(node, notes, sheet)


def _is_user(node: ast.expr, notes: ViewNotes, sheet: Sheet) -> bool:
    return _origin(node, notes, sheet) in USERS


def _is_session(node: ast.expr, notes: ViewNotes, sheet: Sheet) -> bool:
    return _origin(node, notes, sheet) == _SESSION


def _origin(node: ast.expr, notes: ViewNotes, sheet: Sheet) -> str:
    """What a name was imported as; "" for one that the view gives a value."""
    if not isinstance(node, ast.Name | ast.Attribute):
        return ""
    name = dotted(node)
    return "" if name.partition(".")[0] in notes.locals else resolved(name, sheet.imports)


def note_own_strangers(node: ast.Assign, _scope: Scope, sheet: Sheet) -> None:
    """`login_manager.anonymous_user = Guest`, which may have all that a user has."""
    for target in targets(node):
        if isinstance(target, ast.Attribute) and target.attr == OWN_STRANGERS:
            sheet.own_strangers.append(sheet.place(node))


IN_VIEWS: walk.Handlers = {
    ast.Attribute: (_note_attribute,),
    ast.Subscript: (_note_item,),
    ast.Compare: (_note_comparison,),
    ast.Call: (_note_call,),
    ast.If: (_note_test,),
    ast.IfExp: (_note_test,),
    ast.While: (_note_test,),
    ast.Assert: (_note_test,),
    ast.Try: (_note_try,),
}
