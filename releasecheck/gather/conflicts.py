"""Merge conflicts that were committed as git had marked them."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from releasecheck.facts import Place
from releasecheck.gather.git import mentioning
from releasecheck.gather.source.files import role_of

_BEGIN, _MIDDLE, _END = re.compile(r"<{7} \S"), re.compile(r"={7}$"), re.compile(r">{7} \S")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_LARGEST = 1_000_000  # bytes
_SHOWING = (".patch", ".diff", ".orig", ".rej")  # conflicts may well be what such a file is about


def found(project: Path) -> Iterator[Place]:
    """The first whole conflict of each tracked file; none of tests and examples."""
    for path in mentioning(project, "^<{7} [^ ]"):
        if role_of(path) in ("test", "example") or path.endswith(_SHOWING):
            continue
        line = _first(_lines(project / path))
        if line is not None:
            yield Place(path, line)


def _lines(file: Path) -> list[str]:
    try:
        if file.is_file() and file.stat().st_size < _LARGEST:
            return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        pass
    return []


def _first(lines: Iterable[str]) -> int | None:
    """The line where the first conflict begins that has all of its marks, and stands in no fence."""
    begun, halved, fence = 0, False, ""
    for number, line in enumerate(lines, 1):
        if mark := _FENCE.match(line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        elif fence:
            continue
        elif _BEGIN.match(line):
            begun, halved = number, False
        elif begun and _MIDDLE.match(line):
            halved = True
        elif begun and halved and _END.match(line):
            return begun
    return None
