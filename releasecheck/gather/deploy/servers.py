"""What the options of a server say: which app it serves, from where, with how many workers."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from releasecheck.facts import Place
from releasecheck.facts.deploy import Launch, Server
from releasecheck.gather.deploy.lined import as_number

# A module, or a module and a name; where there is a name, the module may be one that no import can say.
_TARGET = re.compile(
    r"[A-Za-z_][\w.]*|(?!unix:|fd:)(?:\./)?\w[\w./-]*:[A-Za-z_][\w.-]*(?:\(.*\))?", re.DOTALL
)
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
_FLASK_FLAGS = frozenset(
    ("--debug", "--no-debug", "--reload", "--no-reload", "--debugger", "--no-debugger", "--with-threads")
)
_WAITRESS_THREADS = 4  # its default
_THIS_MACHINE = re.compile(r"(https?://)?(127(\.\d+){3}|localhost|\[::1\]|::1)(:[^,/]*)?")

Variables = Mapping[str, str]
Reader = Callable[[Sequence[str], Variables, Place], Iterator[Launch]]


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a command with their values, "" for one that stands alone, and its other words."""

    given: Mapping[str, str]
    others: tuple[str, ...]

    def first(self, *names: str) -> str | None:
        """The value of the first of these that is given."""
        return next((self.given[name] for name in names if name in self.given), None)

    def number(self, *names: str) -> int | None:
        """Likewise, where it is a number."""
        return as_number(self.first(*names))


def options(words: Sequence[str], flags: frozenset[str] = frozenset()) -> Options:
    """Take the words after a server's name apart; `flags` are the options without a value."""
    given: dict[str, str] = {}
    others: list[str] = []
    waiting = None
    for word in words:
        name, equals, value = word.partition("=")
        if waiting is not None:
            given[waiting], waiting = word, None
        elif not word.startswith("-") or word == "-":
            others.append(word)
        elif equals or word in flags:
            given[name] = value
        elif re.fullmatch(r"-\w.+", word):
            given[word[:2]] = word[2:]
        else:
            waiting = word
    if waiting is not None:
        given[waiting] = ""
    return Options(given, tuple(others))


def _loopback(words: Sequence[str], given: Options, *names: str) -> str | None:
    """The address after one of these options, where that is this machine's alone, and the only one."""
    address = given.first(*names)
    listening = [word for word in words if word.partition("=")[0] in names or word[:2] in names]
    return address if address and len(listening) == 1 and _THIS_MACHINE.fullmatch(address) else None


def _gunicorn(words: Sequence[str], _: Variables, place: Place) -> Iterator[Launch]:
    given = options(words, _GUNICORN_FLAGS)
    for target in _target(given):
        yield Launch(
            "gunicorn",
            target,
            place,
            folder=given.first("--chdir") or ".",
            workers=given.number("-w", "--workers"),
            threads=given.number("--threads"),
            options=tuple(given.given),
            worker_class=given.first("-k", "--worker-class"),
            paths=tuple(filter(None, (given.first("--pythonpath") or "").split(","))),
            loopback=_loopback(words, given, "-b", "--bind"),
        )


def _waitress(words: Sequence[str], _: Variables, place: Place) -> Iterator[Launch]:
    given = options(words, _WAITRESS_FLAGS)
    for target in _target(given):
        threads = given.number("--threads") or _WAITRESS_THREADS
        names, own = tuple(given.given), _loopback(words, given, "--listen", "--host")
        yield Launch("waitress", target, place, workers=1, threads=threads, options=names, loopback=own)


def _asynchronous(server: Server) -> Reader:
    def read(words: Sequence[str], _: Variables, place: Place) -> Iterator[Launch]:
        given = options(words, _UVICORN_FLAGS)
        folder = given.first("--app-dir", "--chdir", "--working-dir") or "."
        workers = given.number("--workers", "-w")
        own = _loopback(words, given, "--host") if server == "uvicorn" else None
        for target in _target(given):
            launch = Launch(server, target, place, folder=folder, workers=workers, options=tuple(given.given))
            yield replace(launch, loopback=own)

    return read


def _target(given: Options) -> Iterator[str]:
    yield from [word for word in given.others if _TARGET.fullmatch(word)][:1]


def flags_of_flask(words: Sequence[str]) -> tuple[str, ...]:
    """The names of the options that `flask run` is given."""
    return tuple(options(words, _FLASK_FLAGS).given)


def _flask(words: Sequence[str], variables: Variables, place: Place) -> Iterator[Launch]:
    given = options(words, _FLASK_FLAGS)
    if "run" in given.others:
        target = given.first("--app", "-A") or variables.get("FLASK_APP")
        yield Launch("flask", target, place, workers=1, options=tuple(given.given))


SERVERS: Mapping[str, Reader] = {
    "gunicorn": _gunicorn,
    "uvicorn": _asynchronous("uvicorn"),
    "hypercorn": _asynchronous("hypercorn"),
    "granian": _asynchronous("granian"),
    "waitress-serve": _waitress,
    "waitress": _waitress,
    "flask": _flask,
}
