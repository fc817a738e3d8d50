"""The files that an exception is about: what is not there, what is called like it, and the database asked."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .places import Places

# How libraries say that a file is not there, when they do not raise FileNotFoundError.
_NO_FILE = re.compile(
    r"(?:No file or directory found at|No such file or directory:?|[Uu]nable to open file:? name ="
    r"|File not found:?)\s*[\"']?(?P<file>[^\s\"',;]+)"
)
_NO_COLUMN = re.compile(r"no such (column|table)\b|has no column named")
_MOST_FILES, _MOST_ALIKE = 20000, 3


def absent(problem: BaseException, words: str, places: Places) -> str | None:
    """The file of the project that is not there."""
    name = problem.filename if isinstance(problem, FileNotFoundError) else None
    if name is None:
        match = _NO_FILE.search(words) if isinstance(problem, (OSError, ValueError)) else None
        name = match.group("file") if match else None
    return places.absent(os.fsdecode(name)) if isinstance(name, (str, bytes)) and name else None


def alike(file: str | None, places: Places) -> list[str]:
    """The files of the project that have the name of one which is not there."""
    name = os.path.basename(file or "")
    found: list[str] = []
    for number, path in enumerate(_files(places.root) if name else ()):
        if number == _MOST_FILES or len(found) == _MOST_ALIKE:
            break
        if os.path.basename(path) == name:
            relative = places.relative(path)
            found += [relative] if relative and relative != file else []
    return sorted(found)


def _files(root: str) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = [one for one in folders if not one.startswith((".", "__")) and one != "node_modules"]
        for name in names:
            yield os.path.join(folder, name)


def database(problem: BaseException, words: str, places: Places) -> str | None:
    """The file of the project which is the SQLite database that lacks a column or a table."""
    sqlite3 = sys.modules.get("sqlite3")
    if not _NO_COLUMN.search(words) or sqlite3 is None or not _is_of(problem, sqlite3.Error):
        return None
    traceback = problem.__traceback__
    found = None
    while traceback is not None:
        for value in list(traceback.tb_frame.f_locals.values()):
            if isinstance(value, sqlite3.Cursor):
                value = value.connection
            if isinstance(value, sqlite3.Connection):
                found = _file_of(value) or found
            elif type(value).__module__.startswith("sqlalchemy.engine"):
                found = _file_by_url(value) or found
        traceback = traceback.tb_next
    return places.absent(found) if found else None


def _is_of(problem: BaseException, kind: type) -> bool:
    """Whether it is of that kind, or SQLAlchemy's around one."""
    return isinstance(problem, kind) or isinstance(getattr(problem, "orig", None), kind)


def _file_of(connection: Any) -> str | None:
    try:
        rows = connection.cursor().execute("PRAGMA database_list").fetchall()
        return next((row[2] for row in rows if row[2]), None)
    except Exception:  # closed meanwhile, of another thread, or with a row factory of its own
        return None


def _file_by_url(connection: Any) -> str | None:
    """Of SQLAlchemy's connection, whose own may be closed by now."""
    name = getattr(getattr(getattr(connection, "engine", None), "url", None), "database", None)
    return name if isinstance(name, str) and name not in ("", ":memory:") else None
