"""What happened when the app was built in a process of its own."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

from releasecheck.facts.deploy import Launch
from releasecheck.facts.needs import Wanting
from releasecheck.facts.place import NOWHERE, Place

BootOutcome = Literal["up", "no-app", "raised", "exited", "died", "timed-out"]
Cause = Literal[
    "environment-variable",
    "service",
    "missing-table",
    "failed-transaction",
    "missing-module",
    "missing-file",
    "hardware",
    "circular-import",
    "context",
    "blueprint-name",
    "endpoint-overwritten",
    "syntax",
    "factory-arguments",
    "memory",
    "foreign-path",
    "other",
]
EventKind = Literal[
    "server", "connect", "listen", "process", "thread", "sleep", "schema", "input", "mail", "sql", "task"
]
Phase = Literal["before", "view", "after"]


@dataclass(frozen=True, slots=True)
class Crash:
    """An exception, its text redacted, at the innermost frame that belongs to the project."""

    type: str
    message: str
    place: Place
    cause: Cause = "other"
    subject: str | None = None  # the variable, module, address, endpoint or table it is about
    library: str | None = None  # where in a library it was raised: "jinja2/utils.py:33"
    file: str | None = None  # the file of the project that is not there
    alike: tuple[str, ...] = ()  # files of the project that have its name
    database: str | None = None  # the file of the project which is the database that lacks a column or table
    example: str | None = None  # the file beside it that is there to be copied
    instance_flag: Place = NOWHERE  # that has the file looked for in instance/, while it is near
    refused: tuple[str, ...] = ()  # unset variables whose stand-ins the project looked at and did not take


@dataclass(frozen=True, slots=True)
class Event:
    """Something done while the app was built or asked that reaches outside the process."""

    kind: EventKind
    detail: str  # what was called or reached, redacted
    place: Place
    duration_s: float | None = None
    failed: bool = False
    loopback: bool = False  # the other end is this machine
    backend: bool = False  # the other end is a database, a cache or a queue, by its port or its driver
    beside: bool = False  # done by another thread than the one that answers
    phase: Phase | None = None  # of the request: its hooks before the view, the view, its hooks afterwards
    count: int = 1  # how often in one request, for SQL
    by_library: bool = False  # a pause that a library makes, as between two tries
    debug: bool = False  # a server was given debug mode or the debugger


@dataclass(frozen=True, slots=True)
class EnvRead:
    """An environment variable that was asked for while the app was built."""

    name: str
    hit: bool
    place: Place
    fallback: bool = False  # asked for with a default, or whether it is there at all
    named: bool = True  # its name stands there: else a library asked on its own account
    asked: bool = True  # by the project: itself, or through a library where its name stands there
    hollow: bool = False  # with a default that is nothing itself, such as ""


@dataclass(frozen=True, slots=True)
class DeployedVariable:
    """A variable that the app reads and a deploy file sets, as a rule to another value than it has here."""

    name: str
    file: str
    shown: str | None  # null for a secret


@dataclass(frozen=True, slots=True)
class Served:
    """What the server of a launch finds at its target, looked at in a process of its own."""

    launch: Launch
    outcome: Literal[
        "serves",
        "module-missing",
        "attribute-missing",
        "not-an-expression",
        "not-callable",
        "refuses-call",
        "raised",
        "unknown",
    ]
    detail: str = ""  # what was said or found instead, redacted
    place: Place = NOWHERE  # what is called in vain, or the module without the name
    guarded: bool = False  # `place` gives the name its value under `if __name__ == "__main__"`
    names: tuple[str, ...] = ()  # targets that the module does have: "app", "create_app()"
    hidden: str | None = None  # a file of the module's name, which its package hides
    by: str = ""  # of a program: the function that serves the app, such as "flask.Flask.run"
    host: str = ""  # of a program that calls `app.run()`: where it listens
    debug: bool = False  # of a program: in debug mode
    crash: Crash | None = None
    folder: str = "."  # of the project, in which it was looked for


@dataclass(frozen=True, slots=True)
class Unbooted:
    """What would have been booted, under a Python or a Flask that can be asked nothing."""

    target: str  # as in `Boot`
    cwd: str


@dataclass(frozen=True, slots=True)
class Boot:
    """The boot as given: which app, chosen how, under which Python, and how it ended."""

    outcome: BootOutcome
    target: str | None  # as a person would pass it to --app
    chosen_by: str  # "--app", "FLASK_APP in .flaskenv", "Procfile", "app.py", ...
    cwd: str  # working directory, relative to the project ("." for the project itself)
    python: str
    python_chosen_by: str  # "--python", ".venv", "VIRTUAL_ENV", "releasecheck's own"
    python_version: str | None = None
    flask: str | None = None
    werkzeug: str | None = None
    duration_s: float = 0.0
    crash: Crash | None = None
    exit_code: int | None = None
    place: Place = NOWHERE  # where it exited or hung, when no exception says so
    events: tuple[Event, ...] = ()
    env_reads: tuple[EnvRead, ...] = ()
    deployed_otherwise: tuple[DeployedVariable, ...] = ()
    cut: bool = False  # ended by the run's deadline, before its own limit
    tried: tuple[str, ...] = ()  # when there is no app: each target tried and why it is none
    likely: tuple[str, ...] = ()  # when several apps are equally likely: what to run to name each
    served: tuple[Served, ...] = ()  # what the deploy files launch, when the app came up
    importable: str | None = None  # `module:variable` or `module:factory()`, as a WSGI server would find it
    wanting: Wanting = field(default_factory=Wanting)  # when it did not come up: what else it will ask for
    deployed_as: tuple[DeployedVariable, ...] = ()  # that say how to run, set here as the deploy files do
    not_as_deployed: str | None = None  # why it was booted without these: what came of them
    program: Literal["guessed", "deployed"] | None = None  # a file was run as one, with no arguments
    guessed: bool = False  # nobody named the app

    @property
    def home(self) -> str:
        """The folder of the app's file, which lies below the working directory where the target is a path."""
        file = PurePosixPath((self.target or "").partition(":")[0])
        outside = file.is_absolute() or ".." in file.parts
        return self.cwd if outside else (PurePosixPath(self.cwd) / file.parent).as_posix()

    @property
    def lacks_package(self) -> bool:
        """Whether our guess at the target imports a module of a package as if it stood alone."""
        message = self.crash.message if self.crash else ""
        return self.guessed and message.startswith("attempted relative import")

    @property
    def chosen_how(self) -> str:
        """What chose the app, and in which mode of the deploy files it was booted."""
        modes = (
            f"{one.name}={one.shown}" + ("" if one.file == self.chosen_by else f" of {one.file}")
            for one in self.deployed_as
        )
        return ", with ".join([self.chosen_by, *filter(None, [", ".join(modes)])])

    @property
    def asked_in_vain(self) -> tuple[str, ...]:
        """The variables that the app's own lines asked for without a fallback, and that are not set."""
        given = {read.name for read in self.env_reads if read.hit}
        missed = (read for read in self.env_reads if not (read.hit or read.fallback) and read.named)
        names = dict.fromkeys(read.name for read in missed if read.place.path)
        return tuple(name for name in names if name not in given)
