"""What a probe saw: plain facts, before any judgement."""

from dataclasses import dataclass

from releasecheck.probe.reasons import Reason


@dataclass(frozen=True)
class Tls:
    """The agreed connection and the certificate that runs out first; times are ISO 8601, UTC."""

    version: str
    cipher: str
    verified: bool
    subject: str
    issuer: str
    not_before: str | None
    not_after: str | None


@dataclass(frozen=True)
class Hop:
    """One request, or one address that could not be connected; phases are seconds, absent if not reached.

    With a `proxy` the address is the proxy's: the target's is known to the proxy alone.
    """

    url: str
    address: str | None
    status: int | None
    phases: dict[str, float]
    tls: Tls | None
    proxy: str | None = None


@dataclass(frozen=True)
class Failure:
    """Why a hop ended early; `ours` when the cause is on this side."""

    reason: Reason
    detail: str
    ours: bool = False


@dataclass(frozen=True)
class Answer:
    """The last hop's response; names of headers as they came, the body decoded and capped."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def values(self, name: str) -> tuple[str, ...]:
        """Every value of the header, in order; the name's case does not matter."""
        return tuple(value for key, value in self.headers if key.lower() == name.lower())

    def first(self, name: str) -> str | None:
        """The header's first value."""
        return next(iter(self.values(name)), None)


@dataclass(frozen=True)
class Observation:
    """Hops in order; the answer may be there beside a failure, when its body broke off.

    `elapsed_s` is up to the answer's last byte; `debugger` is whether Werkzeug's debugger answered.
    """

    hops: tuple[Hop, ...]
    answer: Answer | None
    failures: tuple[Failure, ...]
    elapsed_s: float
    bytes_read: int
    debugger: bool
