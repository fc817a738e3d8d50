"""What units of systemd, programs of supervisord and gunicorn's config say."""

import ast
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from releasecheck.facts.deploy import EnvFile, Launch, SetTwice
from releasecheck.gather.deploy.commands import launches
from releasecheck.gather.deploy.fallbacks import in_script
from releasecheck.gather.deploy.lined import as_number
from releasecheck.gather.deploy.manifest import Given, Item, Manifest, ServerConfig
from releasecheck.gather.deploy.sections import sections


def systemd(manifest: Manifest) -> Iterator[Item]:
    """`ExecStart` in its `WorkingDirectory`, `Environment` and `EnvironmentFile`."""
    for section in sections(manifest.text):
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
    for section in sections(manifest.text):
        folder = next((one.value for one in section if one.name == "directory"), ".")
        for option in section:
            place = manifest.at(option.line)
            if option.name == "command":
                for launch in launches(option.value, manifest.scripts, place):
                    yield _in(folder, launch)
            elif option.name == "environment":
                for found in re.finditer(r"""(\w+)=("[^"]*"|'[^']*'|[^,]*)""", option.value):
                    yield Given(found[1], found[2].strip("\"'"), place)


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
        tree = ast.parse(manifest.text)
    except (SyntaxError, ValueError, RecursionError):
        return
    body = tree.body
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
    read = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
    yield from _set_twice([one for one in named if _name(one) not in read], manifest)


def _set_twice(assignments: Sequence[ast.Assign], manifest: Manifest) -> Iterator[SetTwice]:
    """What has two constants of which nothing but gunicorn, at the end, reads one."""
    earlier: dict[str, ast.Assign] = {}
    for one in assignments:
        before = earlier.get(_name(one))
        if before and _differ(before.value, one.value):
            yield SetTwice(_name(one), manifest.at(one.lineno), manifest.at(before.lineno))
        earlier[_name(one)] = one


def _differ(one: ast.expr, other: ast.expr) -> bool:
    constant = isinstance(one, ast.Constant) and isinstance(other, ast.Constant)
    return constant and ast.dump(one) != ast.dump(other)


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
