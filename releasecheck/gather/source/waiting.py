"""From the calls that wait to those that a view or a hook of their module reaches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate

from releasecheck.facts.work import Wait

_DEPTH = 3  # calls from the view to the function that waits
_COOPERATIVE = ("gevent", "eventlet")  # there a sleep lets other requests run

Owner = tuple[str, str]  # a function or class, and a name in it


@dataclass(slots=True)
class Waiting:
    """What one file tells of who waits, and who calls whom."""

    defined: set[str] = field(default_factory=set)
    calls: dict[str, dict[str, None]] = field(default_factory=dict)  # function -> names that it calls
    entries: dict[str, bool] = field(default_factory=dict)  # functions that Flask calls -> whether as a hook
    generators: set[str] = field(default_factory=set)
    sessions: set[Owner] = field(default_factory=set)  # objects made by requests.Session()
    tamed: set[Owner] = field(default_factory=set)  # those that may have got a timeout of their own
    found: list[tuple[str, Wait, Owner | None]] = field(default_factory=list)  # with the function they are in
    has_default: bool = False  # socket.setdefaulttimeout


def reached(files: Iterable[Waiting], imported: Iterable[str]) -> Iterator[Wait]:
    """Every wait that a view or a hook reaches; `imported` are the dotted names that the project imports."""
    files = list(files)
    cooperative = any(name.partition(".")[0] in _COOPERATIVE for name in imported)
    has_default = any(file.has_default for file in files)
    for file in files:
        paths = _paths(file) if file.found else {}
        for function, wait, session in file.found:
            pauses = wait.kind == "sleep" and (cooperative or function in file.generators)
            if function in paths and not pauses and not _is_limited(file, wait, session, has_default):
                path = tuple(name.rpartition(".")[2] for name in paths[function])
                yield replace(wait, path=path, hook=file.entries[paths[function][0]])


def _is_limited(file: Waiting, wait: Wait, session: Owner | None, has_default: bool) -> bool:
    """Whether something sets a limit after all; requests does not heed the default of sockets."""
    if session is not None:
        return session in file.tamed
    return has_default and wait.kind == "network" and not wait.call.startswith("requests.")


def _paths(waiting: Waiting) -> dict[str, tuple[str, ...]]:
    """Function -> the shortest way to it from a view, or else from a hook."""
    ordered = sorted(waiting.entries, key=lambda name: waiting.entries[name])
    paths: dict[str, tuple[str, ...]] = {name: (name,) for name in ordered if name in waiting.defined}
    edge = list(paths)
    for _ in range(_DEPTH):
        further = []
        for caller in edge:
            for called in waiting.calls.get(caller, ()):
                name = _meant(called, caller, waiting.defined)
                if name is not None and name not in paths:
                    paths[name] = (*paths[caller], name)
                    further.append(name)
        edge = further
    return paths


def _meant(called: str, caller: str, defined: set[str]) -> str | None:
    """The function that a name stands for in its caller: its own, one around it, one of the module."""
    if called.startswith("self."):
        name = f"{caller.rpartition('.')[0]}.{called.removeprefix('self.')}"
        return name if name in defined else None
    scopes = ["", *accumulate(caller.split("."), lambda left, right: f"{left}.{right}")]
    names = (f"{scope}.{called}".lstrip(".") for scope in reversed(scopes))
    return next((name for name in names if name in defined), None)
