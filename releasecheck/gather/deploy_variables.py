"""The environment variables that the project's deploy files set."""

import json
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from releasecheck.gather.deploy_commands import NOT_DEPLOYED, matching, read

Pairs = Iterator[tuple[str, str]]
_ENV = re.compile(r"(?im)^\s*ENV\s+(?P<pairs>.+)$")


def deployed_variables(project: Path) -> dict[str, tuple[str, str]]:
    """Name -> value and file, of the likeliest file that sets it; references to others are left out."""
    found: dict[str, tuple[str, str]] = {}
    for pattern, reader in _READERS:
        for path in matching(project, pattern):
            if not NOT_DEPLOYED.search(path.name.lower()):
                for name, value in _read_by(reader, read(path)):
                    if "$" not in value:
                        found.setdefault(name, (value, path.relative_to(project).as_posix()))
    return found


def _read_by(reader: Callable[[str], Pairs], text: str) -> list[tuple[str, str]]:
    try:
        return list(reader(text))
    except (ValueError, yaml.YAMLError, RecursionError):  # no such file after all, or a template of one
        return []


def _dockerfile(text: str) -> Pairs:
    """ENV of the last stage, as `ENV A=1 B=2` or as `ENV A 1`."""
    stage = re.split(r"(?im)^\s*FROM\s", text.replace("\\\n", " "))[-1]
    for line in _ENV.finditer(stage):
        words = shlex.split(line["pairs"])
        if "=" in words[0]:
            yield from (_pair(word) for word in words if "=" in word)
        else:
            yield words[0], " ".join(words[1:])


def _pair(word: str) -> tuple[str, str]:
    name, _, value = word.partition("=")
    return name, value


def _app_json(text: str) -> Pairs:
    """Heroku's: a value, or a description with one."""
    for name, given in _mapping(_mapping(json.loads(text)).get("env")).items():
        yield from _given(name, given.get("value") if isinstance(given, dict) else given)


def _app_yaml(text: str) -> Pairs:
    for name, value in _mapping(_mapping(yaml.safe_load(text)).get("env_variables")).items():
        yield from _given(name, value)


def _render(text: str) -> Pairs:
    services = _mapping(yaml.safe_load(text)).get("services")
    for service in services if isinstance(services, list) else ():
        entries = _mapping(service).get("envVars")
        for entry in entries if isinstance(entries, list) else ():
            yield from _given(_mapping(entry).get("key"), _mapping(entry).get("value"))


def _fly(text: str) -> Pairs:
    for name, value in _mapping(tomllib.loads(text).get("env")).items():
        yield from _given(name, value)


def _given(name: Any, value: Any) -> Pairs:
    if isinstance(name, str) and value is not None:
        yield name, str(value)


def _mapping(node: Any) -> dict[Any, Any]:
    return node if isinstance(node, dict) else {}


_READERS: tuple[tuple[str, Callable[[str], Pairs]], ...] = (
    ("Dockerfile*", _dockerfile),
    ("app.json", _app_json),
    ("render.y*ml", _render),
    ("app.y*ml", _app_yaml),
    ("fly.toml", _fly),
)
