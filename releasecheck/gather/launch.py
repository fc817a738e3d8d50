"""Read a command that starts a server: which app it is told to serve, and from which folder."""

import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

_SEPARATORS = frozenset({"&&", "||", ";", "|", "&"})
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)
_TARGET = re.compile(r"[A-Za-z_][\w.]*(?::[A-Za-z_][\w.]*(?:\(.*\))?)?", re.DOTALL)
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
# Options that stand alone, by server: all others take the next word, unless they hold a "=".
_GUNICORN_FLAGS = frozenset(
    (
        "--reload",
        "--preload",
        "--preload-app",
        "--daemon",
        "-D",
        "--check-config",
        "--print-config",
        "--spew",
        "--capture-output",
        "--no-sendfile",
        "--enable-stdio-inheritance",
        "-R",
        "--initgroups",
        "--proxy-protocol",
        "--log-syslog",
        "--reuse-port",
        "--suppress-ragged-eofs",
        "--do-handshake-on-connect",
        "--strip-header-spaces",
        "--no-control-socket",
    )
)
_UVICORN_FLAGS = frozenset(("--reload", "--proxy-headers", "--no-access-log", "--use-colors", "--factory"))
_WAITRESS_FLAGS = frozenset(("--call", "--expose-tracebacks", "--no-expose-tracebacks"))
_MANAGE_OTHER = frozenset(
    ("db", "migrate", "upgrade", "shell", "init", "createsuperuser", "collectstatic", "test", "seed")
)


@dataclass(frozen=True, slots=True)
class Launch:
    """The target as `flask --app` takes it, null when Flask is left to find one, and the folder given."""

    target: str | None
    folder: str = "."
    script: bool = False  # a file that is run, and may do anything: not a target of a server


def launches(command: str | Sequence[str], scripts: Mapping[str, str]) -> Iterator[Launch]:
    """Every server started by a command; `scripts` are the texts of the project's shell scripts by name."""
    words = _split(command) if isinstance(command, str) else list(command)
    folder = PurePosixPath()
    variables: dict[str, str] = {}
    for part in _parts(words):
        if part[0] == "cd" and len(part) > 1:
            folder = folder / part[1]
        elif part[0] in ("export", "set"):
            variables.update(_assignments(part[1:]))
        else:
            for launch in _launch(part, variables, scripts):
                yield replace(launch, folder=str(folder / launch.folder))


def _split(command: str) -> list[str]:
    """Words of a shell command; ends of lines separate as ";" does."""
    words: list[str] = []
    for line in command.replace("\\\n", " ").splitlines():
        try:
            words.extend(shlex.split(line, comments=True))
        except ValueError:  # a quote that ends on a later line
            words.extend(line.split())
        words.append(";")
    return words


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


def _launch(words: list[str], variables: Mapping[str, str], scripts: Mapping[str, str]) -> Iterator[Launch]:
    words, here = _unwrapped(words)
    if not words:
        return
    name, rest = PurePosixPath(words[0]).name, words[1:]
    if name in _SHELLS:
        yield from _shell(rest, scripts)
    elif name in scripts:
        yield from _script(name, scripts)
    elif _PYTHON.fullmatch(name):
        yield from _python(rest, {**variables, **here})
    elif name in _SERVERS:
        yield from _SERVERS[name](rest, {**variables, **here})


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


def _shell(rest: list[str], scripts: Mapping[str, str]) -> Iterator[Launch]:
    for index, word in enumerate(rest):
        if not word.startswith("-"):
            yield from _script(PurePosixPath(word).name, scripts)
            return
        if "c" in word and index + 1 < len(rest):
            yield from launches(rest[index + 1], scripts)
            return


def _script(name: str, scripts: Mapping[str, str]) -> Iterator[Launch]:
    others = {other: text for other, text in scripts.items() if other != name}  # or it could call itself
    yield from launches(scripts.get(name, ""), others)


def _python(rest: list[str], variables: Mapping[str, str]) -> Iterator[Launch]:
    words = list(rest)
    while words and words[0].startswith("-") and words[0] != "-m":
        words = words[1:]
    if words[:1] == ["-m"] and len(words) > 1:
        module = words[1]
        if module in _SERVERS:
            yield from _SERVERS[module](words[2:], variables)
        elif "." in module or module not in _TOOLS:
            yield Launch(module, script=True)
    elif words and words[0].endswith(".py") and not _MANAGE_OTHER.intersection(words[1:2]):
        yield Launch(words[0].removeprefix("./"), script=True)


def _flask(rest: list[str], variables: Mapping[str, str]) -> Iterator[Launch]:
    if "run" in rest:
        yield Launch(_option(rest, "--app", "-A") or variables.get("FLASK_APP"))


def _positional(flags: frozenset[str]) -> Callable[[list[str], Mapping[str, str]], Iterator[Launch]]:
    """A server whose target is the first word that is neither an option nor an option's value."""

    def read(rest: list[str], _: Mapping[str, str]) -> Iterator[Launch]:
        taken = False
        for word in rest:
            if taken:
                taken = False
            elif word.startswith("-"):
                taken = "=" not in word and word not in flags and not re.fullmatch(r"-\w\S+", word)
            elif _TARGET.fullmatch(word):
                yield Launch(word, _option(rest, "--chdir", "--app-dir") or ".")
                return

    return read


def _uwsgi(rest: list[str], _: Mapping[str, str]) -> Iterator[Launch]:
    words = {name.lstrip("-"): value for name, value in zip(rest, [*rest[1:], ""], strict=True)}
    words.update(pair for word in rest if (pair := _pair(word)))
    yield from from_uwsgi(words)


def _pair(word: str) -> tuple[str, str] | None:
    name, equals, value = word.partition("=")
    return (name.lstrip("-"), value) if equals and name.startswith("--") else None


def from_uwsgi(options: Mapping[str, str]) -> Iterator[Launch]:
    """The target of uWSGI's options, as its ini file or its command line gives them."""
    module = options.get("module") or options.get("w") or options.get("wsgi")
    file = options.get("wsgi-file") or options.get("file")
    mounted = options.get("mount", "").partition("=")[2]
    target = module or file or mounted
    if not target:
        return
    called = options.get("callable")
    whole = f"{target}:{called}" if called and ":" not in target else target
    yield Launch(whole, options.get("chdir") or ".")


def _option(words: Sequence[str], *names: str) -> str | None:
    """The value of the first of these options that is given."""
    for index, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in names:
            return value if equals else next(iter(words[index + 1 :]), None)
    return None


_SERVERS: Mapping[str, Callable[[list[str], Mapping[str, str]], Iterator[Launch]]] = {
    "gunicorn": _positional(_GUNICORN_FLAGS),
    "uvicorn": _positional(_UVICORN_FLAGS),
    "hypercorn": _positional(_UVICORN_FLAGS),
    "granian": _positional(frozenset()),
    "waitress-serve": _positional(_WAITRESS_FLAGS),
    "waitress": _positional(_WAITRESS_FLAGS),
    "uwsgi": _uwsgi,
    "flask": _flask,
}
_TOOLS = frozenset({"pip", "venv", "pytest", "unittest", "alembic", "http", "compileall", "celery", "rq"})
