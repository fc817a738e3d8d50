"""Whether the tests wrote to the database that the app as booted uses."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from releasecheck.facts.place import Place
from releasecheck.facts.source import Source
from releasecheck.facts.suite import SharedDatabase

_ANY_ENGINE = "any engine"  # what the plugin tells of each that a test wrote with


def shared_database(
    wrote: Mapping[tuple[str, str], str], databases: Iterable[Mapping[str, Any]]
) -> SharedDatabase | None:
    """The first database of the app, as its boot described them, whose token a test told too.

    Else the first whose engine a test wrote with, though its app was told to use another database. An engine
    that a module makes for itself has a place.
    """
    told = [
        (one, wrote.get((_ANY_ENGINE if "place" in one else one["key"], one["token"])), False)
        for one in databases
    ]
    told += [(one, wrote.get(("engine", one["engine"])), True) for one, _, _ in told if one["engine"]]
    for one, node, late in told:
        if node is not None:
            named = {name: one[name] for name in ("key", "reach", "variables", "place") if name in one}
            return msgspec.convert({**named, "node": node, "late": late}, SharedDatabase)
    return None


def opened_by_name(changed: Iterable[str], project: Path, source: Source) -> SharedDatabase | None:
    """The first of the files that the suite changed, at the line of the app that opens it by its name."""
    for path in changed:
        name = re.escape(PurePosixPath(path).name)
        opening = re.compile(rf"\bsqlite3\.connect\(\s*[\"'](?:[^\"']*/)?{name}[\"']")
        for module in (one for one in source.modules if one.role == "app"):
            for number, line in enumerate(_lines(project / module.path), start=1):
                if opening.search(line.partition("#")[0]):
                    return SharedDatabase(path, "file", (), "", place=Place(module.path, number), opened=True)
    return None


def with_change(shared: SharedDatabase | None, project: Path) -> SharedDatabase | None:
    """With the line, of the test or of a conftest.py above it, that changes the config too late."""
    if shared is None or not shared.late:
        return shared
    key = re.compile(rf"\b{re.escape(shared.key)}\b")
    for path in _files_of(shared.node):
        for number, line in enumerate(_lines(project / path), start=1):
            if key.search(line.partition("#")[0]):
                return replace(shared, changed_at=Place(path, number))
    return shared


def _files_of(node: str) -> Iterator[str]:
    test = PurePosixPath(node.partition("::")[0])
    yield str(test)
    yield from (str(folder / "conftest.py") for folder in test.parents)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8", errors="replace").splitlines() if file.is_file() else []
    except OSError:
        return []
