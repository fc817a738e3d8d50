"""The ruff that is installed with us: how it is asked, and what it answered."""

import os
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from releasecheck.gather import process
from releasecheck.gather.quoting import names_only
from releasecheck.gather.source.parse import read

_SETTINGS = (".ruff.toml", "ruff.toml", "pyproject.toml")  # in the order in which ruff prefers them
# -P, because a ruff.py in the project is not ruff.
_COMMAND = (sys.executable, "-P", "-m", "ruff", "check", "--exit-zero", "--output-format", "json", "--quiet")
# Nothing in the project is changed or left behind, whatever its settings say.
_LOOK_ONLY = ("--no-cache", "--no-fix", "--no-fix-only")
_IGNORE = ("ignore", "extend-ignore")
_BAD_SETTINGS = 2
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
class Refused:
    """ruff did not lint: why, and whether it was for its settings."""

    reason: str
    settings: bool


def ask(project: Path, options: Sequence[str], deadline: float) -> list[Diagnostic] | Refused:
    """What `ruff check` says of the project, in at most `deadline` seconds."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("RUFF_")}
    ended = process.run((*_COMMAND, *_LOOK_ONLY, *options, "."), project, env, deadline)
    if ended.timed_out:
        return Refused("ruff did not finish in time", settings=False)
    if ended.returncode != 0 or ended.cut:
        return Refused(_complaint(project, ended.stderr), settings=ended.returncode == _BAD_SETTINGS)
    return msgspec.json.decode(ended.stdout or "[]", type=list[Diagnostic])


def installed() -> str:
    """The version of our ruff."""
    return version("ruff")


def target(python_version: str) -> str:
    """`--target-version` for the code that "3.11.4" will run."""
    minor = int(python_version.split(".")[1])
    return f"py3{min(max(minor, 7), _NEWEST)}"


def settings_file(project: Path) -> Path | None:
    """The file with the project's ruff settings; those of its parent folders and its user do not count."""
    for name in _SETTINGS:
        file = project / name
        if file.is_file() and (name != "pyproject.toml" or "[tool.ruff" in _text(file)):
            return file
    return None


def ignored_codes(settings: Path) -> tuple[str, ...]:
    """Codes, or beginnings of codes, that the project's settings name as ignored."""
    try:
        document: Mapping[str, Any] = tomllib.loads(_text(settings))
    except tomllib.TOMLDecodeError:
        return ()
    if settings.name == "pyproject.toml":
        document = document["tool"]["ruff"]
    lists = [table.get(key, ()) for table in (document, document.get("lint", {})) for key in _IGNORE]
    return tuple(code for codes in lists for code in codes)


def _text(file: Path) -> str:
    content = read(file)
    return content.decode(errors="replace") if isinstance(content, bytes) else ""


def _complaint(project: Path, stderr: str) -> str:
    """The last cause that ruff gives; the lines between the causes quote the settings."""
    causes = [line.split("Cause:", 1)[1] for line in stderr.splitlines() if "Cause:" in line]
    said = names_only(causes[-1].replace(f"{project}/", "")) if causes else "it gave no reason"
    return f"ruff {installed()} did not lint: {said}"
