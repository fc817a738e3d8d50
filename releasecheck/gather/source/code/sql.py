"""What the constant beginning of an SQL statement tells."""

import ast

_CHANGING = ("insert", "update", "delete", "drop", "create", "alter", "truncate", "replace")
_LONGEST = max(map(len, _CHANGING))
_TEXTS = frozenset({ast.Constant, ast.Call, ast.BinOp, ast.JoinedStr})


def changes(statement: ast.expr | None) -> bool:
    """Whether it is the text of a statement that changes something."""
    beginning = _beginning(statement) if type(statement) in _TEXTS else ""
    return bool(beginning) and beginning.lstrip()[:_LONGEST].lower().startswith(_CHANGING)


def reads(statement: ast.expr | None) -> bool:
    """Whether it is the text of a statement that only asks: `SELECT 1`."""
    return _beginning(statement).lstrip()[:_LONGEST].lower().startswith("select")


def makes_table(statement: ast.expr | None) -> bool:
    """Whether it is the text of a statement that makes a table."""
    return _beginning(statement).lstrip()[:40].lower().startswith("create table")


def _beginning(statement: ast.expr | None) -> str:
    if isinstance(statement, ast.Constant):
        return statement.value if isinstance(statement.value, str) else ""
    if isinstance(statement, ast.Call):
        function = statement.func
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Constant):
            return _beginning(function.value)  # "…".format(x)
        return _beginning(statement.args[0]) if statement.args else ""  # text("…")
    if isinstance(statement, ast.BinOp):  # "…" % x, "…" + x
        return _beginning(statement.left)
    if isinstance(statement, ast.JoinedStr) and statement.values:
        return _beginning(statement.values[0])
    return ""
