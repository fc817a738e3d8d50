"""The functions of the project that speak of its models, with what the names in them stand for."""

from __future__ import annotations

import ast
import types
from typing import Any, Dict, Iterator, List, Set, Tuple

from . import own_modules, source_lines

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

Names = Dict[str, Any]  # what the names of a module stand for


def each(mappers: List[Any], tools: Any) -> Iterator[Tuple[Any, Names, str]]:
    """Each with the names of its module and its file, where it has none of them for something else."""
    classes = {id(mapper.class_) for mapper in mappers}
    for _, module, filename in own_modules.imported(tools):
        if not (isinstance(module, types.ModuleType) and filename.endswith(".py")):
            continue
        names = vars(module)
        if _reaches(names, classes):
            for function in _functions(source_lines.tree(filename)):
                if not _binds_anew(function, names):
                    yield function, names, filename


def _reaches(names: Names, classes: Set[int]) -> bool:
    """Whether a module has one of the classes, or another module that has: only then its file is parsed."""
    values = list(names.values())
    modules = [list(vars(each).values()) for each in values if isinstance(each, types.ModuleType)]
    return any(id(each) in classes for listed in [values, *modules] for each in listed)


def _functions(tree: ast.Module) -> Iterator[Any]:
    """Those of the module and of its classes, each with what is defined inside of it."""
    waiting: List[Any] = list(tree.body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, _FUNCTIONS):
            yield node
        elif isinstance(node, (ast.ClassDef, ast.If, ast.Try)):
            waiting += node.body


def _binds_anew(function: Any, names: Names) -> bool:
    """Whether a class of the module has its name for something else in here."""
    bound = {each.id for each in ast.walk(function) if isinstance(each, ast.Name) and is_stored(each)}
    bound |= {each.arg for each in ast.walk(function) if isinstance(each, ast.arg)}
    for node in ast.walk(function):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            bound |= {(each.asname or each.name).partition(".")[0] for each in node.names}
    return any(isinstance(names.get(name), type) for name in bound)


def is_stored(node: Any) -> bool:
    return not isinstance(node.ctx, ast.Load)


def stands_for(node: Any, names: Names) -> Any:
    """What `User` or `models.User` is; None for anything else."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = stands_for(node.value, names)
        return vars(owner).get(node.attr) if isinstance(owner, types.ModuleType) else None
    return None
