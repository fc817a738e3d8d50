"""Views that report a success, whatever the function that was to bring it about says of it."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from releasecheck.facts.slips import Slip, SlipKind
from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.code.through import Functions
from releasecheck.gather.source.doubting import Judge, Judged, doubt
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, argument, called_name, dotted, text, words
from releasecheck.gather.source.walk import Handlers

_KIND: SlipKind = "success-anyway"
_BROAD = words("Exception BaseException SQLAlchemyError DatabaseError Error PyMongoError")
_SAYS = words("flash abort exit _exit")  # whoever calls one lets the visitor know
_KEEPS = re.compile(r"commit$|insert_(one|many)$|update_(one|many)$|delete_(one|many)$|replace_one$")
# What is noted beside: the visitor's own deed is another.
_ASIDE = re.compile(
    r"(^|[._])(log|audit|track|notify|notification|mail|email|cache|event|activity|history|progress|stats?)(_|$)",
    re.IGNORECASE,
)
_NOTHING = (None, False, 0)


def _note_handler(node: ast.ExceptHandler, scope: Scope, sheet: Sheet) -> None:
    """`except Exception as error: print(error); return None` in a function that is no view."""
    kind = dotted(node.type).rpartition(".")[2] if node.type else "Exception"
    if scope.function is None or scope.view is not None or kind not in _BROAD:
        return
    inside = [one for item in node.body for one in ast.walk(item)]
    said = any(isinstance(one, ast.Call) and called_name(one) in _SAYS for one in inside)
    if not said and not any(isinstance(one, ast.Raise) for one in inside):
        returned = [one.value for one in inside if isinstance(one, ast.Return)]
        if all(one is None or (isinstance(one, ast.Constant) and one.value in _NOTHING) for one in returned):
            sheet.silent.add(scope.function)


def _note_flash(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`flash("The note was added", "success")`."""
    if scope.is_view and text(argument(node, 1, "category")) == "success":
        doubt(_KIND, node, scope, sheet)


def _unasked(node: ast.AST, around: Around, _sheet: Sheet) -> Judged:
    """The calls before it in its block whose results nobody looks at."""
    function = around.function(node)
    statement = next((one for one in around.above(node) if isinstance(one, ast.stmt)), None)
    block = next(iter(around.above(statement)), None) if statement else None
    if function is None or not isinstance(node, ast.Call) or b"commit(" in around.lines_of(function):
        return  # what it keeps itself is the visitor's own deed
    for part in ("body", "orelse"):
        found = getattr(block, part, [])
        if statement in found:
            for before in found[: found.index(statement)]:
                called = _called(before, function)
                if called and not _ASIDE.search(called):
                    yield called, text(argument(node, 0)) or "flash(…)"


def _called(node: ast.stmt, function: FunctionNode) -> str:
    """The function that a statement may call for its effect alone; "" for another statement."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name() | ast.Attribute() as called)):
            return dotted(called)
        case ast.Assign(
            targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name() | ast.Attribute() as called)
        ):
            read = (one for one in ast.walk(function) if isinstance(one, ast.Name) and one.id == name)
            return "" if any(isinstance(one.ctx, ast.Load) for one in read) else dotted(called)
    return ""


def settled(sheets: Sequence[Sheet], functions: Functions) -> Iterator[Slip]:
    """The slips of all files; of these calls those that change something, and are silent when they fail."""
    for sheet in sheets:
        for one in sheet.slips.settled if sheet.role == "app" else ():
            owner, name = sheet, ""
            if one.kind == _KIND:
                owner, name = functions.named(one.what, sheet, one.function) or (sheet, "")
            keeps = name in owner.doings and any(map(_KEEPS.search, owner.doings[name].writes))
            if one.kind != _KIND or (keeps and name in owner.silent):
                yield one


HANDLERS: Handlers = {ast.ExceptHandler: (_note_handler,)}
CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {"flash": _note_flash}
JUDGES: dict[str, Judge] = {_KIND: _unasked}
