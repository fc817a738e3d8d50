"""What the files of hosting platforms say: Heroku, Render, Fly, App Engine, Railway, App Runner, Vercel."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Literal

from releasecheck.facts.deploy import HealthCheck, Launch, NewDisk, Proxy, UnreadProcess
from releasecheck.gather.deploy.commands import in_shell, launches
from releasecheck.gather.deploy.lined import Lined, LinedList, documents
from releasecheck.gather.deploy.manifest import Given, Item, Manifest

_FORWARDED = ("x-forwarded-for", "x-forwarded-proto")
_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
_COMMANDS = frozenset(
    {"command", "entrypoint", "startCommand", "start_command", "run", "start", "cmd", "web", "app", "args"}
)
_PROCESS = re.compile(r"\s*(#|[\w-]+\s*:)")
_CHECKS: tuple[tuple[str, Literal["liveness", "readiness"]], ...] = (
    ("liveness_check", "liveness"),
    ("readiness_check", "readiness"),
)


def procfile(manifest: Manifest) -> Iterator[Item]:
    """The web process; what reads Procfiles has a router in front of it."""
    for number, line in enumerate(manifest.text.splitlines(), 1):
        name, _, command = line.partition(":")
        if name.strip() == "web":
            yield from in_shell(command, launches(command, manifest.scripts, manifest.at(number)))
            yield Proxy("the platform's router", 1, manifest.at(number), _FORWARDED)
        elif not _PROCESS.match(line):
            yield from _unread(manifest, number, line)


def _unread(manifest: Manifest, number: int, line: str) -> Iterator[UnreadProcess]:
    """`web gunicorn app:app` and `gunicorn app:app`, of which no platform makes a process."""
    named, _, command = line.strip().partition(" ")
    name = named.rstrip("=-;,")
    ways = [(None, line), (name, command)]
    for process, started in reversed(ways) if name == "web" else ways:
        if any(launches(started, {}, manifest.at(number))):
            yield UnreadProcess(manifest.at(number), process)
            return


def heroku(manifest: Manifest) -> Iterator[Item]:
    """heroku.yml."""
    for document in documents(manifest.text):
        yield from _commands_of(manifest, document)
        if "build" in document or "run" in document:
            yield Proxy("Heroku's router", 1, manifest.at(1), _FORWARDED)


def app_json(manifest: Manifest) -> Iterator[Item]:
    """Heroku's app.json: a variable's value, or a description with one."""
    document = _parsed(json.loads, manifest.text)
    environment = _mapping(document.get("env"))
    for name, given in environment.items():
        value = given.get("value") if isinstance(given, dict) else given
        yield Given(name, None if value is None else str(value), manifest.line_of(name))
    if environment or "buildpacks" in document:
        yield Proxy("Heroku's router", 1, manifest.at(1), _FORWARDED)


def app_yaml(manifest: Manifest) -> Iterator[Item]:
    """App Engine's app.yaml, and DigitalOcean's."""
    for document in documents(manifest.text):
        yield from _commands_of(manifest, document)
        variables = document.under("env_variables")
        for name, value in variables.items():
            yield from _given(manifest, name, value, variables.line(name))
        for key, kind in _CHECKS:
            check = document.under(key)
            if path := check.text("path"):
                yield HealthCheck(path, manifest.at(check.line("path")), kind=kind)
        if "runtime" in document:
            yield Proxy("App Engine's front end", 1, manifest.at(document.line("runtime")), _FORWARDED)


def render(manifest: Manifest) -> Iterator[Item]:
    """render.yaml; without `services:` it is one service, whose settings were taken over by hand."""
    for document in documents(manifest.text):
        alone = [document] if "services" not in document and "startCommand" in document else []
        for service in alone or document.listed("services").mappings():
            place = manifest.at(service.line("startCommand"))
            command = service.text("startCommand") or ""
            for launch in in_shell(command, launches(command, manifest.scripts, place)):
                yield replace(launch, replicas=service.number("numInstances"))
            if path := service.text("healthCheckPath"):
                yield HealthCheck(path, manifest.at(service.line("healthCheckPath")))
            for entry in service.listed("envVars").mappings():
                if name := entry.text("key"):
                    yield from _given(manifest, name, entry.get("value"), entry.line("key"))
            if service.text("type") == "web" and "disk" not in service:
                yield NewDisk(manifest.at(service.line("type")))
            if service.text("type") == "web":
                yield Proxy("Render's router", 1, manifest.at(service.line("type")), _FORWARDED)


def fly(manifest: Manifest) -> Iterator[Item]:
    """fly.toml: processes, variables, the checks of its services."""
    document = _parsed(tomllib.loads, manifest.text)
    yield from _commands_in(manifest, document)
    for name, value in _mapping(document.get("env")).items():
        yield Given(name, str(value), manifest.line_of(name))
    service = _mapping(document.get("http_service"))
    services = [service, *_mappings(document.get("services"))]
    for each in (*services, {"checks": _values(document.get("checks"))}):
        for check in (*_mappings(each.get("http_checks")), *_mappings(each.get("checks"))):
            path = check.get("path")
            if isinstance(path, str) and check.get("type", "http") == "http":
                yield _fly_check(manifest, check, path)
    if any(services) and not ("mounts" in document or "mount" in document):
        yield NewDisk(manifest.line_of("http_service" if service else "services"))
    if any(services):
        key = "http_service" if service else "services"
        yield Proxy("Fly's proxy", 1, manifest.line_of(key), _FORWARDED)


def _fly_check(manifest: Manifest, check: dict[str, Any], path: str) -> HealthCheck:
    headers = {str(name).lower(): value for name, value in _mapping(check.get("headers")).items()}
    protocol = str(check.get("protocol") or "http")
    return HealthCheck(path, manifest.line_of("path", path), headers.get("host"), protocol)


def railway(manifest: Manifest) -> Iterator[Item]:
    """railway.json and railway.toml."""
    parse = json.loads if manifest.path.endswith(".json") else tomllib.loads
    document = _parsed(parse, manifest.text)
    yield from _commands_in(manifest, document)
    deploy = _mapping(document.get("deploy"))
    path = deploy.get("healthcheckPath")
    if isinstance(path, str):
        yield HealthCheck(path, manifest.line_of("healthcheckPath"))
    if document:
        yield Proxy("Railway's proxy", 1, manifest.at(1), _FORWARDED)


def nixpacks(manifest: Manifest) -> Iterator[Item]:
    """nixpacks.toml."""
    yield from _commands_in(manifest, _parsed(tomllib.loads, manifest.text))


def app_runner(manifest: Manifest) -> Iterator[Item]:
    """AWS App Runner's apprunner.yaml."""
    for document in documents(manifest.text):
        yield from _commands_of(manifest, document)
        for entry in document.under("run").listed("env").mappings():
            if name := entry.text("name"):
                yield from _given(manifest, name, entry.get("value"), entry.line("name"))
        if "runtime" in document:
            yield Proxy("App Runner's proxy", 1, manifest.at(document.line("runtime")), _FORWARDED)


