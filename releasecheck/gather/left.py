"""The project's folder before and after: what the app and its suite left there."""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from releasecheck.facts.left import Left

MOST = 200  # that are told
_LARGEST = 50_000  # files that are looked at: beyond, it would cost more than it tells
_FOREIGN = frozenset(
    {"node_modules", "site-packages", "bower_components", ".git", ".hg", ".svn", ".tox", ".nox"}
)
# What every tool leaves and everybody ignores, and what SQLite and editors have beside their files meanwhile.
_CACHES = re.compile(
    r"__pycache__|.*cache|\.hypothesis|htmlcov|\.coverage(\..+)?|"
    r"coverage\.xml|\.eggs|.+\.egg-info|.+\.pyc|.+-(wal|shm|journal)|\..+\.sw[a-p]|.+~|\.DS_Store",
    re.IGNORECASE,
)
State = tuple[int, int]  # size, time of the last change

Listing = Mapping[str, State]


def listing(project: Path) -> Listing | None:
    """Every file and folder with its state, but for caches and environments; null if there are too many."""
    found: dict[str, State] = {}
    for path, state in _walk(project):
        found[path] = state
        if len(found) > _LARGEST:
            return None
    return found


def left_behind(
    before: Listing | None, after: Listing | None, restored: Collection[str] = ()
) -> tuple[Left, ...]:
    """What is new, changed, gone or put back, sorted; what lies in a new folder is told with the folder."""
    if before is None or after is None:
        return ()
    made = [path for path in after if path not in before]
    gone = [path for path in before if path not in after]
    changed = [
        path for path in after if not path.endswith("/") and before.get(path, after[path]) != after[path]
    ]
    found = [
        *(Left(path, "made") for path in _outermost(made)),
        *(Left(path, "removed") for path in _outermost(gone)),
        *(Left(path, "changed") for path in changed if path not in restored),
        *(Left(path, "restored") for path in restored),
    ]
    return tuple(sorted(found, key=lambda one: one.path)[:MOST])


def _outermost(paths: list[str]) -> Iterator[str]:
    folders = {path for path in paths if path.endswith("/")}
    for path in paths:
        parts = path.rstrip("/").split("/")[:-1]
        if not any("/".join(parts[: index + 1]) + "/" in folders for index in range(len(parts))):
            yield path


def _walk(project: Path) -> Iterator[tuple[str, State]]:
    folders = [(str(project), "")]
    while folders:
        folder, prefix = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        if prefix and any(entry.name in ("pyvenv.cfg", "conda-meta") for entry in entries):
            continue  # an environment, whose packages nobody wrote here
        for entry in entries:
            path = prefix + entry.name
            if _CACHES.fullmatch(entry.name) or entry.name in _FOREIGN:
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append((entry.path, path + "/"))
                yield path + "/", (0, 0)
            elif (state := _state(entry)) is not None:
                yield path, state


def _state(entry: os.DirEntry[str]) -> State | None:
    try:
        seen = entry.stat(follow_symlinks=False)
    except OSError:  # it went away while we looked
        return None
    return (seen.st_size, seen.st_mtime_ns)
