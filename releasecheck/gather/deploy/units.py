"""What units of systemd, programs of supervisord, uWSGI's ini files and gunicorn's config say."""

import ast
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from releasecheck.facts.deploy import EnvFile, Launch
from releasecheck.gather.deploy.commands import launches
from releasecheck.gather.deploy.fallbacks import in_script
from releasecheck.gather.deploy.lined import as_number
from releasecheck.gather.deploy.manifest import Given, Item, Manifest, ServerConfig
from releasecheck.gather.deploy.servers import from_uwsgi


@dataclass(frozen=True, slots=True)
class _Option:
    name: str
    value: str
    line: int


def _sections(text: str) -> Iterator[list[_Option]]:
    """The options of each section, repeated ones too, which configparser would not keep, nor their lines."""
    section: list[_Option] = []
    for line, written in _logical(text):
        if written.startswith("["):
            yield section
            section = []
        elif "=" in written and written[0] not in "#;":
            name, _, value = written.partition("=")
            section.append(_Option(name.strip(), value.strip(), line))
    yield section


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Lines with what continues them: after a backslash, or indented."""
    begun: list[str] = []
    first = 1
    for number, line in enumerate(text.splitlines(), 1):
        goes_on = bool(begun) and (begun[-1].endswith("\\") or (line[:1].isspace() and bool(line.strip())))
        if begun and not goes_on:
            yield first, _joined(begun)
            begun = []
        if line.strip():
            first = first if begun else number
            begun.append(line.rstrip())
    if begun:
        yield first, _joined(begun)


def _joined(lines: list[str]) -> str:
    return " ".join(line.removesuffix("\\").strip() for line in lines).strip()


def systemd(manifest: Manifest) -> Iterator[Item]:
    """`ExecStart` in its `WorkingDirectory`, `Environment` and `EnvironmentFile`."""
    for section in _sections(manifest.text):
        folder = next((one.value for one in section if one.name == "WorkingDirectory"), ".")
        for option in section:
            place = manifest.at(option.line)
            if option.name == "ExecStart":
                for launch in launches(option.value.lstrip("-@:+!"), manifest.scripts, place):
                    yield _in(folder, launch)
            elif option.name == "Environment":
                for word in _words(option.value):
                    name, _, value = word.partition("=")
                    yield Given(name, value, place)
            elif option.name == "EnvironmentFile":
                yield EnvFile(option.value.lstrip("-"), place)


def supervisor(manifest: Manifest) -> Iterator[Item]:
    """`command` of each program in its `directory`, and its `environment`."""
    for section in _sections(manifest.text):
        folder = next((one.value for one in section if one.name == "directory"), ".")
        for option in section:
            place = manifest.at(option.line)
            if option.name == "command":
                for launch in launches(option.value, manifest.scripts, place):
                    yield _in(folder, launch)
            elif option.name == "environment":
                for found in re.finditer(r"""(\w+)=("[^"]*"|'[^']*'|[^,]*)""", option.value):
                    yield Given(found[1], found[2].strip("\"'"), place)


def uwsgi(manifest: Manifest) -> Iterator[Item]:
    """The app that an ini file has served, and the variables that it sets."""
    for section in _sections(manifest.text):
        given = {one.name: one.value.strip("'\"") for one in section}
        named = ("module", "wsgi", "wsgi-file", "file", "mount")
        line = next((one.line for one in section if one.name in named), None)
        yield from from_uwsgi(given, manifest.at(line))
        for option in section:
            if option.name == "env":
                name, _, value = option.value.partition("=")
                yield Given(name.strip(), value.strip(), manifest.at(option.line))


def _in(folder: str, launch: Launch) -> Launch:
    return replace(launch, folder=str(PurePosixPath(folder) / launch.folder))


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return []


def gunicorn_config(manifest: Manifest) -> Iterator[Item]:
    """The constants of gunicorn's config: the app, the workers of what is started with it, variables."""
    try:
        body = ast.parse(manifest.text).body
    except (SyntaxError, ValueError, RecursionError):
        return
    named = [one for one in body if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)]
    given = {_name(one): (one.value, one.lineno) for one in named}
    texts = {name: value.value for name, (value, _) in given.items() if isinstance(value, ast.Constant)}
    workers, threads = (as_number(str(texts.get(name))) for name in ("workers", "threads"))
    worker = texts.get("worker_class")
    worker_class = worker if isinstance(worker, str) else None
    if isinstance(target := texts.get("wsgi_app"), str):
        place = manifest.at(given["wsgi_app"][1])
        folder = str(texts.get("chdir") or ".")
        reload = ("--reload",) if texts.get("reload") is True else ()
        launch = Launch("gunicorn", target, place, folder, workers, threads, options=reload)
        yield replace(launch, worker_class=worker_class)
    yield ServerConfig(manifest.at(1), workers, threads, worker_class)


def _name(assignment: ast.Assign) -> str:
    target = assignment.targets[0]
    return target.id if isinstance(target, ast.Name) else ""


def script(manifest: Manifest) -> Iterator[Item]:
    """The servers for production that a shell script starts; a developer's starts the others as often."""
    started = launches(["sh", manifest.path], manifest.scripts, manifest.at(1))
    released = [one for one in started if one.server not in ("flask", "python")]
    yield from released
    if released:
        yield from in_script(manifest)
