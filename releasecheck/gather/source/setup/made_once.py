"""Tables that the start of the app makes where something is not there yet: a file, a database, a table."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from releasecheck.facts import Place
from releasecheck.gather.source.code.through import Functions
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Absence, Sheet
from releasecheck.gather.source.syntax import called_name, dotted

_ASKS = frozenset({"exists", "isfile", "is_file", "database_exists", "has_table"})
_NO_LIMIT = 1_000_000_000


def note(node: ast.If, scope: Scope, sheet: Sheet) -> None:
    """`if not path.exists("shop.db"): db.create_all()`; `if exists(…): return`, and it comes after."""
    if scope.guarded or scope.view is not None or not _asks(node.test):
        return
    leaves = isinstance(node.body[-1], ast.Return)
    last = _NO_LIMIT if leaves else node.end_lineno or node.lineno
    calls = tuple(_called([*node.body, *node.orelse]))
    sheet.absences.append(Absence(scope.function, range(node.lineno, last + 1), calls))


def _asks(test: ast.expr) -> bool:
    match test:
        case ast.UnaryOp(operand=inner):
            return _asks(inner)
        case ast.BoolOp(values=values):
            return any(map(_asks, values))
        case ast.Call():
            return called_name(test) in _ASKS
    return False


def _called(body: Sequence[ast.stmt]) -> Iterator[str]:
    for item in body:
        if isinstance(item, ast.Expr) and isinstance(item.value, ast.Call):
            yield dotted(item.value.func)
        elif isinstance(item, ast.With):
            yield from _called(item.body)


@dataclass(frozen=True, slots=True)
class _Start:
    """What the start of the app runs of one file: its factories, and what the file or they call."""

    sheet: Sheet
    functions: frozenset[str]

    def runs(self, function: str | None) -> bool:
        return function is None or function in self.functions


def found(sheets: Iterable[Sheet], functions: Functions) -> Iterator[Place]:
    """Every `create_all` that runs as the app is built, unless something is there already."""
    sheets = list(sheets)
    makes = any(setup.call == "create_all" for sheet in sheets for setup, _ in sheet.setups)
    if not makes or not any(sheet.absences for sheet in sheets):
        return
    starts = _starts(sheets, functions)
    helpers = {
        (there[0].path, there[1])
        for start in starts
        for absence in start.sheet.absences
        if start.runs(absence.function)
        for called in absence.calls
        if (there := functions.named(called, start.sheet, absence.function or ""))
    }
    for start in starts:
        for setup, scope in start.sheet.setups:
            if setup.call != "create_all" or scope.guarded:
                continue
            inside = any(
                one.function == scope.function and setup.place.line in one.lines
                for one in start.sheet.absences
            )
            if (inside and start.runs(scope.function)) or (start.sheet.path, scope.function) in helpers:
                yield setup.place


def _starts(sheets: Sequence[Sheet], functions: Functions) -> list[_Start]:
    running: dict[str, set[str]] = {sheet.path: set(_own(sheet)) for sheet in sheets}
    for sheet in sheets:
        for function in [*running[sheet.path]]:
            for called in sheet.waiting.calls.get(function, ()):
                if (there := functions.named(called, sheet, function)) and there[0].path in running:
                    running[there[0].path].add(there[1])
    return [_Start(sheet, frozenset(running[sheet.path])) for sheet in sheets]


def _own(sheet: Sheet) -> Iterator[str]:
    """The functions that make an app, and those that only the module itself calls."""
    for making in sheet.makings:
        if making.scope.function and making.maker.rpartition(".")[2] == "Flask":
            yield making.scope.function
    by_functions = {name for calls in sheet.waiting.calls.values() for name in calls}
    called = {name for name, guarded in sheet.calls if not guarded}
    yield from called - by_functions - sheet.waiting.entries.keys()
