"""What the collectors are given."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .answer import Answer
    from .crash import Crashes
    from .places import Places
    from .recording import Recorder
    from .redact import Redactor


class Tools:
    """The work order, and the one way to do each thing that a collector needs."""

    def __init__(
        self,
        order: dict[str, Any],
        places: Places,
        redact: Redactor,
        recorder: Recorder,
        crashes: Crashes,
        answer: Answer,
    ) -> None:
        self.order = order
        self.own = places.own
        self.place = places.place
        self.place_of_code = places.place_of_code
        self.place_of_function = places.place_of_function
        self.caller_place = places.caller_place
        self.redact = redact
        self.crash = crashes.crash
        self.send = answer.send
        self._recorder = recorder
        self._key = bytes.fromhex(order["key"])

    def token(self, value: str | bytes) -> str:
        """A text under the key of this run: equal for equal texts, and of no use to anybody else."""
        raw = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
        return hmac.new(self._key, raw, hashlib.sha256).hexdigest()

    def events(self) -> list[dict[str, Any]]:
        """Everything recorded so far."""
        return list(self._recorder.events)

    def events_since(self, mark: int) -> list[dict[str, Any]]:
        """What was recorded since there were `mark` events."""
        return self._recorder.events[mark:]

    def env_hits(self) -> dict[str, str]:
        """The environment variables that were read and set, with their values."""
        return dict(self._recorder.hits)
