"""Waiting until a target is healthy: several successes in a row, each of a fresh evaluation."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from releasecheck.probe.deadline import Deadline
from releasecheck.probe.judge import health_of, judge
from releasecheck.probe.observe import observe
from releasecheck.probe.reasons import Outcome, Reason
from releasecheck.probe.result import Assertion, Probe
from releasecheck.probe.target import Target

_WHILE_FAILING = 2.0
_WHILE_COUNTING = 1.0
_STALE = Assertion(
    "freshness", "a new evaluation", "one that was counted before", ok=False, reason=Reason.STALE_EVIDENCE
)
_HOPELESS = {Reason.ADDRESS_REFUSED_BY_POLICY, Reason.TLS_UNTRUSTED, Reason.TLS_HANDSHAKE}


@dataclass
class Streak:
    """Successes in a row; an evaluation that was counted once does not count again."""

    wanted: int
    length: int = 0
    evaluations: set[float] = field(default_factory=set)

    def add(self, result: Probe, evaluated: float | None) -> Probe:
        """Count the result, or say in it why it does not count."""
        if result.outcome not in {Outcome.OK, Outcome.WARN}:
            self.length = 0
            self.evaluations.clear()
            return result
        if evaluated is not None and evaluated in self.evaluations:
            return replace(
                result,
                outcome=Outcome.FAIL,
                reasons=(*result.reasons, Reason.STALE_EVIDENCE),
                assertions=(*result.assertions, _STALE),
            )
        self.length += 1
        if evaluated is not None:
            self.evaluations.add(evaluated)
        return result

    @property
    def complete(self) -> bool:
        """Whether there are enough."""
        return self.length >= self.wanted


def wait(
    target: Target,
    seconds: float,
    successes: int = 1,
    sleep: Callable[[float], None] = time.sleep,
    tell: Callable[[Probe, float], None] = lambda *_: None,
) -> Probe:
    """Probe until that many successes in a row, or until `seconds` are over; never longer.

    One evaluation of the app's checks counts once, however often a cache repeats it. The result is the last
    probe's; `earlier` counts the reasons of those before it. What only this side can cure (a file, a refused
    address) ends the waiting at once. `tell` is told each probe that was not the last, and the seconds left.
    """
    limit = Deadline.after(seconds)
    streak = Streak(successes)
    earlier: Counter[str] = Counter()
    attempts = 0
    while True:
        attempts += 1
        result = _ask(target, limit, streak)
        pause = _WHILE_COUNTING if streak.length else _WHILE_FAILING
        if streak.complete or _is_hopeless(result) or limit.remaining() <= pause:
            return replace(result, attempts=attempts, earlier=dict(earlier))
        earlier.update(reason.value for reason in result.reasons)
        tell(result, limit.remaining())
        sleep(pause)


def _ask(target: Target, limit: Deadline, streak: Streak) -> Probe:
    """One probe within the time left; only one that would be the last success asks for the debugger."""
    would_complete = streak.length + 1 >= streak.wanted
    now = replace(
        target,
        deadline=max(0.001, min(target.deadline, limit.remaining())),
        debugger=target.debugger and would_complete,
    )
    observation = observe(now)
    return streak.add(judge(now, observation), health_of(now, observation).evaluated)


def _is_hopeless(result: Probe) -> bool:
    return result.outcome is Outcome.ERROR and bool(_HOPELESS.intersection(result.reasons))
