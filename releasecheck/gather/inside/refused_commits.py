"""Whether a function of the app expects its database to refuse what it commits."""

from __future__ import annotations

import ast
from typing import Any, Optional

ENDS = ("commit", "flush")
_CAUGHT = {"IntegrityError", "DatabaseError", "DBAPIError", "SQLAlchemyError", "Exception", "BaseException"}


def are_handled(function: Any) -> bool:
    """Whether a commit stands in a `try` that rolls back what is refused, and does not raise it again."""
    return any(isinstance(each, ast.Try) and _rolls_back(each) for each in ast.walk(function))


def may_be_caught(function: Any, call: Any) -> bool:
    """Whether a `try` stands around a call, or further down."""
    for node in ast.walk(function):
        if isinstance(node, ast.Try) and node.handlers:
            if node.lineno <= call.lineno <= (node.end_lineno or 0) or node.lineno >= call.lineno:
                return True
    return False


def _rolls_back(node: ast.Try) -> bool:
    tried = (each for statement in node.body for each in ast.walk(statement))
    if not any(_called(each) in ENDS for each in tried):
        return False
    handler = next((each for each in node.handlers if _takes_refusals(each)), None)
    handled = [each for one in handler.body for each in ast.walk(one)] if handler else []
    again = any(isinstance(each, ast.Raise) and each.exc is None for each in handled)
    return not again and any(_called(each) == "rollback" for each in handled)


def _takes_refusals(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return handler.type is None or any(_name(each) in _CAUGHT for each in caught)


def _called(node: Any) -> Optional[str]:
    return _name(node.func) if isinstance(node, ast.Call) else None


def _name(node: Any) -> Optional[str]:
    return getattr(node, "attr", None) or getattr(node, "id", None)
