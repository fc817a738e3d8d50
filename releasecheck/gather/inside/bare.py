"""Decorators that want to be called, and stand above a method of a class without their parentheses."""

from __future__ import annotations

import ast
import sys
import types
from typing import Any, NamedTuple, Optional

from . import source_lines


class Bare(NamedTuple):
    """The name of such a decorator, and its line."""

    name: str
    filename: str
    line: int


def decorator(owner: type, method: str, function: Any) -> Optional[Bare]:
    """The bare decorator that left its inner one, as `function`, in place of the method."""
    if not isinstance(function, types.FunctionType):
        return None
    maker, local, _ = function.__qualname__.rpartition(".<locals>.")
    maker = maker.rpartition(".")[2]
    for base in owner.__mro__ if local else ():
        filename = getattr(sys.modules.get(base.__module__), "__file__", None)
        if method not in vars(base) or not isinstance(filename, str):
            continue
        line = source_lines.definition(filename, "%s.%s" % (base.__qualname__, method))
        for node in ast.walk(source_lines.tree(filename)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.lineno == line:
                lines = [each.lineno for each in node.decorator_list if _name(each) == maker]
                return Bare(maker, filename, lines[0]) if lines else None
    return None


def _name(node: ast.expr) -> Optional[str]:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None
