"""Tables that are made when requests come, and not while the app is built."""

import ast
import re
from collections.abc import Iterable, Iterator

from releasecheck.facts.hooks import SchemaHook
from releasecheck.facts.place import Place
from releasecheck.gather.source.code.through import Functions
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.walk import Handlers

_MODE = re.compile(r"debug|test|develop|\b(flask_|app_)?env(ironment)?\b|\bdev", re.IGNORECASE)

Function = tuple[str, str]  # a file, and the name of a function in it


def note_condition(node: ast.If, scope: Scope, sheet: Sheet) -> None:
    """`if app.debug:`, `if app.config["TESTING"]:`, below which it is no release that makes tables."""
    if scope.function and _MODE.search(ast.unparse(node.test)):
        sheet.mode_lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))


def found(sheets: Iterable[Sheet], functions: Functions) -> Iterator[SchemaHook]:
    """Every `create_all` of a hook, or of a function that it calls."""
    sheets = list(sheets)
    if not any(sheet.table_makers for sheet in sheets):
        return
    hooks = dict(_hooks(sheets, functions))
    for sheet in sheets:
        for setup, scope in sheet.setups:
            hook = hooks.get((sheet.path, scope.function or ""))
            if hook and setup.call == "create_all" and not _is_spared(setup.place, scope, sheet):
                yield SchemaHook(hook, setup.place)


def _is_spared(place: Place, scope: Scope, sheet: Sheet) -> bool:
    return scope.guarded or place.line in sheet.mode_lines


def _hooks(sheets: Iterable[Sheet], functions: Functions) -> Iterator[tuple[Function, str]]:
    """The hooks, and what they call, with the hook's name."""
    for sheet in sheets:
        for hook in (
            *sheet.called_at_requests,
            *(name for name, is_hook in sheet.waiting.entries.items() if is_hook),
        ):
            name = hook.rpartition(".")[2]
            yield (sheet.path, hook), name
            for called in sheet.waiting.calls.get(hook, ()):
                if there := functions.named(called, sheet, hook):
                    yield (there[0].path, there[1]), name


HANDLERS: Handlers = {ast.If: (note_condition,)}
