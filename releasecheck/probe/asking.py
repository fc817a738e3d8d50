"""One question about a page, beside the probes of health."""

from releasecheck.probe.deadline import Deadline
from releasecheck.probe.errors import HopError
from releasecheck.probe.fetch import Trip, fetch
from releasecheck.probe.observation import Answer, Failure
from releasecheck.probe.request import Question
from releasecheck.probe.target import Target


def ask(target: Target, question: Question) -> Answer | Failure:
    """The answer at the target's URL, or why there is none; follows no redirect, takes no cookie along."""
    trip = Trip(target, Deadline.after(target.deadline))
    try:
        return fetch(target.url, trip, question)
    except HopError as fault:
        return Failure(fault.reason, fault.detail, fault.ours)
