"""What functions take from an installed module that does not have it."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
import types
from typing import Any, Dict, Iterator, List, Optional, Set

from . import own_modules, source_lines

_INSTALLED = re.compile(r"[/\\](site|dist)-packages[/\\]")
_INDENTED = re.compile(rb"^[ \t]+(from[ \t]+[\w.]+[ \t]+)?import\b", re.MULTILINE)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Where another version, or nothing at all, is expected to be there.
_ASKING = (ast.If, ast.IfExp, ast.Try, ast.BoolOp)


def collect(tools: Any) -> List[Dict[str, Any]]:
    """The AbsentName facts, in the order of the modules' names."""
    found = []
    for _, module, filename in own_modules.imported(tools):
        if _may_have(module, filename):
            found += list(_absent(source_lines.tree(filename), filename, tools))
    return found


def _may_have(module: Any, filename: str) -> bool:
    """Whether it is worth parsing: it holds such a module, or imports something in a function."""
    if any(map(_is_plain, list(vars(module).values()))):
        return True
    try:
        with open(filename, "rb") as file:
            return _INDENTED.search(file.read()) is not None
    except OSError:
        return False


def _is_plain(value: Any) -> bool:
    """Whether it is an installed module that has its names as they are: it makes none when asked for them."""
    if type(value) is not types.ModuleType or "__getattr__" in vars(value):
        return False
    return _INSTALLED.search(getattr(value, "__file__", None) or "") is not None


def _absent(tree: ast.Module, filename: str, tools: Any) -> Iterator[Dict[str, Any]]:
    modules = _imported(tree)
    if not modules:
        return
    nodes = list(ast.walk(tree))
    own = {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    own |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {node.name for node in nodes if isinstance(node, (*_FUNCTIONS, ast.ClassDef))}
    lacking = [node for node in nodes if isinstance(node, ast.Attribute) and _lacks(node, modules, own)]
    set_here = {node.attr for node in lacking if not isinstance(node.ctx, ast.Load)}
    taken = [node for node in lacking if node.attr not in set_here]
    parents = {id(child): node for node in nodes for child in ast.iter_child_nodes(node)} if taken else {}
    for node in taken:
        function = _function_around(node, parents)
        if function is not None:
            module = modules[getattr(node.value, "id", "")]
            yield {
                "name": "%s.%s" % (module.__name__, node.attr),
                "function": function.name,
                "place": tools.place(filename, node.lineno, node.col_offset + 1),
            }


def _imported(tree: ast.Module) -> Dict[str, Any]:
    """Names that stand for one installed module wherever they are imported."""
    found: Dict[str, Set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                top = each.name.partition(".")[0]
                found.setdefault(each.asname or top, set()).add(each.name if each.asname else top)
        elif isinstance(node, ast.ImportFrom):
            for each in node.names:
                named = "%s.%s" % (node.module, each.name) if not node.level else ""
                found.setdefault(each.asname or each.name, set()).add(named)
    meant = {
        name: sys.modules.get(next(iter(origins))) for name, origins in found.items() if len(origins) == 1
    }
    return {name: module for name, module in meant.items() if _is_plain(module)}


def _lacks(node: ast.Attribute, modules: Dict[str, Any], own: Set[str]) -> bool:
    """`marcxml.XMLWriter`, where the module has neither that name nor a module below it."""
    name = getattr(node.value, "id", None)
    if name not in modules or name in own or hasattr(modules[name], node.attr):
        return False
    return not (hasattr(modules[name], "__path__") and _is_below(modules[name], node.attr))


def _is_below(package: Any, name: str) -> bool:
    try:
        return importlib.util.find_spec("%s.%s" % (package.__name__, name)) is not None
    except Exception:  # a finder of somebody's own
        return True


def _function_around(node: ast.AST, parents: Dict[int, ast.AST]) -> Optional[Any]:
    """The function in whose body it stands; None where it is asked for first, and outside of functions."""
    below, above = node, parents.get(id(node))
    while above is not None and not isinstance(above, _FUNCTIONS):
        if isinstance(above, _ASKING) or getattr(above, "annotation", None) is below:
            return None
        below, above = above, parents.get(id(above))
    return above if above is not None and any(below is each for each in getattr(above, "body", ())) else None