def vercel(manifest: Manifest) -> Iterator[Item]:
    """vercel.json: the module whose `app` is served, and variables.

    No proxy is told of: the platform makes each request with the scheme that the visitor used.
    """
    document = _parsed(json.loads, manifest.text)
    for written in _vercel_files(document):
        path = written.strip("/").removesuffix(".py")
        module = path.replace("/", ".")
        if _MODULE.fullmatch(module) and (manifest.folder / f"{path}.py").is_file():
            yield Launch("vercel", f"{module}:app", manifest.line_of(path))
            break
    for name, value in _mapping(document.get("env")).items():
        kept = isinstance(value, str) and value.startswith("@")  # by the platform, under that name
        yield from _given(manifest, name, None if kept else value, manifest.line_of(name).line)


def _vercel_files(document: dict[str, Any]) -> Iterator[str]:
    """The files that are built with Python, else those that requests are handed to."""
    for build in _mappings(document.get("builds")):
        if "python" in str(build.get("use")):
            yield str(build.get("src"))
    for kind, key in (("routes", "dest"), ("rewrites", "destination")):
        yield from (str(each.get(key)) for each in _mappings(document.get(kind)))


def _given(manifest: Manifest, name: str, value: Any, line: int | None) -> Iterator[Given]:
    yield Given(name, value if isinstance(value, str) else None, manifest.at(line))


def _parsed(parse: Callable[[str], Any], text: str) -> dict[str, Any]:
    try:
        return _mapping(parse(text))
    except (ValueError, RecursionError):
        return {}


def _mapping(node: Any) -> dict[str, Any]:
    return node if isinstance(node, dict) else {}


def _mappings(node: Any) -> list[dict[str, Any]]:
    return [each for each in node if isinstance(each, dict)] if isinstance(node, list) else []


def _values(node: Any) -> list[Any]:
    return list(_mapping(node).values())


def _commands_in(manifest: Manifest, document: dict[str, Any]) -> Iterator[Launch]:
    """Launches of every command anywhere in a document of TOML or JSON."""
    for key, value in _entries(document):
        if key in _COMMANDS and (command := _command(value)):
            first = command if isinstance(command, str) else command[0]
            yield from launches(command, manifest.scripts, manifest.line_of(key, first.split()[0]))


def _commands_of(manifest: Manifest, document: Lined) -> Iterator[Launch]:
    """Launches of every command anywhere in a document of YAML."""
    for node in (document, *_nodes(document)):
        for key, value in node.items():
            if key in _COMMANDS and (command := _command(value)):
                started = launches(command, manifest.scripts, manifest.at(node.line(key)))
                yield from in_shell(command, started) if isinstance(command, str) else started


def _command(value: Any) -> str | list[str] | None:
    if isinstance(value, str) and value.strip():
        return value
    is_words = isinstance(value, list) and value and all(isinstance(word, str) and word for word in value)
    return value if is_words else None


def _entries(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    waiting: list[Any] = [document]
    for node in waiting:
        below = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in below:
            yield str(key), value
            if isinstance(value, dict | list):
                waiting.append(value)


def _nodes(document: Lined) -> Iterator[Lined]:
    """The mappings below a document, each once: aliases may hold each other or themselves."""
    waiting: list[Lined | LinedList] = [document]
    seen = {id(document)}
    for node in waiting:
        for value in node.values() if isinstance(node, Lined) else node:
            if isinstance(value, Lined | LinedList) and id(value) not in seen:
                seen.add(id(value))
                waiting.append(value)
                if isinstance(value, Lined):
                    yield value
