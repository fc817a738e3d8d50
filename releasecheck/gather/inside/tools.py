"""What the collectors are given."""

from __future__ import annotations

import faulthandler
import hashlib
import hmac
from typing import IO, TYPE_CHECKING, Any

from .deprecations import Deprecations
from .output import Output

if TYPE_CHECKING:
    from .answer import Answer
    from .confidence import Confidence
    from .crash import Crashes
    from .places import Places
    from .recording import Recorder
    from .redact import Redactor


_PATIENCE_S = 2.0  # past a request's limit, when C code lets no signal handler run


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
        confidence: Confidence,
        stacks: IO[str],
    ) -> None:
        self.order = order
        self.own = places.own
        self.place = places.place
        self.place_of_code = places.place_of_code
        self.place_of_function = places.place_of_function
        self.caller_place = places.caller_place
        self.redact = redact
        self.redact_known = redact.known
        self.crash = crashes.crash
        self.confide = confidence.tell
        self.output = Output(recorder)
        self.deprecations = Deprecations(recorder, redact)
        self._recorder = recorder
        self._answer = answer
        self._stacks = stacks
        self._key = bytes.fromhex(order["key"])

    def send(self, kind: str, **fields: Any) -> None:
        """Write a line of the answer at once; one before a request or the login hook sets its last limit."""
        self._answer.send(kind, **fields)
        if kind == "asking":
            self._recorder.begin_request()
        if kind in ("asking", "warming", "signing-in"):
            limit = float(self.order["request_timeout"]) + _PATIENCE_S
            faulthandler.dump_traceback_later(limit, exit=True, file=self._stacks)
        elif kind == "swept":
            faulthandler.cancel_dump_traceback_later()

    def token(self, value: str | bytes) -> str:
        """A text under the key of this run: equal for equal texts, and of no use to anybody else."""
        raw = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
        return hmac.new(self._key, raw, hashlib.sha256).hexdigest()

    def events(self) -> list[dict[str, Any]]:
        """Everything recorded so far."""
        return list(self._recorder.events)

    def events_since(self, mark: int) -> list[dict[str, Any]]:
        """What was recorded since there were `mark` events."""
        return [dict(event) for event in self._recorder.events[mark:]]

    def under_way(self) -> list[dict[str, Any]]:
        """What has begun and not come to its end."""
        return self._recorder.under_way

    def env_hits(self) -> dict[str, str]:
        """The environment variables that were read and set, with their values."""
        return dict(self._recorder.hits)
