"""The deployed health route, asked a few times over connections of their own: do they all say the same?"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from releasecheck.facts.replicas import Replica, Replicas
from releasecheck.probe import Outcome, Probe, Reason, Target, judge, observe, same_build

PROBES = 5  # in all; one stale instance of two is missed once in 32 times
SHORTEST_S = 0.5
# Of these other rules speak, and of some of them not every probe asks.
_ASIDE = frozenset({Reason.DEBUGGER_EXPOSED, Reason.DEV_SERVER, Reason.STALE_EVIDENCE})


@dataclass(frozen=True, slots=True)
class Awaited:
    """The URL at which a build has to answer; `named` is whether somebody named it, rather than git."""

    url: str
    build: str | None = None
    named: bool = False


def gather_replicas(target: Target, first: Probe, awaited: Awaited, left: float) -> Replicas:
    """The first probe's answer and that of a few more, in at most `left` seconds."""
    seen = (first, *_more(replace(target, debugger=False), time.monotonic() + left))
    return Replicas(
        url=first.url,
        seen=tuple(_replica(one, awaited.build) for one in seen),
        wanted=awaited.build,
        named=awaited.named,
    )


def _more(target: Target, ends: float) -> Iterator[Probe]:
    for _ in range(PROBES - 1):
        left = ends - time.monotonic()
        if left < SHORTEST_S:
            return
        there = replace(target, deadline=min(target.deadline, left))
        yield judge(there, observe(there))


def _replica(said: Probe, wanted: str | None) -> Replica:
    return Replica(
        outcome=_outcome(said).value,
        instance=said.instance,
        address=said.hops[-1].address if said.hops else None,
        build=said.build,
        expected=None if wanted is None or said.build is None else same_build(wanted, said.build),
        reasons=tuple(reason.value for reason in said.reasons if reason not in _ASIDE),
    )


def _outcome(said: Probe) -> Outcome:
    failed = {one.reason for one in said.assertions if not one.ok}
    return Outcome.OK if said.outcome is Outcome.FAIL and failed <= _ASIDE else said.outcome
