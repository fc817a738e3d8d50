"""What an expression takes from the request."""

import ast
from dataclasses import replace

from releasecheck.gather.source.notes.view_notes import Taken, ViewNotes
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, called_name, dotted, keyword, resolved, text

_PARTS = frozenset({"args", "form", "values", "json", "cookies", "files", "get_json"})
_TEXT_METHODS = frozenset({"strip", "lstrip", "rstrip", "lower", "replace", "decode", "get"})
_TEXT_CALLS = frozenset({"str", "unquote", "unquote_plus", "Path", "PurePath", "abspath", "normpath"})


def take(node: ast.expr | None, notes: ViewNotes, sheet: Sheet) -> Taken | None:
    """The data of the request that an expression is, or that it puts into a text."""
    match node:
        case ast.Name():
            return notes.taken.get(node.id) or _passed_by(node, notes)
        case ast.Call():
            return _from_call(node, notes, sheet)
        case ast.Subscript():
            return _direct(node, node.value, node.slice, sheet) or take(node.value, notes, sheet)
        case ast.Attribute(attr="filename"):
            sent = take(node.value, notes, sheet)
            return (
                replace(sent, source=f"{sent.source}.filename", upload=False)
                if sent and sent.upload
                else None
            )
        case ast.BoolOp(values=values):
            return next((found for value in values if (found := take(value, notes, sheet))), None)
        case ast.IfExp():
            return take(node.body, notes, sheet) or take(node.orelse, notes, sheet)
        case ast.BinOp(op=ast.Add() | ast.Mod() | ast.Div()):
            parts = [node.left, *(node.right.elts if isinstance(node.right, ast.Tuple) else [node.right])]
            return _put_together(parts, notes, sheet)
        case ast.JoinedStr(values=values):
            parts = [value.value if isinstance(value, ast.FormattedValue) else value for value in values]
            return _put_together(parts, notes, sheet)
    return None


def _passed_by(node: ast.Name, notes: ViewNotes) -> Taken | None:
    """What the name holds where the last `if` that gave it another value was passed by."""
    ended = (branch.taken for branch in notes.branches if branch.last_line < node.lineno)
    return next((taken[node.id] for taken in ended if node.id in taken), None)


def _from_call(node: ast.Call, notes: ViewNotes, sheet: Sheet) -> Taken | None:
    if keyword(node, "type") is not None:
        return None
    function = node.func
    if isinstance(function, ast.Attribute):
        if function.attr in ("get", "getlist", "get_json", "pop"):
            direct = _direct(node, function.value, argument(node, 0), sheet)
            if direct:
                return direct
        if function.attr in _TEXT_METHODS:
            return take(function.value, notes, sheet)
        if function.attr == "format":
            return _put_together([function.value, *_arguments(node)], notes, sheet)
        if function.attr in ("join", "joinpath"):
            return _put_together([ast.Constant(""), *node.args], notes, sheet)
    if called_name(node) in _TEXT_CALLS:
        return take(argument(node, 0), notes, sheet)
    return None


def _arguments(node: ast.Call) -> list[ast.expr]:
    return [*node.args, *(item.value for item in node.keywords)]


def _put_together(parts: list[ast.expr], notes: ViewNotes, sheet: Sheet) -> Taken | None:
    for index, part in enumerate(parts):
        found = take(part, notes, sheet)
        if found and not found.upload:
            return replace(found, leading=found.leading and index == 0)
    return None


def _direct(node: ast.expr, owner: ast.expr, key: ast.expr | None, sheet: Sheet) -> Taken | None:
    """`request.args["x"]`, `request.form.get("x")`, `request.get_json()`."""
    called = node.func if isinstance(node, ast.Call) else owner
    origin = resolved(dotted(owner), sheet.imports)
    if isinstance(called, ast.Attribute) and called.attr == "get_json" and origin == "flask.request":
        return Taken("request.get_json()")
    first, _, part = origin.removeprefix("flask.").partition(".")
    if not origin.startswith("flask.") or first != "request" or part not in _PARTS:
        return None
    name = text(key)
    shown = f'"{name}"' if name else "..."
    call = "()" if part == "get_json" else ""
    return Taken(f"request.{part}{call}[{shown}]", upload=part == "files")
