"""The ruff that is installed with us: how it is asked, and what it answered."""

import os
import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from releasecheck.gather import process
from releasecheck.gather.process import Terms
from releasecheck.gather.quoting import names_only
from releasecheck.gather.source.parse import read

_FILES = (".ruff.toml", "ruff.toml", "pyproject.toml")  # in the order in which ruff prefers them
# -P, because a ruff.py in the project is not ruff.
_COMMAND = (sys.executable, "-P", "-m", "ruff", "check", "--exit-zero", "--output-format", "json", "--quiet")
# Nothing in the project is changed or left behind, whatever its settings say.
_LOOK_ONLY = ("--no-cache", "--no-fix", "--no-fix-only")
_BAD_SETTINGS = 2
# A pipe or a link to a device may look like a file that never ends; 10 MB of code take 4 s and 1.2 GB.
_MEMORY = 4 * 2**30
_LIMIT_S = 120.0
_SECURITY = re.compile(r"(S\d*|ALL)$")  # flake8-bandit's
_COMPLAINT = re.compile(r"\s*(Cause|error): (?P<said>.+)")
_NEWEST = 14  # the newest 3.x that every ruff we accept knows


class Location(msgspec.Struct, frozen=True):
    """A place within a file: line, and column in characters, from 1."""

    row: int
    column: int


class Fix(msgspec.Struct, frozen=True):
    """What ruff would do about it."""

    message: str | None = None


class Diagnostic(msgspec.Struct, frozen=True):
    """One entry of ruff's JSON output."""

    message: str
    filename: str
    location: Location
    code: str | None = None
    name: str | None = None
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The project's: its file, ruff's options for what it selects, and what it ignores by name."""

    file: str
    selection: tuple[str, ...] | None  # null: it selects nothing
    ignored: tuple[str, ...]  # codes, or beginnings of codes
    security: bool | None = None  # selected too; null where nothing is, or where another file may do it


@dataclass(frozen=True, slots=True)
class Refused:
    """ruff did not lint: why, and whether it was for its settings."""

    reason: str
    settings: bool


def ask(project: Path, options: Sequence[str], deadline: float) -> list[Diagnostic] | Refused:
    """What `ruff check` says of the project, in at most `deadline` seconds."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("RUFF_")}
    command = (*_COMMAND, *_LOOK_ONLY, *options, ".")
    ended = process.run(command, project, env, min(deadline, _LIMIT_S), Terms(memory=_MEMORY))
    if ended.timed_out:
        return Refused("ruff did not finish in time", settings=False)
    if ended.returncode != 0 or ended.cut:
        return Refused(_complaint(project, ended.stderr), settings=ended.returncode == _BAD_SETTINGS)
    return msgspec.json.decode(ended.stdout or "[]", type=list[Diagnostic])


def installed() -> str:
    """The version of our ruff."""
    return version("ruff")


def shown(file: Path) -> str:
    """A file's name in ruff's output, which has one sign for whatever is not UTF-8."""
    return os.fsencode(file).decode(errors="replace")


def target(python_version: str) -> str:
    """`--target-version` for the code that "3.11.4" will run."""
    minor = int(python_version.split(".")[1])
    return f"py3{min(max(minor, 7), _NEWEST)}"


def read_settings(project: Path) -> Settings | None:
    """The project's ruff settings; those of its parent folders and of its user do not count."""
    for name in _FILES:
        file = project / name
        text = _text(file) if file.is_file() else ""
        try:
            document: Mapping[str, Any] = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError):
            return Settings(name, None, ()) if "ruff" in f"{name}{text}" else None  # ruff will say so
        if name == "pyproject.toml":
            document = _table(_table(document, "tool"), "ruff")
        if document:
            return _settings(name, document)
    return None


def _settings(name: str, document: Mapping[str, Any]) -> Settings:
    """What ruff selects by default changes with its version and is nobody's choice: it does not count."""
    ignored = _codes(document, "ignore", "extend-ignore")
    selected = _codes(document, "select")
    extended = _codes(document, "extend-select")
    secure = any(map(_SECURITY.match, (*selected, *extended)))
    if selected or "extend" in document:
        return Settings(name, (), ignored, secure if selected or secure else None)
    if not extended:
        return Settings(name, None, ignored)
    ignoring = ("--ignore", ",".join(ignored)) if ignored else ()
    return Settings(name, ("--select", ",".join(extended), *ignoring), ignored, secure)


def _codes(document: Mapping[str, Any], *keys: str) -> tuple[str, ...]:
    lists = [table.get(key) for table in (document, _table(document, "lint")) for key in keys]
    return tuple(str(code) for codes in lists if isinstance(codes, list) for code in codes)


def _table(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Empty where it is none: what is wrong with the settings is ruff's to say."""
    table = document.get(key)
    return table if isinstance(table, dict) else {}


def _text(file: Path) -> str:
    content = read(file)
    return content.decode(errors="replace") if isinstance(content, bytes) else ""


def _complaint(project: Path, stderr: str) -> str:
    """The last cause or error that ruff gives; the lines between quote the settings."""
    said = [match["said"] for line in stderr.splitlines() if (match := _COMPLAINT.match(line))]
    reason = names_only(said[-1].replace(f"{project}/", "")) if said else "it gave no reason"
    return f"ruff {installed()} did not lint: {reason}"
