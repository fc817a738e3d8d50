"""Commands with a name of their own: targets of make, scripts of Pipfile, pyproject.toml, package.json."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from releasecheck.gather.deploy.manifest import Script, read

_TARGET = re.compile(r"(?P<name>[A-Za-z][\w.-]*)\s*:(?![=:])")


def tasks(project: Path) -> dict[str, Script]:
    """By the words that call them, such as "make prod"."""
    found: dict[str, Script] = {}
    for file, reader in _READERS.items():
        if (project / file).is_file():
            for called, script in reader(file, read(project / file)):
                found.setdefault(called, script)
    return found


def called_task(words: list[str], known: Mapping[str, Script]) -> str | None:
    """The task that a command calls, in one to three words."""
    plain = [word for word in words if not word.startswith("-")]
    return next((name for end in (3, 2, 1) if (name := " ".join(plain[:end])) in known and " " in name), None)


def _makefile(path: str, text: str) -> Iterator[tuple[str, Script]]:
    """The recipe of each target at its own lines, without the signs that silence a line."""
    lines = text.splitlines()
    starts = [index for index, line in enumerate(lines) if _TARGET.match(line)]
    for start in starts:
        recipe = []
        for line in lines[start + 1 :]:
            if line.strip() and not line.startswith(("\t", "#")):
                break
            recipe.append(line.strip().lstrip("@-+"))
        match = _TARGET.match(lines[start])
        if match:
            yield f"make {match['name']}", Script(path, "\n" * (start + 1) + "\n".join(recipe))


def _pipfile(path: str, text: str) -> Iterator[tuple[str, Script]]:
    yield from _named(path, text, _table(_toml(text), "scripts"), ("pipenv run",))


def _pyproject(path: str, text: str) -> Iterator[tuple[str, Script]]:
    tool = _table(_toml(text), "tool")
    yield from _named(path, text, _table(_table(tool, "pdm"), "scripts"), ("pdm run", "pdm"))
    yield from _named(path, text, _table(_table(tool, "poe"), "tasks"), ("poe",))


def _package(path: str, text: str) -> Iterator[tuple[str, Script]]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return
    scripts = _table(document, "scripts")
    yield from _named(path, text, scripts, ("npm run", "npm", "yarn run", "yarn", "pnpm run", "pnpm"))


def _named(
    path: str, text: str, scripts: Mapping[str, Any], callers: tuple[str, ...]
) -> Iterator[tuple[str, Script]]:
    """A command, or a table with it under `cmd` or `shell`."""
    for name, given in scripts.items():
        command = given.get("cmd", given.get("shell")) if isinstance(given, dict) else given
        if isinstance(command, str):
            script = Script(path, "\n" * _line_of(text, name) + command)
            yield from ((f"{caller} {name}", script) for caller in callers)


def _line_of(text: str, name: str) -> int:
    """How many lines are above the one that begins with the name."""
    begins = re.compile(rf"""\s*["']?{re.escape(name)}["']?\s*[=:]|\[.*\b{re.escape(name)}["']?\]""")
    return next((index for index, line in enumerate(text.splitlines()) if begins.match(line)), 0)


def _toml(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _table(document: object, key: str) -> Mapping[str, Any]:
    table = document.get(key) if isinstance(document, dict) else None
    return table if isinstance(table, dict) else {}


_READERS: dict[str, Callable[[str, str], Iterator[tuple[str, Script]]]] = {
    "Makefile": _makefile,
    "makefile": _makefile,
    "Pipfile": _pipfile,
    "pyproject.toml": _pyproject,
    "package.json": _package,
}
