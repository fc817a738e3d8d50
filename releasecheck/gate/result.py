"""What the gate says: the shapes of the report `releasecheck/gate/1`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from releasecheck.findings import Finding
from releasecheck.gate.machine import Evidence, evidence
from releasecheck.gate.sight import Sight
from releasecheck.gate.state import Phase, PhaseOutcome, State, Verdict
from releasecheck.gate.terms import Standing, Terms, standing
from releasecheck.probe import Assertion, Outcome, Reason
from releasecheck.probe.result import Tool
from releasecheck.version import version

SCHEMA = "releasecheck/gate/1"
EXIT_CODES: dict[Verdict, int] = {"released": 0, "not-released": 1, "unknown": 3, "old-build": 4}
PHASES: tuple[Phase, ...] = ("settle", "match", "verify", "hold")

_SAYS: dict[Standing, tuple[Outcome, tuple[Reason, ...]]] = {
    Standing.MATCH: (Outcome.OK, ()),
    Standing.OTHER: (Outcome.FAIL, (Reason.VERSION_MISMATCH,)),
    Standing.TOO_OLD: (Outcome.FAIL, (Reason.PROCESS_TOO_OLD,)),
    Standing.NAMELESS: (Outcome.FAIL, (Reason.VERSION_MISSING,)),
    Standing.AILING: (Outcome.FAIL, ()),
    Standing.AWAY: (Outcome.FAIL, ()),
    Standing.OURS: (Outcome.ERROR, ()),
}


@dataclass(frozen=True)
class Build:
    """The build that was to come up, and how surely it did; `confidence` only where it is statistical."""

    expected: str | None
    evidence: Evidence
    confidence: float | None


@dataclass(frozen=True)
class InstanceSeen:
    """The last word of one instance, or of one address where instances cannot be told apart."""

    instance: str | None
    address: str | None
    build: str | None
    started: float | None
    outcome: Outcome
    reasons: tuple[Reason, ...]
    last_seen_s: float
    phase: str | None = None  # how far the last probe got, where something was wrong
    faults: tuple[Assertion, ...] = ()


@dataclass(frozen=True)
class PhaseResult:
    """How long a phase took and how many probes, over all the times that it was entered."""

    name: Phase
    outcome: PhaseOutcome
    duration_s: float
    probes: int


@dataclass(frozen=True)
class OneByOne:
    """The instances that were asked for the debugger one by one, and those that were not met again."""

    asked: tuple[str, ...]
    unmet: tuple[str, ...]


@dataclass(frozen=True)
class GateReport:
    """Everything that the gate saw and decided."""

    schema: str
    tool: Tool
    exit_code: int
    verdict: Verdict
    url: str
    build: Build
    instances: tuple[InstanceSeen, ...]
    phases: tuple[PhaseResult, ...]
    findings: tuple[Finding, ...]
    reasons: tuple[Reason, ...]
    notes: tuple[str, ...] = field(default=())
    one_by_one: OneByOne | None = None


def gate_report(
    url: str, state: State, terms: Terms, findings: Iterable[Finding] = (), notes: Iterable[str] = ()
) -> GateReport:
    """The report of a gate that has come to its verdict."""
    verdict = state.verdict or "unknown"
    kind, sure = evidence(state, terms)
    return GateReport(
        schema=SCHEMA,
        tool=Tool("releasecheck", version()),
        exit_code=EXIT_CODES[verdict],
        verdict=verdict,
        url=url,
        build=Build(terms.build, kind, sure if kind == "statistical" else None),
        instances=tuple(_instance(sight, terms) for sight in _last_words(state)),
        phases=tuple(_phase(name, state) for name in PHASES),
        findings=tuple(findings),
        reasons=state.reasons,
        notes=tuple(notes),
    )


def progress(state: State, terms: Terms, now: float) -> str:
    """One line while it waits: who is on the build, who is not, how long it goes on."""
    words = [standing(sight, terms) for sight in state.last.values()]
    on = len(state.instances) or (1 if state.covered else 0)
    build = (terms.build or "any build")[:12]
    total = f"/{terms.instances}" if terms.instances else ""
    parts = [f"{on}{total} on {build}"]
    for label, stands in (
        ("on another build", Standing.OTHER),
        ("ailing", Standing.AILING),
        ("too old", Standing.TOO_OLD),
    ):
        if number := words.count(stands):
            parts.append(f"{number} {label}")
    left = terms.wait - now if state.phase in ("settle", "match") else terms.hold - (now - state.begun)
    return f"{state.phase}: {', '.join(parts)}, {max(left, 0):.0f} s left"


def _last_words(state: State) -> list[Sight]:
    seen = sorted(state.last.values(), key=lambda sight: (sight.instance or "", sight.address or ""))
    latest = state.latest
    return [*seen, latest] if latest is not None and not latest.answered else seen


def _instance(sight: Sight, terms: Terms) -> InstanceSeen:
    outcome, reasons = _SAYS[standing(sight, terms)]
    return InstanceSeen(
        instance=sight.instance,
        address=sight.address,
        build=sight.build,
        started=sight.started,
        outcome=outcome,
        reasons=tuple(dict.fromkeys((*reasons, *sight.reasons))),
        last_seen_s=round(sight.at, 3),
        phase=None if outcome is Outcome.OK else sight.reached,
        faults=() if outcome is Outcome.OK else tuple(_faults(sight, terms)),
    )


def _faults(sight: Sight, terms: Terms) -> Iterator[Assertion]:
    """What was expected of the instance, and what it said."""
    stands = standing(sight, terms)
    if stands in (Standing.OTHER, Standing.NAMELESS):
        reason = _SAYS[stands][1][0]
        yield Assertion("build", terms.build or "a build", sight.build, ok=False, reason=reason)
    if stands is Standing.TOO_OLD:
        after, began = (_time(stamp) for stamp in (terms.deployed_after, sight.started))
        expected = f"a start after the deploy at {after}"
        yield Assertion("process", expected, began, ok=False, reason=Reason.PROCESS_TOO_OLD)
    yield from sight.faults


def _time(stamp: float | None) -> str:
    return "-" if stamp is None else f"{datetime.fromtimestamp(stamp, UTC):%Y-%m-%d %H:%M:%SZ}"


def _phase(name: Phase, state: State) -> PhaseResult:
    ended = [one for one in state.ended if one.name == name]
    if not ended:
        return PhaseResult(name, "not-reached", 0.0, 0)
    duration = sum(one.duration_s for one in ended)
    return PhaseResult(name, ended[-1].outcome, round(duration, 3), sum(one.probes for one in ended))
