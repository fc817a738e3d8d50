"""What the servers of the deploy files would find, each looked at in a process of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from os.path import relpath
from pathlib import Path
from typing import Any

import msgspec

from releasecheck.facts.boot import Crash, Served
from releasecheck.facts.deploy import WSGI_SERVERS, Launch
from releasecheck.gather.booter import Booter
from releasecheck.gather.boots import Answered
from releasecheck.gather.deploy.locating import is_program, search_path
from releasecheck.gather.deploy.working_directory import folders_of
from releasecheck.gather.discovery import Choice

LOOKS_MAX = 4  # processes; deploy files of one project name few targets
_SYNCHRONOUS = frozenset({"sync", "gthread", "gevent", "eventlet", "tornado"})


def look_at_launches(booter: Booter, first: Answered) -> tuple[Served, ...]:
    """One for each launch of an app that a server is told to find, or a program is to serve."""
    launches = [one for one in booter.manifests.facts.launches if _is_known(one)]
    there = [(launch, _choices(booter, launch)) for launch in launches]
    looked = [(launch, choices) for launch, choices in there if choices]
    return tuple(_first_serving(booter, first, *each) for each in list(_distinct(looked))[:LOOKS_MAX])


def _is_known(launch: Launch) -> bool:
    return launch.target is not None and (launch.server in WSGI_SERVERS or is_program(launch))


def _choices(booter: Booter, launch: Launch) -> tuple[Choice, ...]:
    """Where to look; a module that is nowhere in the project may be installed, a program may not."""
    project = booter.request.project
    folders = folders_of(project, launch, booter.manifests.facts.launches)
    if not folders and not is_program(launch):
        folders = [project]
    paths, program = search_path(project, launch), is_program(launch)
    return tuple(Choice(launch.target, str(launch.place), each, program, paths=paths) for each in folders)


def _distinct(
    looked: Iterable[tuple[Launch, tuple[Choice, ...]]],
) -> Iterator[tuple[Launch, tuple[Choice, ...]]]:
    seen = set()
    for launch, choices in looked:
        key = (launch.server, launch.target, tuple(choice.cwd for choice in choices))
        if key not in seen:
            seen.add(key)
            yield launch, choices


def _first_serving(booter: Booter, first: Answered, launch: Launch, choices: Sequence[Choice]) -> Served:
    """What was found in the first folder that serves: where several may be meant, one that does is enough."""
    found = []
    for choice in choices:
        folder = relpath(choice.cwd, booter.request.project)
        found.append(replace(_look(booter, first, launch, choice), folder=folder))
        if found[-1].outcome in ("serves", "raised", "unknown"):
            return found[-1]
    return found[0]


def _look(booter: Booter, first: Answered, launch: Launch, choice: Choice) -> Served:
    up: Mapping[str, Any] = first.first("up") or {}
    same = _where(choice) == _where(booter.choice)
    if same and (up.get("there") or (is_program(launch) and booter.choice.script)):
        by = up["by"]
        return Served(launch, "serves", by=by, host=up["host"], debug=up["debug"] and bool(by))
    asked = {
        "target": launch.target,
        "server": launch.server,
        "calls": "--call" in launch.options,
        "wsgi": (launch.worker_class or "sync") in _SYNCHRONOUS,
    }
    answered = replace(booter, choice=choice).boot("serve", {"serve": asked, "collect": []})
    return _served(answered, launch)


def _where(choice: Choice) -> tuple[str | None, Path, tuple[Path, ...]]:
    return choice.target, choice.cwd, choice.paths


def _served(answered: Answered, launch: Launch) -> Served:
    line = answered.first("served")
    if line is not None:
        told = {name: value for name, value in line["served"].items() if value is not None}
        return msgspec.convert({**told, "launch": msgspec.to_builtins(launch)}, Served)
    raised = answered.first("raised")
    if raised is not None:
        return Served(launch, "raised", crash=msgspec.convert(raised["crash"], Crash))
    return Served(launch, "unknown", _ending(answered))


def _ending(answered: Answered) -> str:
    if answered.ended.timed_out:
        return "it took too long"
    return answered.broke or "the process ended before it was found"
