"""What a file imports from outside the project, and the standard library."""

import ast
import sys

from releasecheck.facts.source import Import
from releasecheck.gather.source.sheet import Scope, Sheet

_STANDARD = sys.stdlib_module_names | {"__future__", "__main__", "distutils", "imp", "asyncore", "asynchat"}


def note_import(node: ast.Import, scope: Scope, sheet: Sheet) -> None:
    """`import a.b`."""
    for alias in node.names:
        _note(alias.name, node, scope, sheet)


def note_import_from(node: ast.ImportFrom, scope: Scope, sheet: Sheet) -> None:
    """`from a.b import c`."""
    if node.module and not node.level:
        _note(node.module, node, scope, sheet)


def _note(module: str, node: ast.stmt, scope: Scope, sheet: Sheet) -> None:
    """The least conditional import of a name counts: what is optional in one place may not be in another."""
    name = module.partition(".")[0]
    if name in _STANDARD:
        return
    before = sheet.imported.get(name)
    conditional, lazy = scope.conditional or scope.guarded, scope.function is not None
    if before is None or (before.conditional, before.lazy) > (conditional, lazy):
        sheet.imported[name] = Import(name, sheet.place(node), conditional, lazy)
