"""From the calls that wait to those that a view or a hook reaches, through the functions of the project."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from releasecheck.facts.work import OpenedFile, Wait
from releasecheck.gather.source.code.through import Functions
from releasecheck.gather.source.notes.waiting import Owner, Waiting
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.work import service_clients

_DEPTH = 5  # calls from the view to the function that waits
_COOPERATIVE = ("gevent", "eventlet")  # there a sleep lets other requests run


def reached(sheets: Iterable[Sheet], functions: Functions, imported: Iterable[str]) -> Iterator[Wait]:
    """Every wait that a view or a hook reaches; `imported` are the dotted names that the project imports."""
    sheets = list(sheets)
    cooperative = any(name.partition(".")[0] in _COOPERATIVE for name in imported)
    has_default = any(sheet.waiting.has_default for sheet in sheets)
    waiting = any(sheet.waiting.found or sheet.waiting.clients for sheet in sheets)
    ways = _ways(sheets, functions) if waiting else {}
    for sheet in sheets:
        for function, wait, session in sheet.waiting.found:
            pauses = wait.kind == "sleep" and (cooperative or function in sheet.waiting.generators)
            way = ways.get((sheet.path, function))
            if way and not pauses and not _is_limited(sheet.waiting, wait, session, has_default):
                yield replace(_by(way, wait), session=".".join(filter(None, session)) if session else None)
    yield from _of_clients(sheets, ways)


def opened(sheets: Iterable[Sheet], functions: Functions) -> Iterator[OpenedFile]:
    """Every file that a view or a hook opens from the working directory, which the app does not choose."""
    sheets = list(sheets)
    if any(sheet.chooses_folder for sheet in sheets) or not any(sheet.opened for sheet in sheets):
        return
    ways = _ways(sheets, functions)
    for sheet in sheets:
        for function, file in sheet.opened:
            if way := ways.get((sheet.path, function)):
                yield replace(file, way=tuple(name.rpartition(".")[2] for name in way.path))


def _of_clients(sheets: Sequence[Sheet], ways: Mapping[tuple[str, str], "_Way"]) -> Iterator[Wait]:
    """Clients of Redis and the like that a view or a hook makes or uses, each once."""
    by_path = {sheet.path: sheet for sheet in sheets}
    functions = [(by_path[path], function) for path, function in ways]
    for sheet in sheets:
        for client in sheet.waiting.clients:
            using = next(service_clients.users(client, sheet, functions), None)
            if using:
                yield _by(ways[using], client.wait)


def _by(way: "_Way", wait: Wait) -> Wait:
    return replace(wait, path=tuple(name.rpartition(".")[2] for name in way.path), hook=way.hook)


def _is_limited(file: Waiting, wait: Wait, session: Owner | None, has_default: bool) -> bool:
    """Whether something sets a limit after all; requests does not heed the default of sockets."""
    if session in file.tamed:
        return True
    return has_default and wait.kind == "network" and not wait.call.startswith("requests.")


@dataclass(frozen=True, slots=True)
class _Way:
    """The shortest way to a function from a view, or else from a hook."""

    path: tuple[str, ...]
    hook: bool


def _ways(sheets: Iterable[Sheet], functions: Functions) -> dict[tuple[str, str], _Way]:
    """(file, function) -> the way to it."""
    entries = [(sheet, name) for sheet in sheets for name in sheet.waiting.entries if name in sheet.doings]
    edge = sorted(entries, key=lambda one: one[0].waiting.entries[one[1]])
    ways = {(sheet.path, name): _Way((name,), sheet.waiting.entries[name]) for sheet, name in edge}
    for _ in range(_DEPTH):
        further = []
        for sheet, caller in edge:
            way = ways[sheet.path, caller]
            for called in sheet.waiting.calls.get(caller, ()):
                found = functions.named(called, sheet, caller)
                if found and (found[0].path, found[1]) not in ways:
                    ways[found[0].path, found[1]] = _Way((*way.path, found[1]), way.hook)
                    further.append(found)
        edge = further
    return ways
