"""Views that do the same: one is a copy of the other, or does no more than call it."""

from __future__ import annotations

import ast
from typing import Any, List, Optional

from . import source_lines, views


def are(view: Any, other: Any) -> bool:
    """Whether it makes no difference that `other` answers in place of `view`."""
    mine, theirs = _definition(view), _definition(other)
    if mine is None or theirs is None:
        return False
    return _says(mine) == _says(theirs) or _only_calls(mine, theirs.name)


def _definition(view: Any) -> Optional[source_lines.Function]:
    code = getattr(views.unwrap(view), "__code__", None)
    return None if code is None else source_lines.function_at(code)


def _says(function: source_lines.Function) -> List[str]:
    return [ast.dump(function.args), *map(ast.dump, _body(function))]


def _body(function: source_lines.Function) -> List[ast.stmt]:
    described = ast.get_docstring(function, clean=False) is not None
    return function.body[described:]


def _only_calls(function: source_lines.Function, name: str) -> bool:
    returned = [getattr(statement, "value", None) for statement in _body(function)]
    call = returned[0] if len(returned) == 1 else None
    called = call.func if isinstance(call, ast.Call) else None
    return name == getattr(called, "id", getattr(called, "attr", None))
