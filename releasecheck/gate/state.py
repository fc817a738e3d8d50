"""What the gate knows at one moment, and how it gets from one phase to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from releasecheck.gate.sight import Sight
from releasecheck.gate.terms import Terms
from releasecheck.probe import Reason

Phase = Literal["settle", "match", "verify", "hold", "done"]
PhaseOutcome = Literal["passed", "warned", "failed", "unknown", "skipped", "not-reached"]
Verdict = Literal["released", "not-released", "unknown", "old-build"]


@dataclass(frozen=True, slots=True)
class Ended:
    """A phase that is over."""

    name: Phase
    outcome: PhaseOutcome
    duration_s: float
    probes: int


@dataclass(frozen=True, slots=True)
class Renewed:
    """An instance since its process was met anew; `until` is when that process was last met."""

    since: float
    until: float
    matches: int = 1


@dataclass(frozen=True, slots=True)
class Hold:
    """What the hold has seen."""

    matches: int = 0
    failures: tuple[Sight, ...] = ()
    restarts: tuple[str, ...] = ()  # instances, once for each restart
    renewed: Mapping[str, "Renewed"] = field(default_factory=dict)  # those that began anew, or came to it
    blind: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """All that the decisions rest on.

    `covered` are matches since another build, or an older process, was met; `last` is the latest sight of
    each instance or address; `counted` the evaluations that a success has used up; `met` when each was first
    met with the build, and `newest` the latest start that it has named since (epoch seconds).
    """

    phase: Phase = "settle"
    begun: float = 0.0
    probes: int = 0
    run: int = 0
    covered: tuple[Sight, ...] = ()
    last: Mapping[str, Sight] = field(default_factory=dict)
    latest: Sight | None = None
    counted: frozenset[tuple[str | None, float]] = frozenset()
    met: Mapping[str, float] = field(default_factory=dict)
    newest: Mapping[str, float] = field(default_factory=dict)
    renewed: frozenset[str] = frozenset()  # whose process began anew while the rollout was under way
    others: frozenset[str] = frozenset()  # instances that answered with another build before the match
    left_over: bool = False  # an old instance answered when all the new ones had been met
    blind: frozenset[str] = frozenset()  # addresses to which this machine has no way
    learned: bool = False  # one sight at least was not our own fault
    tolerated: int = 0  # answers of a proxy while the rollout was under way
    hold: Hold = Hold()
    ended: tuple[Ended, ...] = ()
    verdict: Verdict | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def instances(self) -> frozenset[str]:
        """The instance ids that answered with the build."""
        return frozenset({sight.instance for sight in self.covered if sight.instance is not None})


def met(state: State, sight: Sight, terms: Terms) -> tuple[State, bool]:
    """The state that knows this instance and its start, and whether the process began after it was first met.

    Workers begin one after the other, and one that was merely not met before is no restart.
    """
    who, started = sight.who, sight.started
    if who is None or started is None:
        return state, False
    first = state.met.get(who, sight.at)
    restarted = started > state.newest.get(who, started) and started > terms.epoch + first
    newest = max(started, state.newest.get(who, started))
    return replace(state, met={**state.met, who: first}, newest={**state.newest, who: newest}), restarted


def next_phase(state: State, phase: Phase, outcome: PhaseOutcome, at: float) -> State:
    """The state in another phase, with how the one before it ended; `at` is seconds since the gate began."""
    done = Ended(state.phase, outcome, round(at - state.begun, 3), state.probes)
    return replace(state, phase=phase, begun=at, probes=0, ended=(*state.ended, done))


def end(
    state: State, outcome: PhaseOutcome, at: float, verdict: Verdict, reasons: tuple[Reason, ...]
) -> State:
    """The last state: how the phase ended, what that means, and why."""
    return replace(next_phase(state, "done", outcome, at), verdict=verdict, reasons=reasons)
