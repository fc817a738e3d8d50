"""Calls of libraries that are given what they cannot take, and reads of what they may not have."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from releasecheck.facts import NOWHERE
from releasecheck.facts.slips import FailingCall
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    FunctionNode,
    called_name,
    dotted,
    keyword,
    last_name,
    resolved,
    targets,
    text,
)
from releasecheck.gather.source.walk import Handlers

_RESTFUL_ABORT = "flask_restful.abort"
# Methods of a session, and what to do with a list instead.
_OF_ONE = {
    "delete": "Go through the list and delete each of them, or delete by the query itself.",
    "add": "For a list use `add_all`.",
}
_EMPTY = {"get_jwt": "KeyError", "get_jwt_identity": "TypeError"}  # what an item of it is without a token
_SERVER_ERROR = 500
_LOOK_FIRST = "Look first whether there is a token, or leave `optional=True` out."
_A_TUPLE = "the comma at its end makes it a tuple, which a column does not take"
_A_SET = "braces without a colon make a set, and no answer can be made of one"
_WITH_KEYS = 'Give it a key: `return {"message": …}`.'
_NO_COMMA = "Take the comma away, here and on the lines like it."
# What is around a view and lets its answer through: documentation, a look at who asks.
_PASSING = re.compile(
    r"\.(doc|expect|param|produces|hide|errorhandler)$|login|logged|auth|admin|role|permission|jwt|token|limit",
    re.IGNORECASE,
)
_QUERYING = frozenset({"query", "session", "scalars", "execute"})


def note_abort(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`abort(401, "Wrong password")` of Flask-RESTful, which takes the status alone."""
    if resolved(dotted(node.func), sheet.imports) != _RESTFUL_ABORT or len(node.args) < 2:
        return
    if not any(isinstance(one, ast.Starred) for one in node.args):
        why = "Flask-RESTful's takes one positional argument, the status"
        _note(
            f"{dotted(node.func)}()",
            "TypeError",
            why,
            "Name it: `abort(401, message=…)`.",
            node,
            scope,
            sheet,
        )


