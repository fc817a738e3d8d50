"""Target to observation: the hops to the answer, then the debugger's question and the other addresses."""

import time
from dataclasses import replace
from urllib.parse import urlsplit

from releasecheck.probe.deadline import Deadline
from releasecheck.probe.debugger import debugger_answers
from releasecheck.probe.errors import HopError
from releasecheck.probe.fetch import Trip, fetch, reach_other_addresses
from releasecheck.probe.observation import Answer, Observation
from releasecheck.probe.reasons import Reason
from releasecheck.probe.redirects import next_url, refused_redirect, same_service
from releasecheck.probe.target import Target


def observe(target: Target) -> Observation:
    """Everything seen within the target's deadline; never raises for what the world does."""
    begun = time.monotonic()
    trip = Trip(target, Deadline.after(target.deadline))
    answer = _answer(trip)
    elapsed = time.monotonic() - begun
    debugger = target.debugger and answer is not None and debugger_answers(answer, _aside(trip))
    reach_other_addresses(trip)
    return Observation(
        hops=tuple(trace.hop() for trace in trip.traces),
        answer=answer,
        failures=tuple(trip.failures),
        elapsed_s=round(elapsed, 6),
        bytes_read=trip.bytes_read,
        debugger=debugger,
    )


def _aside(trip: Trip) -> Trip:
    """The same way under the same deadline, of which nothing is reported."""
    return replace(trip, traces=[], failures=[], unasked=())


def _answer(trip: Trip) -> Answer | None:
    try:
        return _travel(trip)
    except HopError as fault:
        trip.failed(fault)
        return None


def _travel(trip: Trip) -> Answer:
    url = trip.target.url
    for _ in range(trip.target.follow_redirects + 1):
        answer = fetch(url, trip)
        there = next_url(answer, trip.target)
        if there is None:
            return answer
        _check_redirect(url, there, trip)
        url = there
    raise HopError(Reason.REDIRECT_LIMIT, f"more than {trip.target.follow_redirects} redirects")


def _check_redirect(here: str, there: str, trip: Trip) -> None:
    refused = refused_redirect(here, there)
    for fault in refused[1:]:
        trip.failed(fault)
    if refused:
        raise refused[0]
    trip.private_allowed &= same_service(urlsplit(here), urlsplit(there))
