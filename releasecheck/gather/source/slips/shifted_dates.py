"""Today's date in another month: not each month has a 31st."""

import ast
from collections.abc import Callable

from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.doubting import Judge, Judged, doubt
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted, keyword, words

_NOW = words("now utcnow today")
_ZONED = words("date astimezone replace")  # which leave the day in as it is


def _note_replace(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`today.replace(month=today.month + 1)`."""
    if node.args or not isinstance(node.func, ast.Attribute):
        return
    given = {one.arg for one in node.keywords}
    if "month" in given and given.isdisjoint({"day", None}) and _is_counted(keyword(node, "month")):
        doubt("month-shifted", node, scope, sheet)


def _is_counted(month: ast.expr | None) -> bool:
    """Whether it is a sum, as of the month of today and a number."""
    if month is None or not any(isinstance(one, ast.BinOp) for one in ast.walk(month)):
        return False
    return any(isinstance(one, ast.Attribute) and one.attr == "month" for one in ast.walk(month))


def _fails(node: ast.AST, around: Around, _sheet: Sheet) -> Judged:
    """As written, where the date is today's whole and nobody looks at its day or catches what is raised."""
    function = around.function(node)
    if function is None or not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return
    if around.is_tried(node, "ValueError") or _looks_at_day(function):
        return
    date = node.func.value
    if _is_now(date) or (isinstance(date, ast.Name) and _holds_now(date.id, function)):
        yield f"{dotted(node.func)}(month=…)", ""


def _looks_at_day(function: FunctionNode) -> bool:
    return any(isinstance(one, ast.Attribute) and one.attr == "day" for one in ast.walk(function))


def _holds_now(name: str, function: FunctionNode) -> bool:
    """Whether the function sets this name once, to the date of today."""
    stored = [
        one
        for one in ast.walk(function)
        if isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Store)
    ]
    sets = [one for one in ast.walk(function) if isinstance(one, ast.Assign) and one.targets == stored]
    return len(stored) == 1 and len(sets) == 1 and _is_now(sets[0].value)


def _is_now(node: ast.expr) -> bool:
    """`datetime.utcnow().date()`, `date.today()`, without a day of its own."""
    while isinstance(node, ast.Call) and called_name(node) in _ZONED:
        if not isinstance(node.func, ast.Attribute) or any(one.arg == "day" for one in node.keywords):
            return False
        node = node.func.value
    return isinstance(node, ast.Call) and called_name(node) in _NOW


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {"replace": _note_replace}
JUDGES: dict[str, Judge] = {"month-shifted": _fails}
