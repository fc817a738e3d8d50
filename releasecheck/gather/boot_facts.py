"""From a child's answer to the Boot fact."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import msgspec

from releasecheck.facts import NOWHERE, Place
from releasecheck.facts.boot import Boot, BootOutcome, Crash, DeployedVariable, EnvRead, Event
from releasecheck.gather.booter import Booter
from releasecheck.gather.boots import SCRIPT, Answered
from releasecheck.gather.discovery import Choice
from releasecheck.gather.inside.places import Places
from releasecheck.gather.inside.redact import Redactor
from releasecheck.gather.inside.secret_names import is_secret
from releasecheck.gather.interpreter import Interpreter

_PACKAGE = re.compile(r"(?:site|dist)-packages[/\\](\w+)|[/\\](socket)\.py$")
_FRAME = re.compile(r'^  File "(?P<file>.*)", line (?P<line>\d+) in ', re.MULTILINE)
_LAST_MAX = 200  # characters of a line that is quoted
_WHOLE_ENVIRONMENT = 0.8  # of its variables: more is not asking for each


def boot_fact(answered: Answered, booter: Booter) -> Boot:
    """How the boot went, by the last thing that the child said and by how it ended."""
    choice, interpreter, project = booter.choice, booter.interpreter, booter.request.project
    python = answered.first("python") or {}
    outcome = outcome_of(answered)
    reads = _env_reads(answered)
    return Boot(
        outcome=outcome,
        target=choice.shown,
        chosen_by=choice.chosen_by if choice.target else "Flask's own search",
        cwd=choice.cwd.relative_to(project).as_posix(),
        python=shown_python(interpreter, project),
        python_chosen_by=interpreter.chosen_by,
        python_version=python.get("version", interpreter.version),
        flask=python.get("flask", interpreter.flask),
        werkzeug=python.get("werkzeug", interpreter.werkzeug),
        duration_s=round(answered.ended.duration_s, 3),
        crash=crash_of(answered),
        exit_code=_exit_code(answered, outcome),
        place=_place(answered, outcome, project, choice.cwd),
        events=_events(answered),
        env_reads=reads,
        cut=outcome == "timed-out" and answered.ended.duration_s < booter.request.boot_timeout,
        deployed_otherwise=tuple(_deployed_otherwise(reads, booter)),
        deployed_as=tuple(_deployed_as(reads, booter)),
        importable=(answered.first("up") or {}).get("importable"),
        program=_program(booter.choice),
        guessed=choice.guessed,
    )


def _program(choice: Choice) -> Literal["guessed", "deployed"] | None:
    if not choice.script:
        return None
    return "guessed" if choice.guessed else "deployed"


def shown_python(interpreter: Interpreter, project: Path) -> str:
    """The interpreter's path, relative where it is the project's."""
    path = interpreter.path
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else str(path)


def outcome_of(answered: Answered) -> BootOutcome:
    said = {line["kind"] for line in answered.lines}
    if "up" in said:
        return "up"
    crash = answered.first("raised")
    if crash is not None:
        return "no-app" if crash["crash"]["cause"] == "factory-arguments" else "raised"
    if "no-app" in said:
        return "no-app"
    if answered.ended.timed_out:
        return "timed-out"
    if "exited" in said:
        return "exited"
    return "exited" if answered.ended.returncode == 0 else "died"


def ending(answered: Answered) -> str:
    """How a boot ended that brought no app about, as a clause, with the last line that it wrote."""
    crash, outcome = crash_of(answered), outcome_of(answered)
    took = f"{answered.ended.duration_s:.0f} s"
    if crash is not None:
        return f"{crash.type}: {crash.message}".partition("\n")[0]
    if outcome == "timed-out":
        return f"it was not up after {took}"
    if outcome == "no-app":
        return "no app was found"
    code = _exit_code(answered, outcome)
    ended = f"it ended with {code}" if (code or 0) >= 0 else f"signal {-(code or 0)} ended it"
    last = next((line.strip() for line in reversed(answered.ended.stderr.splitlines()) if line.strip()), None)
    return f"{ended} after {took}{f': {Redactor()(last)[:_LAST_MAX]}' if last else ''}"


def crash_of(answered: Answered) -> Crash | None:
    """The exception that ended it, or for which the app left."""
    line = answered.first("raised") or answered.first("exited")
    return msgspec.convert(line["crash"], Crash) if line and line.get("crash") else None


def _exit_code(answered: Answered, outcome: BootOutcome) -> int | None:
    if outcome == "exited":
        line = answered.first("exited")
        return line["exit_code"] if line else answered.ended.returncode
    return answered.ended.returncode if outcome == "died" else None


def _place(answered: Answered, outcome: BootOutcome, project: Path, cwd: Path) -> Place:
    line = answered.first("exited")
    if outcome == "exited" and line:
        return msgspec.convert(line["place"], Place)
    if outcome in ("timed-out", "died"):
        return place_of_stacks(answered.stacks, project, cwd)
    return NOWHERE


def place_of_stacks(stacks: str, project: Path, cwd: Path) -> Place:
    """The innermost frame of the project in the thread that our script runs in."""
    places = Places(str(project), str(cwd))
    for file, line in _frames(stacks):
        if places.own(file):
            return msgspec.convert(places.place(file, line), Place)
    return NOWHERE


def package_of_stacks(stacks: str) -> str | None:
    """The installed package that the innermost frame of that thread is in: "MySQLdb"; or "socket"."""
    file = next((file for file, _ in _frames(stacks)), "")
    inside = _PACKAGE.search(file)
    return next(filter(None, inside.groups()), None) if inside else None


def _frames(stacks: str) -> Iterator[tuple[str, int]]:
    """File and line of what the thread of our script was in, the innermost first."""
    for thread in re.split(r"^(?:Current thread|Thread) .*$", stacks, flags=re.MULTILINE):
        if str(SCRIPT) in thread:
            for frame in _FRAME.finditer(thread):
                yield _unescaped(frame["file"]), int(frame["line"])


def _unescaped(text: str) -> str:
    r"""A file's name as faulthandler writes it, with \xhh and \uhhhh for what is not ASCII."""
    return re.sub(
        r"\\(?:x(..)|u(....)|U(........))",
        lambda found: chr(int(next(filter(None, found.groups())), 16)),
        text,
    )


