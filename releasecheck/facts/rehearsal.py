"""The app under its own WSGI server on loopback, as `run --serve` had it come up, answer and stop."""

from dataclasses import dataclass
from typing import Literal

from releasecheck.facts.place import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was started, and what it did; times in seconds, statuses of the health route.

    `in_flight` is the answer to a request that was under way when SIGTERM came; null when there was none.
    """

    server: Literal["gunicorn", "uwsgi", "waitress"]
    target: str
    path: str  # that was asked
    place: Place = NOWHERE  # the launch of the deploy file, where one names the server
    outcome: Literal["up", "ended", "silent"] = "up"  # answered, ended by itself, never answered
    took_s: float = 0.0  # until the first answer, or until it was given up
    returncode: int | None = None
    said: str | None = None  # the exception that it ended with: its type, and a missing module with its place
    statuses: tuple[int | None, ...] = ()  # of requests side by side; null for no answer
    in_flight: int | None = None
    stopped_s: float | None = None  # after SIGTERM; null when it had to be killed
    grace_s: float = 0.0
