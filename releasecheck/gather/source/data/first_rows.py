"""A row that is read in the same breath as it is looked for: where there is none, that is None."""

import ast
import re
from collections.abc import Iterator

from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.data import lookups
from releasecheck.gather.source.syntax import (
    FunctionNode,
    called_name,
    dotted,
    resolved,
    targets,
    text,
    words,
)

_PRESENCE = words("len isinstance int str bool strip lower upper get isdigit all any")
_LOOK_UPS = words(
    "get_or_404 first_or_404 one_or_404 get get_one first one one_or_none scalar all execute find_one count"
)
_FAILURES = words("AttributeError TypeError LookupError")
_NEWEST = "order_by"


def unasked(node: ast.Attribute | ast.Subscript, around: Around, imports: dict[str, str]) -> str | None:
    """By what of the visitor's the row is looked for; "order_by" for the newest of all; else null."""
    row, function = node.value, around.function(node)
    if not isinstance(row, ast.Call) or not isinstance(row.func, ast.Attribute) or function is None:
        return None
    asked: ast.AST | None = row
    if row.func.attr == "fetchone":
        asked = lookups.statement(row, function)
    elif not lookups.is_query(row):
        asked = None
    if asked is None or around.is_tried(node, *_FAILURES) or _is_known(row, row.func, function, around):
        return None
    names = _of_visitor(function, imports)
    by = next((name for name in _mentioned(asked) if name in names), None)
    if by is None:
        return _NEWEST if _is_newest(row) else None
    if not _is_of_others(asked) and _is_looked_at(by, asked, row.lineno, function):
        return None
    return names[by]


def _is_known(row: ast.Call, last: ast.Attribute, function: FunctionNode, around: Around) -> bool:
    """Whether the function asks the same twice, or has just made such a row."""
    asked = ast.dump(last.value)
    for one in ast.walk(function):
        alike = isinstance(one, ast.Attribute) and one is not last and ast.dump(one.value) == asked
        if alike and last.attr != "fetchone" and not _is_taken(one, around):
            return True
    return lookups.has_made(row, function)


def _is_taken(last: ast.AST, around: Around) -> bool:
    """Whether this one too is read at once."""
    call, reading, *_ = (*around.above(last), None, None)
    return isinstance(call, ast.Call) and isinstance(reading, ast.Attribute | ast.Subscript)


def _of_visitor(function: FunctionNode, imports: dict[str, str]) -> dict[str, str]:
    """Names that hold what the request brings, with how to call that."""
    ruled = [text(part) for one in function.decorator_list for part in ast.walk(one) if text(part)]
    found = {
        one.arg: f"<{one.arg}>"
        for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
        if any(rule and re.search(rf"[<:]{one.arg}>", rule) for rule in ruled)
    }
    for name, origin in imports.items():
        if origin == "flask.request":
            found[name] = "the request"
    for one in ast.walk(function):
        if isinstance(one, ast.Assign | ast.AnnAssign) and one.value is not None:
            parts = [part for part in ast.walk(one.value) if isinstance(part, ast.Attribute)]
            if any(resolved(dotted(part), imports).startswith("flask.request.") for part in parts):
                found |= {
                    each.id: f"{each.id} of the request"
                    for each in targets(one)
                    if isinstance(each, ast.Name)
                }
    return found


def _mentioned(asked: ast.AST) -> Iterator[str]:
    """The names in it that stand for a value as they are, and the request."""
    owners = {id(one.value): one for one in ast.walk(asked) if isinstance(one, ast.Attribute)}
    for one in ast.walk(asked):
        if isinstance(one, ast.Name) and (id(one) not in owners or one.id == "request"):
            yield one.id


def _is_newest(row: ast.Call) -> bool:
    """Whether it is the first row in an order, whatever the table holds."""
    names = {called_name(one) for one in ast.walk(row) if isinstance(one, ast.Call)}
    return "order_by" in names and not names & {"filter", "filter_by", "where", "having"}


def _is_of_others(asked: ast.AST) -> bool:
    """Whether it leaves somebody out, and so what is known of the value says nothing of the row."""
    return any(isinstance(one, ast.NotEq) for one in ast.walk(asked))


def _is_looked_at(name: str, asked: ast.AST, line: int, function: FunctionNode) -> bool:
    """Whether something before asks more of the value than whether it is there, or looks it up too."""
    if name == "request":
        return False
    for one in ast.walk(function):
        asking: list[ast.AST] = []
        if isinstance(one, ast.If | ast.IfExp | ast.While | ast.Assert) and one.lineno <= line:
            asking = [part for part in ast.walk(one.test) if _asks_more(part)]
        elif isinstance(one, ast.Call) and one.lineno < line and called_name(one) in _LOOK_UPS:
            asking = [one] if one is not asked else []
        if any(name in _mentioned(part) for part in asking):
            return True
    return False


def _asks_more(part: ast.AST) -> bool:
    if isinstance(part, ast.Call):
        return called_name(part) not in _PRESENCE
    return isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.In | ast.NotIn)
