"""The line at which a name is defined or gets its value, found by parsing the file that does it."""

from __future__ import annotations

import ast
import functools
import os
import re
import sys
import types
from typing import Any, Iterator, List, Optional, Tuple, Union

Line = Optional[Tuple[str, int]]  # file and line
Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS_DEEP = 5


@functools.lru_cache(maxsize=256)
def tree(filename: str) -> ast.Module:
    """The parsed file; an empty module where there is none or it does not parse."""
    try:
        with open(filename, "rb") as file:
            return ast.parse(file.read())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return ast.Module(body=[], type_ignores=[])


def attribute(owner: Any, key: str) -> Line:
    """Where a module, class or instance sets `key`, through its base classes and imports."""
    if isinstance(owner, types.ModuleType):
        return _in_module(owner, key, _IMPORTS_DEEP)
    mro = owner.__mro__ if isinstance(owner, type) else type(owner).__mro__
    return next(filter(None, (_in_class(base, key) for base in mro)), None)


def definition(filename: str, qualified_name: str) -> Optional[int]:
    """The line of the `def` or `class` of that qualified name."""
    node = _definition(filename, qualified_name)
    return node.lineno if node is not None else None


def function_at(code: types.CodeType) -> Optional[Function]:
    """The `def` that a code object was compiled from."""
    for node in ast.walk(tree(code.co_filename)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == code.co_name:
            if code.co_firstlineno in (node.lineno, *(each.lineno for each in node.decorator_list[:1])):
                return node
    return None


def argument(filename: str, line: int, key: str) -> int:
    """The line of the keyword or dict key in the statement that spans `line`; else `line`."""
    spanning = [
        node
        for node in ast.walk(tree(filename))
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    if not spanning or isinstance(spanning[-1], _SCOPES):  # the last is the innermost
        return line
    return next(_given(spanning[-1], key), line)


def call(filename: str, line: int) -> range:
    """The lines of the longest call that begins in `line`; else that line alone."""
    calls = (node for node in ast.walk(tree(filename)) if isinstance(node, ast.Call) and node.lineno == line)
    return range(line, max((node.end_lineno or line for node in calls), default=line) + 1)


def setting(filename: str, key: str) -> Line:
    """Where a JSON, TOML or INI file sets `key`."""
    pattern = re.compile(r"""\s*["']?%s["']?\s*[:=]""" % re.escape(key))
    try:
        with open(filename, encoding="utf-8", errors="replace") as file:
            lines = (number for number, text in enumerate(file, 1) if pattern.match(text))
            return next(((filename, line) for line in lines), None)
    except OSError:
        return None


def _given(statement: ast.stmt, key: str) -> Iterator[int]:
    for node in ast.walk(statement):
        if isinstance(node, ast.keyword) and node.arg == key:
            yield node.value.lineno
        elif isinstance(node, ast.Dict):
            constants = (each for each in node.keys if isinstance(each, ast.Constant))
            yield from (each.lineno for each in constants if each.value == key)


def _in_module(module: types.ModuleType, key: str, deep: int) -> Line:
    filename = getattr(module, "__file__", None)
    if not isinstance(filename, str) or not deep:
        return None
    for node in reversed(list(_statements(tree(os.path.abspath(filename)).body))):
        if _binds(node, key):
            return filename, node.lineno
        if isinstance(node, ast.ImportFrom) and any(each.name in ("*", key) for each in node.names):
            imported = sys.modules.get(_imported_name(module, node))
            found = imported and hasattr(imported, key) and _in_module(imported, key, deep - 1)
            if found:
                return found
    return None


def _imported_name(module: types.ModuleType, node: ast.ImportFrom) -> str:
    package = (getattr(module, "__package__", None) or "").split(".")
    parents = package[: len(package) - node.level + 1] if node.level else []
    return ".".join([*parents, *filter(None, [node.module])])


def _in_class(owner: type, key: str) -> Line:
    filename = getattr(sys.modules.get(owner.__module__), "__file__", None)
    node = _definition(filename, owner.__qualname__) if isinstance(filename, str) else None
    if not isinstance(filename, str) or node is None:
        return None
    lines = [each.lineno for each in _statements(node.body) if _binds(each, key)]
    lines = lines or [
        each.lineno
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute) and each.attr == key and isinstance(each.ctx, ast.Store)
    ]
    return (filename, lines[-1]) if lines else None


def _definition(filename: str, qualified_name: str) -> Any:
    body: List[ast.stmt] = tree(filename).body
    found = None
    for name in qualified_name.split("."):
        if name == "<locals>":
            continue
        named = [node for node in _statements(body) if isinstance(node, _SCOPES) and node.name == name]
        if not named:
            return None
        found = named[-1]
        body = found.body
    return found


def _statements(body: Any) -> Iterator[Any]:
    """Statements of one scope, those below `if`, `try`, `with` and loops included."""
    for node in body:
        yield node
        if not isinstance(node, _SCOPES):
            for field in ("body", "handlers", "orelse", "finalbody", "cases"):
                yield from _statements(getattr(node, field, ()))


def _binds(node: Any, key: str) -> bool:
    if isinstance(node, _SCOPES):
        return node.name == key
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return any(
        isinstance(each, ast.Name) and each.id == key and isinstance(each.ctx, ast.Store)
        for target in targets
        if isinstance(target, ast.AST)
        for each in ast.walk(target)
    )
