"""What the constant beginning of an SQL statement tells."""

import ast

_CHANGING = ("insert", "update", "delete", "drop", "create", "alter", "truncate", "replace")
_LONGEST = max(map(len, _CHANGING))
_TEXT = frozenset({ast.Constant, ast.JoinedStr, ast.BinOp, ast.Call})


def changes(statement: ast.expr | None) -> bool:
    """Whether it is the text of a statement that changes something."""
    beginning = _beginning(statement)
    return bool(beginning) and beginning.lstrip()[:_LONGEST].lower().startswith(_CHANGING)


def reads(statement: ast.expr | None) -> bool:
    """Whether it is the text of a statement that only asks: `SELECT 1`."""
    return _beginning(statement).lstrip()[:_LONGEST].lower().startswith("select")


def makes_table(statement: ast.expr | None) -> bool:
    """Whether it is the text of a statement that makes a table."""
    return _beginning(statement).lstrip()[:40].lower().startswith("create table")


def _beginning(statement: ast.expr | None) -> str:
    if statement.__class__ not in _TEXT:
        return ""
    match statement:
        case ast.Constant(value=value):
            return value if isinstance(value, str) else ""
        case ast.BinOp():  # "…" % x, "…" + x
            return _beginning(statement.left)
        case ast.Call(func=ast.Attribute(value=ast.Constant() as value)):  # "…".format(x)
            return _beginning(value)
        case ast.Call(args=[first, *_]):  # text("…")
            return _beginning(first)
        case ast.JoinedStr(values=[first, *_]):
            return _beginning(first)
    return ""