def note_session(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`db.session.delete(orders)`, where `orders = Order.query.all()`."""
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1:
        return
    called, given = called_name(node), node.args[0]
    held = isinstance(given, ast.Name) and sheet.slips.rows.get((scope.function or "", given.id))
    if last_name(node.func.value) == "session" and (held or _is_rows(given)):
        what = f"{dotted(node.func)}({given.id if isinstance(given, ast.Name) else '….all()'})"
        why = "it is given a list, and takes one row"
        _note(what, "UnmappedInstanceError", why, _OF_ONE[called], node, scope, sheet)


def note_assignment(node: ast.Assign | ast.AnnAssign, scope: Scope, sheet: Sheet) -> None:
    """`orders = Order.query.all()`; a name that holds something else as well is not known."""
    for target in targets(node):
        if isinstance(target, ast.Name) and scope.function is not None:
            key = (scope.function, target.id)
            sheet.slips.rows[key] = _is_rows(node.value) and sheet.slips.rows.get(key, True)


def note_tuple(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`profile.name = data["name"],` in a function, to be told where a model has such a column."""
    target = node.targets[0]
    if _is_bare_tuple(node.value) and isinstance(target, ast.Attribute) and not _is_own(target.value):
        what = f"`{dotted(target)} = …,`"
        failing = _failing(what, "InterfaceError", _A_TUPLE, _NO_COMMA, node, scope, sheet, always=False)
        sheet.slips.tuples += [(target.attr, one) for one in failing]


def _is_bare_tuple(value: ast.expr) -> bool:
    """Whether a comma at the end of the line is all that makes it one."""
    if not isinstance(value, ast.Tuple) or len(value.elts) != 1:
        return False
    return value.col_offset == value.elts[0].col_offset


def _is_own(owner: ast.expr) -> bool:
    return not isinstance(owner, ast.Name) or owner.id in ("self", "cls")


def note_return(node: ast.Return, scope: Scope, sheet: Sheet) -> None:
    """`return {"Deleted!"}`, with or without a status; what an unknown decorator makes of it nobody knows."""
    body = node.value.elts[0] if isinstance(node.value, ast.Tuple) and node.value.elts else node.value
    if not (isinstance(body, ast.Set) and scope.is_view and scope.view is not None):
        return
    if all(_PASSING.search(name) for name in scope.view.decorators):
        _note("`return {…}`", "TypeError", _A_SET, _WITH_KEYS, node, scope, sheet)


def found(sheets: Sequence[Sheet]) -> Iterator[FailingCall]:
    """Those of the app's files, and of the tuples the first in each function."""
    columns = frozenset[str]().union(*(sheet.columns for sheet in sheets))
    for sheet in sheets if columns else ():
        told = [one for attribute, one in sheet.slips.tuples if attribute in columns]
        yield from {one.function: one for one in reversed(told) if sheet.role == "app"}.values()
    yield from (one for sheet in sheets if sheet.role == "app" for one in sheet.slips.failing_calls)


def note_loop(node: ast.For, scope: Scope, sheet: Sheet) -> None:
    """`for order in orders:`."""
    if isinstance(node.target, ast.Name):
        sheet.slips.rows[scope.function or "", node.target.id] = False


def _is_rows(node: ast.expr | None) -> bool:
    """Whether it is the list that a query gives."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "all"):
        return False
    return not _QUERYING.isdisjoint(dotted(node.func).split("."))


def note_function(node: FunctionNode, inside: Scope, sheet: Sheet) -> None:
    """`get_jwt()["jti"]` below `@jwt_required(optional=True)`, with no look at whether there is a token."""
    if not any(map(_lets_strangers_in, node.decorator_list)):
        return
    parts = [part for item in node.body for part in ast.walk(item)]
    held = {
        target.id: called
        for part in parts
        if isinstance(part, ast.Assign) and (called := _token(part.value, {}, sheet))
        for target in part.targets
        if isinstance(target, ast.Name)
    }
    tests = [part.test for part in parts if isinstance(part, ast.If | ast.IfExp | ast.While | ast.Assert)]
    tests += [value for part in parts if isinstance(part, ast.BoolOp) for value in part.values]
    looked = any(_token(one, held, sheet) for test in tests for one in ast.walk(test))
    if looked or any(_deals_with_it(part) for part in parts if isinstance(part, ast.ExceptHandler)):
        return
    for part in parts:
        called = _token(part.value, held, sheet) if isinstance(part, ast.Subscript) else None
        if isinstance(part, ast.Subscript) and called and text(part.slice):
            what = f'{called}()["{text(part.slice)}"]'
            why = "the visitor need not have one, by jwt_required(optional=True)"
            found = ("without a token " + what, _EMPTY[called], why, _LOOK_FIRST)
            _note(*found, part, inside, sheet, always=False)
            return


def _lets_strangers_in(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call) or called_name(decorator) != "jwt_required":
        return False
    given = keyword(decorator, "optional")
    return isinstance(given, ast.Constant) and given.value is True


def _deals_with_it(handler: ast.ExceptHandler) -> bool:
    """Whether what it raises is caught, and not to answer with a 500 after all."""
    inside = [part for item in handler.body for part in ast.walk(item)]
    return not any(isinstance(one, ast.Constant) and one.value == _SERVER_ERROR for one in inside)


def _token(node: ast.AST, held: dict[str, str], sheet: Sheet) -> str | None:
    """The function that tells what the token says, where it is called, or a name holds what it told."""
    match node:
        case ast.Name(id=name):
            return held.get(name)
        case ast.Call(func=function):
            package, _, called = resolved(dotted(function), sheet.imports).rpartition(".")
            return called if package == "flask_jwt_extended" and called in _EMPTY else None
    return None


def _note(  # noqa: PLR0913, PLR0917 - a call, and where it stands
    what: str,
    raises: str,
    why: str,
    fix: str,
    node: ast.expr | ast.stmt,
    scope: Scope,
    sheet: Sheet,
    *,
    always: bool = True,
) -> None:
    found = _failing(what, raises, why, fix, node, scope, sheet, always=always)
    sheet.slips.failing_calls.extend(found)


def _failing(  # noqa: PLR0913, PLR0917 - likewise
    what: str,
    raises: str,
    why: str,
    fix: str,
    node: ast.expr | ast.stmt,
    scope: Scope,
    sheet: Sheet,
    *,
    always: bool,
) -> Iterator[FailingCall]:
    if scope.function is not None and not scope.guarded:
        view = scope.view.place if scope.view is not None and scope.is_view else NOWHERE
        yield FailingCall(what, raises, why, fix, scope.function, sheet.place(node), view, always)


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {"abort": note_abort}
OF_SESSIONS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(_OF_ONE, note_session)
HANDLERS: Handlers = {
    ast.Assign: (note_assignment, note_tuple),
    ast.AnnAssign: (note_assignment,),
    ast.For: (note_loop,),
}
