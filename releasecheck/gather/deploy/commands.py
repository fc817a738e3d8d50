"""Read a shell command: which servers it starts, itself or through the project's scripts."""

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from releasecheck.facts import Place
from releasecheck.facts.deploy import Launch
from releasecheck.gather.deploy.layout import has_unknown_path, is_unknown, search_path
from releasecheck.gather.deploy.manifest import Scripts
from releasecheck.gather.deploy.modes import modes_of
from releasecheck.gather.deploy.servers import SERVERS, Variables, flags_of_flask
from releasecheck.gather.deploy.tasks import called_task
from releasecheck.gather.deploy.uwsgi import started_by_uwsgi

_SEPARATORS = frozenset({"&&", "||", ";", "|", "&"})
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)
_PYTHON = re.compile(r"python[\d.]*|pypy[\d.]*")
# Words in front of the command proper.
_WRAPPERS: Mapping[str, int] = {  # name -> how many words of it follow
    **dict.fromkeys(
        ("exec", "env", "sudo", "nohup", "time", "dumb-init", "tini", "--", "ddtrace-run", "then", "do"), 0
    ),
    **dict.fromkeys(("poetry", "pipenv", "uv", "pdm", "hatch", "rye", "newrelic-admin"), 1),
    **dict.fromkeys(("opentelemetry-instrument", "statsd-tg", "chamber", "doppler"), 0),
}
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})
_MANAGE_OTHER = frozenset(
    ("db", "migrate", "upgrade", "shell", "init", "createsuperuser", "collectstatic", "test", "seed")
)
_SERVING = frozenset({"run", "runserver"})  # by Flask's own server, where they are not the program's own
_QUOTED = re.compile(r"""'[^']*'|"(?:\\.|[^"\\])*"|\\.|(?:^|(?<=\s))\#[^\n]*""", re.MULTILINE | re.DOTALL)
_TOOLS = frozenset({"pip", "venv", "pytest", "unittest", "alembic", "http", "compileall", "celery", "rq"})

Lines = Iterator[tuple[Place, list[str]]]


def launches(
    command: str | Sequence[str], scripts: Scripts, place: Place, variables: Variables | None = None
) -> Iterator[Launch]:
    """Every server that a command starts, in the order of its words; `place` is where the command stands."""
    lines = _lines(command) if isinstance(command, str) else [(1, list(command))]
    yield from _in_order(((place, words) for _, words in lines), scripts, variables or {})


def in_shell(command: str, started: Iterable[Launch]) -> Iterator[Launch]:
    """The launches of a command that a shell reads, to which bare parentheses are a syntax error."""
    bare = _QUOTED.sub("", command)
    for launch in started:
        target = launch.target or ""
        yield replace(launch, unquoted=True) if "(" in target and target in bare else launch


def _in_order(lines: Lines, scripts: Scripts, given: Variables) -> Iterator[Launch]:
    folder = PurePosixPath()
    variables = dict(given)
    for place, words in lines:
        for part in _parts(words):
            if part[0] == "cd" and len(part) > 1:
                folder = folder / part[1]
            elif part[0] in ("export", "set"):
                variables.update(_assignments(part[1:]))
            else:
                for launch in _launch(part, variables, scripts, place):
                    yield replace(launch, folder=str(folder / launch.folder))


def _lines(command: str) -> Iterator[tuple[int, list[str]]]:
    """The words of each line of a shell command, with its number; lines that are continued are one."""
    begun, number = "", 1
    for at, line in enumerate(command.splitlines(), 1):
        begun, number = (f"{begun} {line}", number) if begun else (line, at)
        if begun.endswith("\\"):
            begun = begun[:-1] or " "
            continue
        yield number, _words(begun)
        begun = ""
    if begun:
        yield number, _words(begun)


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError:  # a quote that ends on a later line
        return line.split()


