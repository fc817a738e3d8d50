"""What other programs said: git, ruff, pytest and the deployed health route."""

from dataclasses import dataclass, field
from typing import Any, Literal

from releasecheck.facts.place import Place
from releasecheck.facts.suite import BareCommand, Disorder, Met, Reached, SharedDatabase

SuiteOutcome = Literal[
    "passed",
    "failed",
    "collection-broken",
    "none-found",
    "timed-out",
    "usage-error",
    "internal-error",
    "interrupted",
]


@dataclass(frozen=True, slots=True)
class Git:
    """The state of the checkout."""

    commit: str
    branch: str | None
    dirty: bool
    tracked: tuple[str, ...]  # paths below the project
    executable: tuple[str, ...] | None = None  # of these; null where that was not asked

    @property
    def build(self) -> str:
        """What a release of this checkout is called."""
        return f"{self.commit}-dirty" if self.dirty else self.commit


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One of ruff's, with its own code, message and place."""

    code: str
    message: str
    place: Place
    selected_by: Literal["project", "releasecheck"]
    breaks: bool = False  # breaks at run time: undefined name, syntax error, ...
    fix: str | None = None


@dataclass(frozen=True, slots=True)
class Lint:
    """ruff's answer."""

    version: str
    findings: tuple[LintFinding, ...]
    configured_in: str | None  # the project's file with ruff settings
    reason: str | None = None  # why those settings could not be used
    security: bool | None = None  # whether these select security rules; null where they select nothing
    switched_off: tuple[Place, ...] = ()  # files of the app that ruff is told to pass over


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed test or a module that could not be collected; its message, but for names, may hold secrets."""

    node: str
    type: str
    place: Place
    while_collecting: bool = False
    in_fixture: bool = False  # set-up or tear-down failed: pytest's "error"
    missing_module: str | None = None  # that the interpreter lacks and the project does not hold
    unreachable: str | None = None  # the service that did not answer
    held_in: str | None = None  # the source folder that holds the module which was not found
    unset: str | None = None  # the environment variable that nothing gave to the suite
    library: str | None = None  # where it was raised, if outside of the project: "flask.testing:117"
    met: Met | None = None  # what the last request of the test came to
    meant: tuple[str, ...] = ()  # endpoints whose paths or names are written in the test
    in_setup_method: bool = False  # of a TestCase: to pytest a part of the test
    named: tuple[str, ...] = ()  # of `ungiven`, and keys of a config: in its text or on the way to it

    @property
    def in_set_up(self) -> bool:
        """Whether the test itself did not begin, or had ended."""
        return self.in_fixture or self.in_setup_method

    @property
    def in_test_file(self) -> bool:
        """Whether it was raised on a line in the file of the test itself."""
        return self.place.path == self.node.partition("::")[0]


@dataclass(frozen=True, slots=True)
class Exercised:
    """Requests of the suite: endpoint null for a path without a route."""

    endpoint: str | None
    method: str
    status: int
    count: int
    rule: str | None = None  # of the app that was asked, which may call its endpoint otherwise


@dataclass(frozen=True, slots=True)
class Tests:
    """The suite's answer under pytest in the app's interpreter."""

    __test__ = False  # not a test class, whatever pytest thinks of its name

    outcome: SuiteOutcome
    exit_code: int | None
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    errors: int = 0
    duration_s: float = 0.0
    failures: tuple[Failure, ...] = ()
    exercised: tuple[Exercised, ...] = ()
    pytest: str | None = None
    workers: int = 0  # pytest-xdist
    reason: str | None = None  # what pytest complained of, or under what condition it ran
    unfinished: tuple[str, ...] = ()  # node ids that were running when pytest was ended
    recovered: tuple[str, ...] = ()  # node ids that failed beside the boots and passed alone
    reached: tuple[Reached, ...] = ()
    shared_database: SharedDatabase | None = None
    disorder: Disorder | None = None
    reordered: bool = False  # it ran once more, in reverse order
    ungiven: tuple[str, ...] = ()  # variables of --set and --env-file, which only the app was given
    by_name: tuple[str, ...] = ()  # files of which pytest found tests only when it was given them
    bare: BareCommand | None = None  # by which `pytest` finds less than `python -m pytest`
    lingering: tuple[str, ...] | None = None  # threads for which pytest had to be ended; null when it ended

    @property
    def finished(self) -> bool:
        """Whether every test had its turn, so that what was not asked is known."""
        return self.outcome in ("passed", "failed", "none-found")

    @property
    def asked(self) -> frozenset[str | None]:
        """Endpoints that a test asked; what Flask answers to OPTIONS by itself does not count."""
        return frozenset(one.endpoint for one in self.exercised if one.method != "OPTIONS")


@dataclass(frozen=True, slots=True)
class Deployed:
    """The deployed health route: `report` is one entry of a releasecheck/probe/1 report's `probes`."""

    url: str
    outcome: Literal["ok", "warn", "fail", "error"]
    reasons: tuple[str, ...]
    report: dict[str, Any] = field(default_factory=dict)
