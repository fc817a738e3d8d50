"""The gate's loop: probe when it is time, on each address in turn, until there is a verdict."""

import random
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlsplit

from releasecheck.gate.machine import PROBED, advance, at_once, pause, verified
from releasecheck.gate.sight import Sight, sight_of
from releasecheck.gate.state import PhaseOutcome, State
from releasecheck.gate.terms import Terms
from releasecheck.probe import Reason, Target, health_of, judge, observe
from releasecheck.probe.addresses import is_loopback
from releasecheck.probe.background import in_background
from releasecheck.probe.places import bracketed

LOOKUP_S = 5.0
_SPREAD = 0.3  # of a pause, either way


class Verify(Protocol):
    """Compares the pages of the release; called once, when the build matches everywhere."""

    def __call__(self, state: State, /) -> "Verified":
        """What it found; within a time of its own."""


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether the pages are those of the release."""

    outcome: PhaseOutcome
    requests: int = 0
    reasons: tuple[Reason, ...] = ()


SKIPPED = Verified("skipped")


def run_gate(
    target: Target,
    terms: Terms,
    *,
    verify: Verify = lambda _: SKIPPED,
    tell: Callable[[State, float], None] = lambda *_: None,
) -> State:
    """The final state; ends by the terms' `wait` and a bounded hold, whatever the world does."""
    begun = time.monotonic()
    state, turn = State(), 0
    while True:
        address = terms.addresses[turn % len(terms.addresses)] if terms.addresses else None
        for sight in _look(target, address, at_once(state, terms)):
            if state.phase in PROBED:
                state = advance(state, replace(sight, at=time.monotonic() - begun), terms)
        if state.phase == "verify":
            said = verify(state)
            now = time.monotonic() - begun
            state = verified(state, now, said.outcome, said.requests, said.reasons)
        tell(state, time.monotonic() - begun)
        if state.verdict is not None:
            return state
        time.sleep(_uneven(pause(state)))
        turn += 1


def _uneven(seconds: float) -> float:
    """About as long, at random: at an even pace the gate may meet the same worker each time.

    Seen of gunicorn's two sync workers, whose clients asked for pages that took a fifth of a second each.
    """
    return seconds * random.uniform(1 - _SPREAD, 1 + _SPREAD)  # noqa: S311 - no secret


def _look(target: Target, address: str | None, times: int) -> list[Sight]:
    """That many probes at the same time."""
    if times == 1:
        return [look(target, address)]
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(lambda _: look(target, address), range(times)))


def look(target: Target, address: str | None, at: float = 0.0) -> Sight:
    """One probe over a connection of its own, to this address of the deployment."""
    there = target if address is None or target.connect_to else replace(target, connect_to=bracketed(address))
    observation = observe(there)
    return sight_of(judge(there, observation), health_of(there, observation), at)


def addresses_of(url: str) -> tuple[str, ...]:
    """Every address of the URL's name, in order; none where it cannot be resolved yet, or not in time.

    Nor any of this machine: a server here is bound to one family, and `localhost` names both.
    """
    parts = urlsplit(url)
    lookup = in_background(
        lambda: socket.getaddrinfo(parts.hostname, parts.port or 0, type=socket.SOCK_STREAM)
    )
    try:
        found = lookup.result(LOOKUP_S)
    except OSError:  # a timeout is one
        return ()
    addresses = dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found)
    return () if all(map(is_loopback, addresses)) else tuple(addresses)
