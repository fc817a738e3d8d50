"""Where a project tells people to run `pytest` by itself, which leaves its root off the import path.

`python -m pytest` puts the working directory there, `pytest` only the folders of the tests that it collects.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from releasecheck.facts.imports import Import
from releasecheck.facts.place import Place
from releasecheck.facts.suite import BareCommand
from releasecheck.gather.source.files import role_of, walk
from releasecheck.gather.source.parse import read

_COMMAND = re.compile(
    r"\s*(?P<prompt>[$>] |- run: |run: )?(?:(?:uv|pipenv|poetry|pdm) run )?pytest(?: [\w./=:-]+)*\s*"
)
_PACKAGE = re.compile(r"\s*[\w.-]+(\[[\w,-]+\])?([=<>~!]=?.*)?\s*")  # in a list of what is installed
_IMPORT = re.compile(r"(?:from|import) (?P<name>\w+)")
_FENCE = re.compile(r"\s*(```|~~~)")
_PROSE = ("README*", "CONTRIBUTING*")
_STEPS = (".github/workflows/*.yml", ".github/workflows/*.yaml", "Makefile", ".gitlab-ci.yml")
_SETTINGS = ("pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")
# What puts the root on the path, or says that somebody knows of it.
_ON_PATH = re.compile(rb"python_?paths?\b|import-mode|-m\s+pytest|sys\.path", re.IGNORECASE)


def told_bare(
    project: Path, folder: str, env: Mapping[str, str], exclude: tuple[str, ...]
) -> BareCommand | None:
    """The first line that says so; null where anything may put the root on the path all the same."""
    roots = list(dict.fromkeys([project / folder, project]))
    first = next((place for root in roots for place in _commands(root, project)), None)
    if first is None or "PYTHONPATH" in env:
        return None
    knowing = [path for root in roots for name in (*_PROSE, *_STEPS, *_SETTINGS) for path in root.glob(name)]
    tests = [
        (path, file)
        for path, file in walk(project, exclude)
        if path.endswith(".py") and role_of(path) == "test"
    ]
    if any(_ON_PATH.search(_content(path)) for path in (*knowing, *(file for _, file in tests))):
        return None
    return BareCommand(first, folder, tuple(one for path, file in tests for one in _imports(path, file)))


def _imports(path: str, file: Path) -> Iterator[Import]:
    """What the file cannot be collected without: what it imports at its left margin."""
    seen = set()
    for number, line in enumerate(_content(file).decode(errors="replace").splitlines(), 1):
        found = _IMPORT.match(line)
        if found and found["name"] not in seen:
            seen.add(found["name"])
            yield Import(found["name"], Place(path, number))


def _commands(root: Path, project: Path) -> Iterator[Place]:
    for pattern in (*_PROSE, *_STEPS):
        for path in sorted(root.glob(pattern)):
            lines = _content(path).decode(errors="replace").splitlines()
            fenced = pattern in _PROSE
            for number in _lines(lines, fenced=fenced):
                yield Place(path.relative_to(project).as_posix(), number)


def _lines(lines: list[str], *, fenced: bool) -> Iterator[int]:
    """In prose only what stands in a block of code, and not between the names of other packages."""
    inside = not fenced
    for index, line in enumerate(lines):
        if fenced and _FENCE.match(line):
            inside = not inside
        elif inside and _COMMAND.fullmatch(line):
            beside = [one for one in lines[max(index - 1, 0) : index + 2] if one is not line]
            if not any(_PACKAGE.fullmatch(one) for one in beside):
                yield index + 1


def _content(path: Path) -> bytes:
    content = read(path)
    return content if isinstance(content, bytes) else b""
