"""Tables that are made when requests come, and not while the app is built."""

from collections.abc import Iterable, Iterator

from releasecheck.facts.hooks import SchemaHook
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.through import Functions

Function = tuple[str, str]  # a file, and the name of a function in it


def found(sheets: Iterable[Sheet], functions: Functions) -> Iterator[SchemaHook]:
    """Every `create_all` of a hook, or of a function that it calls."""
    sheets = list(sheets)
    if not any(sheet.table_makers for sheet in sheets):
        return
    hooks = dict(_hooks(sheets, functions))
    for sheet in sheets:
        for setup, scope in sheet.setups:
            hook = hooks.get((sheet.path, scope.function or ""))
            if hook and setup.call == "create_all" and not scope.guarded:
                yield SchemaHook(hook, setup.place)


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
