"""Functions that make the tables, and that nothing in the project calls."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from releasecheck.facts.source import IdleMaker
from releasecheck.gather.source import files
from releasecheck.gather.source.sheet import Sheet

_LARGEST = 1_000_000  # bytes
_TABLES = frozenset({"create_all", "create table"})


def note(tree: ast.Module, content: bytes, sheet: Sheet) -> None:
    """The file's functions with such a call that it mentions where they stand, and nowhere else."""
    making = {scope.function for setup, scope in sheet.setups if setup.call in _TABLES}
    for node in tree.body if making else ():
        if not isinstance(node, ast.FunctionDef) or node.decorator_list or node.name not in making:
            continue
        if len(_word(node.name).findall(content)) == 1:
            sheet.alone.add(node.name)


def found(sheets: Iterable[Sheet], project: Path, exclude: Sequence[str]) -> tuple[IdleMaker, ...]:
    """Those that no other file mentions: no module, no deploy file, no README."""
    asked = [(one, name) for one in sheets if one.role == "app" for name in sorted(one.alone)]
    if not asked:
        return ()
    words = {name: _word(name) for _, name in asked}
    named: dict[str, set[str]] = {name: set() for name in words}
    for path, text in texts(project, exclude):
        for name, word in words.items():
            if word.search(text):
                named[name].add(path)
    return tuple(
        IdleMaker(name, setup.place)
        for sheet, name in asked
        if named[name] <= {sheet.path}
        for setup, scope in sheet.setups
        if setup.call in _TABLES and scope.function == name
    )


def _word(name: str) -> "re.Pattern[bytes]":
    return re.compile(rb"\b%s\b" % re.escape(name.encode()))


def texts(project: Path, exclude: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Every file, those of CI and of platforms in folders with a dot too."""
    hidden = [one for one in sorted(project.glob(".*")) if one.is_dir() and one.name != ".git"]
    for folder in (project, *(one for one in hidden if not (one / "pyvenv.cfg").exists())):
        for path, file in files.walk(folder, exclude):
            try:
                if file.stat().st_size <= _LARGEST:
                    yield path if folder == project else f"{folder.name}/{path}", file.read_bytes()
            except OSError:
                continue