def _events(answered: Answered) -> tuple[Event, ...]:
    """Each event once for what was done and where, with all the time that it took there."""
    alike: dict[object, list[Event]] = {}
    for line in answered.all("event"):
        event = msgspec.convert(line["event"], Event)
        alike.setdefault((event.kind, event.detail, event.place, event.beside), []).append(event)
    return tuple(map(_together, alike.values()))


def _together(alike: Sequence[Event]) -> Event:
    """The first of them, which lasts as long as all do: a loop may wait for a second six times."""
    took = [event.duration_s for event in alike if event.duration_s is not None]
    return replace(alike[0], duration_s=round(sum(took), 6)) if took else alike[0]


def _env_reads(answered: Answered) -> tuple[EnvRead, ...]:
    """The reads, save those of a place that copies the whole environment."""
    reads = [
        msgspec.convert({name: line[name] for name in EnvRead.__slots__}, EnvRead)
        for line in answered.all("env")
    ]
    hits = Counter(read.place for read in reads if read.hit)
    copies = {place for place, count in hits.items() if count > answered.variables * _WHOLE_ENVIRONMENT}
    return tuple(read for read in reads if read.place not in copies)


def _deployed_otherwise(reads: Iterable[EnvRead], booter: Booter) -> Iterator[DeployedVariable]:
    """What somebody named for this run is as he wants it, whatever a deploy file says."""
    here, deployed = booter.environment, booter.manifests.set_for(booter.choice.chosen_by)
    for name in sorted({read.name for read in reads}.intersection(deployed).difference(here.named)):
        value, file = deployed[name]
        if here.values.get(name) != value:
            yield DeployedVariable(name, file, None if is_secret(name, value) else value)


def _deployed_as(reads: Iterable[EnvRead], booter: Booter) -> Iterator[DeployedVariable]:
    here = booter.environment
    for name in sorted({read.name for read in reads}.intersection(here.deployed)):
        yield DeployedVariable(name, here.deployed[name], here.values[name])
