"""Paths that are written with backslashes, as Windows alone understands them."""

import ast
import re
from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path, PurePosixPath

from releasecheck.facts.work import BackslashPath
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.walk import Handlers

_PATH = re.compile(r"(?:\.{1,2}\\)?[\w .-]+(?:[\\/][\w .-]+)*\\[\w .-]+(?:[\\/][\w .-]+)*\\?")
_LONGEST = 200
_ENDING = re.compile(r"\w[\w -]*\.[A-Za-z]\w{0,5}")
# A file that asks on which system it runs may well use such a path on Windows alone.
_CHOOSES = re.compile(rb"\bos\.name\b|platform|win32|ntpath|WindowsPath|os\.sep\b|replace\(\s*r?[\"']\\")


def _note(node: ast.Constant, _scope: Scope, sheet: Sheet) -> None:
    """`"data\\\\stock.csv"`, also with one backslash that escapes nothing."""
    value = node.value
    if isinstance(value, str) and "\\" in value and len(value) <= _LONGEST and _is_path(value):
        sheet.backslashed.append((value, sheet.place(node)))


def _is_path(value: str) -> bool:
    """With one backslash before it, what follows a folder: `app.root_path + "\\\\data\\\\stock.csv"`."""
    return _PATH.fullmatch(value.removeprefix("\\")) is not None


def _note_pieces(node: ast.JoinedStr, scope: Scope, sheet: Sheet) -> None:
    """`f"{app.root_path}\\\\data\\\\stock.csv"`: the last piece is what follows the folder."""
    match node.values:
        case [ast.FormattedValue(), ast.Constant(value=str(value)) as piece] if value.startswith("\\"):
            _note(piece, scope, sheet)


def settle(content: bytes, sheet: Sheet) -> None:
    """Leave out those of a file that chooses by the system."""
    if sheet.backslashed and _CHOOSES.search(content):
        sheet.backslashed.clear()


def found(sheets: Iterable[Sheet], project: Path) -> tuple[BackslashPath, ...]:
    """Those that lead to a file or folder of the project, or to one in a folder of it, once put right."""
    paths = [
        BackslashPath(value, meant, place)
        for sheet in sheets
        if sheet.role == "app"
        for value, place in sheet.backslashed
        if (meant := _meant(value, sheet.path, project))
    ]
    return tuple(sorted(paths, key=attrgetter("place")))


def _meant(value: str, path: str, project: Path) -> str | None:
    """What is meant, from the project or a folder above the file."""
    slashed = re.sub(r"[\\/]+", "/", value).strip("/")
    if ".." in slashed:
        return None
    for folder in (PurePosixPath(), *PurePosixPath(path).parents):
        there = project / folder
        if (there / value).exists():  # somebody unpacked it so
            return None
        meant = there / slashed
        # After a folder of the app (`app.root_path + …`) the first step tells: the rest is made when it runs.
        known = there / slashed.partition("/")[0] if value.startswith("\\") else meant.parent
        if meant.exists() or (_ENDING.fullmatch(meant.name) and known.is_dir()):
            return (folder / slashed).as_posix()
    return None


HANDLERS: Handlers = {ast.Constant: (_note,), ast.JoinedStr: (_note_pieces,)}
