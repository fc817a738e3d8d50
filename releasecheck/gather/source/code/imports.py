"""What a file imports: from outside the project and the standard library, and of the project."""

import ast
import re
from collections.abc import Iterable, Iterator

from releasecheck.facts.imports import IdleGuard, Import, OwnImport
from releasecheck.gather.source.code.handed_on import STANDARD
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.setup.apps import origin
from releasecheck.gather.source.sheet import Sheet

_GUARD = "_required"  # how the names of decorators end that turn strangers away


def note_import(node: ast.Import, scope: Scope, sheet: Sheet) -> None:
    """`import a.b`."""
    for alias in node.names:
        _note(alias.name, node, scope, sheet)
        _note_own(sheet.modules.full_name(alias.name, sheet.module), node, scope, sheet)


def note_import_from(node: ast.ImportFrom, scope: Scope, sheet: Sheet) -> None:
    """`from a.b import c`."""
    if node.module and not node.level:
        _note(node.module, node, scope, sheet)
    if node.level and not (scope.conditional or scope.guarded):
        sheet.imports_relatively = True
    for alias in node.names if scope.function is None else ():
        if alias.name.endswith(_GUARD):
            sheet.guard_imports.append(IdleGuard(alias.asname or alias.name, sheet.place(node)))
    module = origin(node, sheet)
    for name in (module, *(f"{module}.{alias.name}" for alias in node.names)):
        _note_own(sheet.modules.full_name(name, sheet.module), node, scope, sheet)


def without_those_used(content: bytes, sheet: Sheet) -> None:
    """Leave of the guards that a file imports those which it names nowhere else, be it in a comment."""
    sheet.guard_imports = [
        one
        for one in sheet.guard_imports
        if len(re.findall(rb"\b%s\b" % re.escape(one.name.encode()), content)) == 1
    ]


def own(sheets: Iterable[Sheet]) -> Iterator[OwnImport]:
    """The modules of the project that others of it import."""
    paths = {sheet.module: sheet.path for sheet in sheets}
    for sheet in sheets:
        for (name, late, conditional), place in sheet.own_imports.items():
            path = paths.get(name)
            if path and path != sheet.path:
                yield OwnImport(path, place, late, conditional)


def _note_own(name: str, node: ast.stmt, scope: Scope, sheet: Sheet) -> None:
    late = scope.function is not None
    if late or not scope.guarded:
        conditional = scope.conditional and not late
        sheet.own_imports.setdefault((name, late, conditional), sheet.place(node))


def _note(module: str, node: ast.stmt, scope: Scope, sheet: Sheet) -> None:
    """The least conditional import of a name counts: what is optional in one place may not be in another."""
    name = module.partition(".")[0]
    if name in STANDARD:
        return
    before = sheet.imported.get(name)
    conditional, lazy = scope.conditional or scope.guarded, scope.function is not None
    if before is None or (before.conditional, before.lazy) > (conditional, lazy):
        sheet.imported[name] = Import(name, sheet.place(node), conditional, lazy)
