"""Names that are given to a module, or to every module, by what no linter reads."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

from releasecheck.gather.source.parse import read

_BUILTINS = rb"(?:__)?builtins?(?:__)?"
_SET = re.compile(
    rb"""%(b)s(?:\.__dict__)?(?:\.(\w+)|\[\s*["'](\w+)["']\s*\])\s*=(?!=)|setattr\(\s*%(b)s\s*,\s*["'](\w+)"""
    % {b"b": _BUILTINS}
)
_INSTALLED = re.compile(rb"gettext(?:\.\w+\([^)\n]*\))?\.install\(|translation\([^\n]*\)\.install\(")
_NAMESPACES = frozenset({"globals", "vars", "locals"})


def given_to_all(files: Iterable[Path]) -> frozenset[str]:
    """What the project sets as a builtin: `builtins.x = …`, and the `_` of `gettext.install(…)`."""
    given: set[str] = set()
    for content in map(read, files):
        if isinstance(content, bytes) and (b"builtin" in content or b"install(" in content):
            given.update(name.decode() for groups in _SET.findall(content) for name in groups if name)
            if _INSTALLED.search(content):
                given.update(("_", "ngettext"))
    return frozenset(given)


def takes_unseen_names(tree: ast.Module) -> bool:
    """Whether names come into the module by `globals().update(…)`, `globals()[…] = …` or `exec(…)`."""
    return any(_fills(node) for node in ast.walk(tree)) or any(_executes(node) for node in tree.body)


def _fills(node: ast.AST) -> bool:
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Call(func=ast.Name(id=name)), attr="update" | "setdefault")
        ):
            return name in _NAMESPACES
        case ast.Subscript(value=ast.Call(func=ast.Name(id=name)), ctx=ast.Store()):
            return name in _NAMESPACES
    return False


def _executes(node: ast.stmt) -> bool:
    """Without a namespace of its own it fills the module's."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="exec" | "execfile"), args=[_])):
            return True
    return False
