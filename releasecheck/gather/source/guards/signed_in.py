"""Functions of the project, no views, that tell by the session who is signed in."""

import ast
import re
from collections.abc import Callable
from functools import cache

from releasecheck.gather.source import walk
from releasecheck.gather.source.code.doing import Doing
from releasecheck.gather.source.code.through import Functions
from releasecheck.gather.source.notes.view_notes import ViewNotes
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, dotted, resolved, text

# Others may read it too: for the language, a cart or a message.
_TELLS = re.compile(
    r"log(ged|in)|signed|auth|session|user|member|admin|account|visitor|customer|staff|role|permi",
    re.IGNORECASE,
)

_SETS = re.compile(
    r"_*(set|add|save|store|keep|update|refresh|clear|end|start|log_?(in|out)|sign_?(in|out))_", re.IGNORECASE
)

# What signs somebody in, or notes what was done, is no deed of the visitor's that another site could want.
_SETS_WHO = re.compile(
    r"sign_?(in|up|out)|log_?(in|out|ged)|register|auth|session|(^|[._])(log|audit|track)(_|$)",
    re.IGNORECASE,
)
_OF_VISITOR = re.compile(r"user|member|account|customer|admin|email|^u?id$|_by$|log(ged|in)", re.IGNORECASE)


def identity(
    notes: ViewNotes, sheet: Sheet, view: str, doing: Doing, functions: Functions
) -> tuple[str, ...]:
    """What a view reads of its visitor, itself, by such a function, or by one that changes what is theirs."""
    asks = "session" not in notes.identity and _asks(sheet, view, doing, functions)
    return (*notes.identity, *(["session"] if asks else []))


def _asks(sheet: Sheet, view: str, doing: Doing, functions: Functions) -> bool:
    if _told(sheet, view, doing, functions):
        return True
    for called in (*doing.calls, *doing.sent_calls):
        owner, name = functions.named(called, sheet, view) or (sheet, "")
        helper = owner.doings.get(name)
        if helper is None or not helper.writes or _SETS_WHO.search(name):
            continue
        if name in owner.acts_for or _told(owner, name, helper, functions):
            return True
    return False


def _told(sheet: Sheet, caller: str, doing: Doing, functions: Functions) -> bool:
    """Whether a function calls one that tells, by its name and by what it reads."""
    for called in (*doing.calls, *doing.sent_calls):
        if _may_tell(called.rpartition(".")[2]):
            found = functions.named(called, sheet, caller)
            if found and found[1] in found[0].tells_who:
                return True
    return False


@cache
def _may_tell(name: str) -> bool:
    return _TELLS.search(name) is not None and _SETS.match(name) is None


def _note_item(node: ast.Subscript, scope: Scope, sheet: Sheet) -> None:
    """`session["user"]`, read."""
    if isinstance(node.ctx, ast.Load):
        _note(node.value, scope, sheet, node.slice)


def _note_comparison(node: ast.Compare, scope: Scope, sheet: Sheet) -> None:
    """`"user" in session`."""
    for item in node.comparators:
        _note(item, scope, sheet)


def _note_get(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`session.get("user")`."""
    if isinstance(node.func, ast.Attribute):
        _note(node.func.value, scope, sheet, argument(node, 0))


def _note(owner: ast.expr, scope: Scope, sheet: Sheet, key: ast.expr | None = None) -> None:
    if scope.function is None or scope.view is not None or not isinstance(owner, ast.Name | ast.Attribute):
        return
    if resolved(dotted(owner), sheet.imports) == "flask.session":
        sheet.tells_who.add(scope.function)
        if _OF_VISITOR.search(text(key) or ""):
            sheet.acts_for.add(scope.function)


HANDLERS: walk.Handlers = {ast.Subscript: (_note_item,), ast.Compare: (_note_comparison,)}
CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {"get": _note_get}
