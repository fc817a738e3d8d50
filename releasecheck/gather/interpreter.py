"""Which Python the app belongs to, and why."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from releasecheck.gather.process import run

ASK = Path(__file__).resolve().with_name("inside") / "ask.py"
ASKING_S = 30.0
FOLDERS = (".venv", "venv")
OWN = "releasecheck's own"
OLDEST_PYTHON = (3, 8)
OLDEST_FLASK = (2, 0)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python, who named it, and what it says of itself; `problem` is why it cannot be used."""

    path: Path
    chosen_by: str
    version: str | None = None
    flask: str | None = None
    werkzeug: str | None = None
    problem: str | None = None


def named_python(root: Path, named: str | None) -> Path | None:
    """The interpreter that was named; a relative path in the settings starts at the project's root."""
    if named is None:
        return None
    found = shutil.which(named) if "/" not in named else None
    return Path(found) if found else root / named


def choose(project: Path, named: Path | None, named_by: str, environ: Mapping[str, str]) -> Interpreter:
    """The named one; else the first of the project's, $VIRTUAL_ENV's and ours that has Flask."""
    if named is not None:
        return _ask(named, named_by, project, environ)
    asked = []
    for path, chosen_by in _candidates(project, environ):
        interpreter = _ask(path, chosen_by, project, environ)
        if interpreter.flask:
            return interpreter
        asked.append(interpreter)
    usable = [each for each in asked if each.problem is None]
    return (usable or asked)[0]


def _candidates(project: Path, environ: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    for folder in FOLDERS:
        if (path := _python_in(project / folder)).exists():
            yield path, folder
    if environ.get("VIRTUAL_ENV") and (path := _python_in(Path(environ["VIRTUAL_ENV"]))).exists():
        yield path, "VIRTUAL_ENV"
    yield Path(sys.executable), OWN


def _python_in(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _ask(path: Path, chosen_by: str, cwd: Path, environ: Mapping[str, str]) -> Interpreter:
    said = ask(path, cwd, environ)
    if said is None:
        return Interpreter(path, chosen_by, problem=f"{path} does not run as a Python")
    version, flask = said["version"], said["flask"]
    return Interpreter(path, chosen_by, version, flask, said["werkzeug"], too_old(version, flask))


def too_old(python: str, flask: str | None) -> str | None:
    """Why we cannot tell of these versions, neither by booting nor from the suite; null when we can."""
    for name, version, oldest in (("Python", python, OLDEST_PYTHON), ("Flask", flask, OLDEST_FLASK)):
        if version and tuple(int(part) for part in version.split(".")[:2]) < oldest:
            wanted = ".".join(map(str, oldest))
            return f"{name} {version} is older than {wanted}, the oldest that releasecheck knows: upgrade it"
    return None


def ask(path: Path, cwd: Path, environ: Mapping[str, str], *arguments: str) -> dict[str, Any] | None:
    """What inside/ask.py says under that Python; null when it does not run."""
    ended = run([str(path), str(ASK), *arguments], cwd, environ, ASKING_S)
    return next(filter(None, map(_said, reversed(ended.stdout.splitlines()))), None)


def _said(line: str) -> dict[str, Any] | None:
    """The script's line; exit handlers of a sitecustomize may print others below it."""
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) and "version" in said else None
