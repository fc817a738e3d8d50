"""Imports that failed as the app started, and that it went on without."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import sys
from typing import Any, Dict, Iterator, List, Optional, Set

from . import own_modules, source_lines

_TRIES = re.compile(rb"^try:\s*(#.*)?\n\s+(from|import)\b", re.MULTILINE)
_CATCHES = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def collect(tools: Any) -> List[Dict[str, Any]]:
    """The FailedImport facts, in the order of the modules' names."""
    found = []
    for _, _, filename in own_modules.imported(tools):
        for node in source_lines.tree(filename).body if _may_have(filename) else ():
            if isinstance(node, ast.Try) and _goes_without(node):
                found += list(_failed(node, filename, tools))
    return found


def _may_have(filename: str) -> bool:
    """Whether it is worth parsing."""
    try:
        with open(filename, "rb") as file:
            return _TRIES.search(file.read()) is not None
    except OSError:
        return False


def _goes_without(node: ast.Try) -> bool:
    """Whether it catches what an import raises, and then imports nothing in its place."""
    inside = [each for handler in node.handlers for each in ast.walk(handler)]
    if any(isinstance(each, (ast.Import, ast.ImportFrom, ast.Raise)) for each in inside):
        return False
    return any(handler.type is None or _CATCHES & _names(handler.type) for handler in node.handlers)


def _names(node: ast.expr) -> Set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _failed(node: ast.Try, filename: str, tools: Any) -> Iterator[Dict[str, Any]]:
    """The first import of the block that brought nothing, where its distribution is there."""
    for statement in node.body:
        for name in _imported(statement):
            top = name.partition(".")[0]
            if top in sys.modules:
                continue
            problem = _problem(top)
            if problem is not None:
                yield {
                    "name": top,
                    "message": tools.crash(problem)["message"],
                    "place": tools.place(filename, statement.lineno),
                }
            return  # what stands below did not run


def _imported(statement: ast.stmt) -> List[str]:
    if isinstance(statement, ast.Import):
        return [each.name for each in statement.names]
    if isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
        return [statement.module]
    return []


def _problem(name: str) -> Optional[BaseException]:
    """What it raises once more; None for what is not installed, and for what can be imported by now."""
    if importlib.util.find_spec(name) is None:
        return None
    try:
        importlib.import_module(name)
    except Exception as problem:
        return problem
    return None
