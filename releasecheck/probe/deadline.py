"""One hard limit over everything a probe does."""

import time
from dataclasses import dataclass

from releasecheck.probe.errors import HopError
from releasecheck.probe.reasons import Reason


@dataclass(frozen=True)
class Deadline:
    """A point on the monotonic clock."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """The deadline that many seconds from now."""
        return cls(time.monotonic() + seconds)

    def remaining(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self.at - time.monotonic())

    def require(self) -> float:
        """Seconds left; raises `TimeoutError` when there are none, as a socket would."""
        remaining = self.remaining()
        if not remaining:
            raise TimeoutError
        return remaining

    def check(self) -> None:
        """Raise a `HopError` when nothing is left to begin something new with."""
        if not self.remaining():
            raise HopError(Reason.DEADLINE, "no time was left for the next step")
