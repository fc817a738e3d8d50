"""The commands by which the project's deploy files start it, the likelier file first."""

import json
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from releasecheck.gather.launch import Launch, from_uwsgi, launches

_LARGEST = 256 * 1024
_FOLDERS = (".", "deploy", "deployment", "docker", ".docker", "scripts", "bin", "conf", "config", "etc")
NOT_DEPLOYED = re.compile(r"(^|[._-])(dev|develop|development|tests?|testing|local|override|ci)([._-]|$)")
_COMMAND_KEYS = frozenset(
    {"command", "entrypoint", "startCommand", "start_command", "run", "start", "cmd", "web", "app", "args"}
)
Scripts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Deployed:
    """A launch that a deploy file asks for."""

    file: str  # relative to the project
    launch: Launch


def deployed(project: Path) -> Iterator[Deployed]:
    """What each deploy file of the project launches; files for development and tests are left out."""
    scripts = {path.name: read(path) for path in matching(project, "*.sh")}
    for pattern, reader in _READERS:
        for path in matching(project, pattern):
            if not NOT_DEPLOYED.search(path.name.lower()):
                for launch in reader(read(path), scripts):
                    yield Deployed(path.relative_to(project).as_posix(), launch)


def matching(project: Path, pattern: str) -> Iterator[Path]:
    """Files of the project's folder, then of the folders where deploy files are kept."""
    for folder in _FOLDERS:
        yield from sorted(path for path in (project / folder).glob(pattern) if path.is_file())


def read(path: Path) -> str:
    """The text, empty for a file that cannot be read or is no deploy file by its size."""
    try:
        return path.read_text(encoding="utf-8", errors="replace") if path.stat().st_size < _LARGEST else ""
    except OSError:
        return ""


def _procfile(text: str, scripts: Scripts) -> Iterator[Launch]:
    for line in text.splitlines():
        name, _, command = line.partition(":")
        if name.strip() == "web":
            yield from launches(command, scripts)


def _dockerfile(text: str, scripts: Scripts) -> Iterator[Launch]:
    """ENTRYPOINT and CMD of the last stage, under the FLASK_APP that it sets."""
    stage = re.split(r"(?im)^\s*FROM\s", text.replace("\\\n", " "))[-1]
    given = dict(re.findall(r"(?m)^\s*(ENTRYPOINT|CMD)\s+(.+)$", stage))
    flask_app = re.findall(r"""(?m)^\s*ENV\s+(?:.*\s)?FLASK_APP[\s=]+["']?([^\s"']+)""", stage)
    variables = [f"FLASK_APP={flask_app[-1]}"] if flask_app else []
    entrypoint, command = (_words(given.get(name, "")) for name in ("ENTRYPOINT", "CMD"))
    yield from launches([*variables, *entrypoint, *command], scripts)
    yield from launches([*variables, *command], scripts)  # which an entry point's script may have executed


def _words(command: str) -> list[str]:
    """The words of an exec form or of a shell form."""
    try:
        words = json.loads(command) if command.startswith("[") else shlex.split(command)
    except ValueError:
        words = command.split()
    return [str(word) for word in words]


def _parsed_by(parse: Callable[[str], Any]) -> Callable[[str, Scripts], Iterator[Launch]]:
    """Reads manifests of a format; in one that is not, such as a template of Helm, there is nothing."""

    def read(text: str, scripts: Scripts) -> Iterator[Launch]:
        try:
            document = parse(text)
        except (yaml.YAMLError, ValueError, RecursionError):
            return
        yield from _commands_in(document, scripts)

    return read


def _yaml_documents(text: str) -> list[Any]:
    return list(yaml.safe_load_all(text))


def _commands_in(document: Any, scripts: Scripts) -> Iterator[Launch]:
    """Launches of every command anywhere in a manifest, from its beginning to its end."""
    for key, value in _entries(document):
        if key in _COMMAND_KEYS and (isinstance(value, str) or _is_words(value)):
            yield from launches(value, scripts)


def _entries(document: Any) -> Iterator[tuple[Any, Any]]:
    """Every key with its value; each value once, because YAML's aliases may hold each other or themselves."""
    stack, seen = [_items(document)], {id(document)}
    while stack:
        key, value = next(stack[-1], (None, stack))
        if value is stack:
            stack.pop()
            continue
        yield key, value
        if id(value) not in seen:
            seen.add(id(value))
            stack.append(_items(value))


def _items(node: Any) -> Iterator[tuple[Any, Any]]:
    return iter(node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ())


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _ini(text: str, scripts: Scripts) -> Iterator[Launch]:
    """supervisord's `command`, systemd's `ExecStart`, uWSGI's own options."""
    pairs = [
        line.partition("=") for line in text.splitlines() if "=" in line and line.lstrip()[:1] not in "#;"
    ]
    options = {name.strip(): value.strip().strip("'\"") for name, _, value in pairs}
    for name, _, value in pairs:
        if name.strip() in ("command", "ExecStart"):
            yield from launches(value, scripts)
    yield from from_uwsgi(options)


def _gunicorn_config(text: str, _: Scripts) -> Iterator[Launch]:
    settings = dict(re.findall(r"""(?m)^(wsgi_app|chdir)\s*=\s*["']([^"']+)["']""", text))
    if "wsgi_app" in settings:
        yield Launch(settings["wsgi_app"], settings.get("chdir", "."))


_READERS: tuple[tuple[str, Callable[[str, Scripts], Iterator[Launch]]], ...] = (
    ("Procfile", _procfile),
    ("Dockerfile*", _dockerfile),
    ("*.Dockerfile", _dockerfile),
    ("*compose*.y*ml", _parsed_by(_yaml_documents)),
    ("render.y*ml", _parsed_by(_yaml_documents)),
    ("app.y*ml", _parsed_by(_yaml_documents)),
    ("fly.toml", _parsed_by(tomllib.loads)),
    ("heroku.yml", _parsed_by(_yaml_documents)),
    ("railway.toml", _parsed_by(tomllib.loads)),
    ("railway.json", _parsed_by(json.loads)),
    ("nixpacks.toml", _parsed_by(tomllib.loads)),
    ("apprunner.yaml", _parsed_by(_yaml_documents)),
    ("gunicorn*.py", _gunicorn_config),
    ("*uwsgi*.ini", _ini),
    ("supervisor*.conf", _ini),
    ("*.service", _ini),
)
