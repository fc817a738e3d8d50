"""Tables that only the call of a main guard has made, by functions of whatever modules."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from releasecheck.facts.place import Place
from releasecheck.facts.source import GuardedSetup
from releasecheck.gather.source.code.through import Functions
from releasecheck.gather.source.sheet import Sheet

_TABLES = frozenset({"create_all", "create table"})

_Function = tuple[str, str]  # the module's path, and its qualified name there


def making_tables(sheets: Sequence[Sheet], functions: Functions) -> Iterator[GuardedSetup]:
    """The guard's call of each function that makes tables, by others too, and that nothing else leads to.

    Not of one that makes them itself in the file of the guard: that stands below it as it is.
    """
    makers = _makers(sheets)
    guards = [sheet for sheet in sheets if sheet.guard_calls]
    if not makers or not guards:
        return
    callers, loose = _callers(sheets, functions), _loose(sheets, functions)
    for sheet in guards:
        for called, place in sheet.guard_calls.items():
            there = functions.named(called, sheet, "")
            if there is None or (there[0] is sheet and (sheet.path, there[1]) in makers):
                continue
            first = (there[0].path, there[1])
            made = [
                at
                for maker, places in makers.items()
                if _leads_alone(first, maker, callers, loose)
                for at in places
            ]
            if made:
                yield GuardedSetup("create table", called, place, makes=tuple(made))


def _makers(sheets: Sequence[Sheet]) -> Mapping[_Function, list[Place]]:
    makers = defaultdict(list)
    for sheet in sheets:
        for setup, scope in sheet.setups:
            if setup.call in _TABLES and scope.function and not scope.guarded:
                makers[sheet.path, scope.function].append(setup.place)
    return makers


def _callers(sheets: Sequence[Sheet], functions: Functions) -> Mapping[_Function, set[_Function]]:
    callers = defaultdict(set)
    for sheet in sheets:
        for function, calls in sheet.waiting.calls.items():
            for called in calls:
                if there := functions.named(called, sheet, function):
                    callers[there[0].path, there[1]].add((sheet.path, function))
    return callers


def _loose(sheets: Sequence[Sheet], functions: Functions) -> set[_Function]:
    """What an import, a command or Flask may call; all of a module that another calls into."""
    found: set[_Function] = set()
    for sheet in sheets:
        by_functions = {name for calls in sheet.waiting.calls.values() for name in calls}
        at_import = {name for name, guarded in sheet.calls if not guarded} - by_functions
        for name in at_import:
            if there := functions.named(name, sheet, ""):
                found.add((there[0].path, there[1]))
        found.update((sheet.path, name) for name in (*sheet.commands, *sheet.waiting.entries))
        origins = {sheet.imports[name] for name in sheet.acted_on if name in sheet.imports}
        for called_into in (one for one in sheets if origins and _is_named(one.module, origins)):
            found.update((called_into.path, name) for name in called_into.functions)
    return found


def _is_named(module: str, origins: set[str]) -> bool:
    return any(f".{module}.".endswith(f".{origin}.") for origin in origins)


def _leads_alone(
    first: _Function,
    maker: _Function,
    callers: Mapping[_Function, set[_Function]],
    loose: set[_Function],
) -> bool:
    """Whether every way to the maker comes from the one that the guard calls."""
    edge, seen = [maker], {maker}
    while edge:
        one = edge.pop()
        before = callers.get(one, set())
        if one in loose or bool(before) is (one == first):
            return False
        edge.extend(before - seen)
        seen |= before
    return first in seen
