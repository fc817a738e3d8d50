"""Files that functions open by a relative path, which leads from the working directory."""

import ast
import re
from collections.abc import Callable

from releasecheck.facts.work import OpenedFile
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.secrets.credentials import constant_behind
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, dotted, resolved, text

_OPENING = frozenset(
    {"open", "io.open", "sqlite3.connect", "pandas.read_csv", "pandas.read_excel", "pandas.read_json"}
)
_RELATIVE = re.compile(r"(?![A-Za-z]:|file:|~|-$)[\w.][^:?*<>]*")


def _note(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`sqlite3.connect("shop.db")`, `open(PRICES)` with a constant of the module."""
    if scope.function is None or scope.guarded:
        return
    called = resolved(dotted(node.func), sheet.imports)
    given = argument(node, 0, "file", "database", "filepath_or_buffer", "io", "path_or_buf")
    if called in _OPENING and isinstance(given, ast.Constant | ast.Name):
        _, constant = constant_behind(given, sheet)
        path = text(constant)
        if path and _RELATIVE.fullmatch(path):
            sheet.opened.append((scope.function, OpenedFile(path, sheet.place(node))))


def _note_folder(_node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`os.chdir(…)`: the app chooses its working directory itself."""
    sheet.chooses_folder = True


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys({name.rpartition(".")[2] for name in _OPENING}, _note),
    "chdir": _note_folder,
}
