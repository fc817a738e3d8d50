"""Decorators of the project that give on what the function below them gives."""

import ast

from releasecheck.gather.source.code import endings
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, called_name


def note_function(node: FunctionNode, scope: Scope, sheet: Sheet) -> None:
    """`@wraps(f)` above a function in a function, which does nothing with `f` but `return f(…)`."""
    if scope.function is None:
        return
    for item in node.decorator_list:
        if isinstance(item, ast.Call) and called_name(item) == "wraps" and item.args:
            wrapped = item.args[0]
            if isinstance(wrapped, ast.Name) and _only_hands_on(node, wrapped.id):
                sheet.handing_on.add(scope.function.partition(".")[0])


def _only_hands_on(node: FunctionNode, name: str) -> bool:
    given = sum(_is_call_of(name, one.value) for one in endings.returns(node.body))
    used = (part for item in node.body for part in ast.walk(item) if isinstance(part, ast.Name))
    return given > 0 and given == sum(part.id == name for part in used)


def _is_call_of(name: str, node: ast.expr | None) -> bool:
    node = node.value if isinstance(node, ast.Await) else node
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    if isinstance(called, ast.Call) and called_name(called) == "ensure_sync" and called.args:
        called = called.args[0]
    return isinstance(called, ast.Name) and called.id == name
