"""What a probe says: the shapes of the report `releasecheck/probe/1`."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from releasecheck.probe.observation import Hop
from releasecheck.probe.reasons import Outcome, Reason
from releasecheck.version import version

SCHEMA = "releasecheck/probe/1"
_EXIT_CODES = {Outcome.OK: 0, Outcome.WARN: 0, Outcome.FAIL: 1, Outcome.ERROR: 3}
_VERDICTS = {0: "healthy", 1: "unhealthy", 3: "unknown"}
_WORST_FIRST = (1, 3, 0)


@dataclass(frozen=True)
class Assertion:
    """Something expected, in words; `actual` None if it was not there; `ok` with a reason is a warning."""

    name: str
    expected: str
    actual: str | None
    ok: bool
    reason: Reason | None = None


@dataclass(frozen=True)
class Probe:
    """One target's result; with waiting, the last probe's, and how often earlier ones said each reason.

    `reasons` are those of the assertions, each once. `build`, `instance` and `started` are what the answer
    says of its process. `elapsed_s` is seconds from the first look-up to the last byte, over all hops.
    """

    url: str
    outcome: Outcome
    reasons: tuple[Reason, ...]
    build: str | None
    instance: str | None
    started: str | None
    hops: tuple[Hop, ...]
    assertions: tuple[Assertion, ...]
    elapsed_s: float
    attempts: int = 1
    earlier: dict[str, int] = field(default_factory=dict)
    excerpt: str | None = None  # how the answer of a failed probe begins, without secrets

    @property
    def healthy(self) -> bool:
        """Whether nothing failed; there may be warnings."""
        return self.outcome in {Outcome.OK, Outcome.WARN}


@dataclass(frozen=True)
class Tool:
    """Who wrote a report."""

    name: str
    version: str


@dataclass(frozen=True)
class ProbeReport:
    """Everything one command said."""

    schema: str
    tool: Tool
    exit_code: int
    verdict: str
    probes: tuple[Probe, ...]


def probe_report(probes: Sequence[Probe], *, warnings_fail: bool = False) -> ProbeReport:
    """The report of these probes: the worst decides (1, then 3, then 0)."""
    codes = {_exit_code(probe.outcome, warnings_fail=warnings_fail) for probe in probes}
    code = next(code for code in _WORST_FIRST if code in codes)
    tool = Tool("releasecheck", version())
    return ProbeReport(SCHEMA, tool, code, _VERDICTS[code], tuple(probes))


def _exit_code(outcome: Outcome, *, warnings_fail: bool) -> int:
    return 1 if warnings_fail and outcome is Outcome.WARN else _EXIT_CODES[outcome]