def _parts(words: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for word in words:
        bare = word.rstrip(";")
        if bare and word not in _SEPARATORS:
            part.append(bare)
        if word in _SEPARATORS or word.endswith(";"):
            if part:
                yield part
            part = []
    if part:
        yield part


def _assignments(words: Sequence[str]) -> dict[str, str]:
    pairs = (word.partition("=") for word in words if _ASSIGNMENT.fullmatch(word))
    return {name: value for name, _, value in pairs}


def _launch(words: list[str], variables: Variables, scripts: Scripts, place: Place) -> Iterator[Launch]:
    whole = words
    words, here = _unwrapped(words)
    if not words:
        return
    if task := called_task(whole, scripts) or called_task(words, scripts):
        yield from _script(task, {**variables, **here}, scripts)
        return
    name, rest, known = PurePosixPath(words[0]).name, words[1:], {**variables, **here}
    if name in _SHELLS:
        yield from _shell(rest, known, scripts, place)
    elif name in scripts:
        yield from _script(name, known, scripts)
    else:
        modes = modes_of({**known, **_assignments([word.removeprefix("--env=") for word in rest])})
        for launch in _served(name, rest, known, scripts, place):
            unknown = has_unknown_path(known) or any(map(is_unknown, (launch.folder, *launch.paths)))
            paths = (*launch.paths, *search_path(known))
            yield replace(launch, modes=modes, paths=paths, path_unknown=unknown)


def _served(
    name: str, rest: list[str], variables: Variables, scripts: Scripts, place: Place
) -> Iterator[Launch]:
    if name == "uwsgi":
        yield from started_by_uwsgi(rest, scripts, place)
    elif _PYTHON.fullmatch(name):
        yield from _python(rest, variables, place)
    elif name in SERVERS:
        yield from SERVERS[name](rest, variables, place)


def _unwrapped(words: list[str]) -> tuple[list[str], dict[str, str]]:
    """The command proper, and the variables set in front of it."""
    variables: dict[str, str] = {}
    while words:
        name = PurePosixPath(words[0]).name
        if _ASSIGNMENT.fullmatch(words[0]):
            variables.update(_assignments(words[:1]))
            words = words[1:]
        elif name in _WRAPPERS:
            words = words[1 + _WRAPPERS[name] :]
        else:
            break
    return words, variables


def _shell(rest: list[str], variables: Variables, scripts: Scripts, place: Place) -> Iterator[Launch]:
    for index, word in enumerate(rest):
        if not word.startswith("-"):
            yield from _script(PurePosixPath(word).name, variables, scripts)
            return
        if "c" in word and index + 1 < len(rest):
            command = rest[index + 1]
            yield from in_shell(command, launches(command, scripts, place, variables))
            return


def _script(name: str, variables: Variables, scripts: Scripts) -> Iterator[Launch]:
    script = scripts.get(name)
    if script is None:
        return
    others = {other: each for other, each in scripts.items() if other != name}  # or it could call itself
    lines = ((Place(script.path, number), words) for number, words in _lines(script.text))
    yield from in_shell(script.text, _in_order(lines, others, variables))


def _python(rest: list[str], variables: Variables, place: Place) -> Iterator[Launch]:
    words = list(rest)
    while words and words[0].startswith("-") and words[0] != "-m":
        words = words[1:]
    if words[:1] == ["-m"] and len(words) > 1:
        module = words[1]
        if module in SERVERS:
            yield from SERVERS[module](words[2:], variables, place)
        elif "." in module or module not in _TOOLS:
            yield _program(module, words[2:], place)
    elif words and words[0].endswith(".py") and not _MANAGE_OTHER.intersection(words[1:2]):
        yield _program(words[0].removeprefix("./"), words[1:], place)


def _program(target: str, words: list[str], place: Place) -> Launch:
    if words[:1] and words[0] in _SERVING:
        return Launch("python", target, place, options=flags_of_flask(words[1:]), command=words[0])
    return Launch("python", target, place)
