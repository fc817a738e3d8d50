"""The environment that the app is built in, and which of it is development's only."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from releasecheck.gather.decoding import dotenv_of
from releasecheck.gather.inside.secret_names import is_secret
from releasecheck.gather.interpreter import Interpreter, ask

FLASKENV = ".flaskenv"
DOTENV_FILES = (FLASKENV, ".env")  # the later wins
_COMMAND_LINES = re.compile(r"FLASK_(APP|RUN_.*)")  # what nothing but Flask's command line asks for


@dataclass(frozen=True, slots=True)
class Environment:
    """Variables and their values, with what is known of where they come from."""

    values: Mapping[str, str] = field(repr=False)
    named: frozenset[str] = frozenset()  # by --env-file or --set
    development: Mapping[str, str] = field(default_factory=dict)  # name -> the file that alone gives it
    dotenv_missing: bool = False  # there are such files, and python-dotenv is not installed
    undecodable: tuple[str, ...] = ()  # such files at which python-dotenv ends: they are no UTF-8
    deployed: Mapping[str, str] = field(default_factory=dict)  # name -> the deploy file that gives it
    files: Mapping[str, Path] = field(default_factory=dict)  # name -> the --env-file that gives it
    left_out: Mapping[str, str] = field(default_factory=dict, repr=False)  # of .flaskenv, with the values

    @property
    def secret_names(self) -> tuple[str, ...]:
        """The variables whose values are secrets."""
        return tuple(sorted(name for name, value in self.values.items() if is_secret(name, value)))

    @property
    def set_here(self) -> frozenset[str]:
        """The variables of --set."""
        return self.named.difference(self.files)

    def without(self, names: Iterable[str]) -> dict[str, str]:
        """The values with some variables unset."""
        unset = frozenset(names)
        return {name: value for name, value in self.values.items() if name not in unset}


def compose(
    inherited: Mapping[str, str],
    env_files: Iterable[Path],
    given: Iterable[tuple[str, str]],
) -> Environment:
    """The inherited environment, over it the env files in their order, over these the given pairs."""
    named: dict[str, str] = {}
    files: dict[str, Path] = {}
    for file in env_files:
        values = dotenv_of(file)
        having = {name: value for name, value in values.items() if value is not None}
        named.update(having)
        files.update(dict.fromkeys(having, file))
    pairs = dict(given)
    own = {name: file for name, file in files.items() if name not in pairs}
    return Environment({**inherited, **named, **pairs}, frozenset({*named, *pairs}), files=own)


def as_deployed(environment: Environment, modes: Mapping[str, tuple[str, str]]) -> Environment:
    """With the variables (name -> value and file) that say how the release runs, where nobody set them."""
    added = {name: pair for name, pair in modes.items() if name not in environment.values}
    values = {name: value for name, (value, _) in added.items()}
    files = {name: file for name, (_, file) in added.items()}
    return replace(environment, values={**environment.values, **values}, deployed=files)


def with_dotenv(environment: Environment, interpreter: Interpreter, cwd: Path) -> Environment:
    """With what Flask's own load_dotenv adds in `cwd`, where there are files for it and python-dotenv."""
    if not any(_files_above(cwd)):
        return environment
    said = ask(interpreter.path, cwd, environment.values, "load") or {}
    added: dict[str, str] = said.get("added", {})
    named: dict[str, list[str]] = said.get("named", {})
    files = {name: file for file in DOTENV_FILES for name in named.get(file, ()) if name in added}
    missing = said.get("dotenv_missing", False)
    return replace(
        environment,
        values={**environment.values, **added},
        development=files,
        dotenv_missing=missing,
        undecodable=tuple(said.get("undecodable", ())),
    )


def without_flaskenv(environment: Environment) -> Environment:
    """Without what `.flaskenv` alone gives the app: of the servers, only Flask's own reads that file."""
    given = [name for name, file in environment.development.items() if file == FLASKENV]
    left_out = {name: environment.values[name] for name in given if not _COMMAND_LINES.fullmatch(name)}
    kept = {name: file for name, file in environment.development.items() if name not in left_out}
    return replace(environment, values=environment.without(left_out), development=kept, left_out=left_out)


def _files_above(cwd: Path) -> Iterable[Path]:
    """The files that Flask could find: it looks in the working directory and all above it."""
    folders = [cwd, *cwd.parents]
    return (folder / name for folder in folders for name in DOTENV_FILES if (folder / name).is_file())
