"""One probe of the deployment, as the gate weighs it."""

from dataclasses import dataclass
from enum import StrEnum

from releasecheck.probe import Assertion, Outcome, Probe, Reason
from releasecheck.probe.health import Health, epoch

# What says that the app has not come up or is being replaced, and nothing of the build that was asked for.
_NOBODY = frozenset(
    {
        *(Reason.CONNECT_REFUSED, Reason.CONNECT_TIMEOUT, Reason.CONNECT_UNREACHABLE, Reason.RESET),
        *(Reason.HEADER_TIMEOUT, Reason.BODY_TIMEOUT, Reason.DEADLINE, Reason.PROTOCOL_ERROR),
        *(Reason.DNS_NXDOMAIN, Reason.DNS_TIMEOUT, Reason.DNS_ERROR),
    }
)
_ABOUT_BUILD = frozenset({Reason.VERSION_MISSING, Reason.VERSION_MISMATCH})


class Kind(StrEnum):
    """Who answered, and how it is."""

    WELL = "well"
    UNWELL = "unwell"
    EDGE = "edge"  # a proxy or load balancer, in the app's place
    SILENT = "silent"  # no whole answer
    OURS = "ours"  # nothing was learned: our own network or policy


@dataclass(frozen=True, slots=True)
class Sight:
    """`at` is seconds since the gate began; `started` and `evaluated` are epoch seconds.

    `ailing` names the dependencies that the app says have failed, `others` the reasons beside them; `faults`
    are what was expected and not so, without the build, which is compared here.
    """

    at: float
    kind: Kind
    address: str | None = None
    build: str | None = None
    instance: str | None = None
    started: float | None = None
    evaluated: float | None = None
    ailing: frozenset[str] = frozenset()
    reasons: tuple[Reason, ...] = ()
    others: tuple[Reason, ...] = ()
    faults: tuple[Assertion, ...] = ()
    reached: str | None = None  # the last phase of the probe

    @property
    def answered(self) -> bool:
        """Whether the app itself did."""
        return self.kind in (Kind.WELL, Kind.UNWELL)

    @property
    def who(self) -> str | None:
        """The instance, else the address: what may be told apart."""
        return self.instance or self.address


def sight_of(result: Probe, health: Health, at: float) -> Sight:
    """A probe's result without what the gate judges itself: the build is compared by its own rules."""
    reasons = tuple(reason for reason in result.reasons if reason not in _ABOUT_BUILD)
    ailing = frozenset(check.name for check in health.checks if check.status == "fail")
    return Sight(
        at=at,
        kind=_kind(result, reasons),
        address=result.hops[-1].address if result.hops else None,
        build=result.build,
        instance=result.instance,
        started=epoch(result.started),
        evaluated=health.evaluated,
        ailing=ailing,
        reasons=reasons,
        others=_beside_dependencies(result, reasons),
        faults=tuple(one for one in result.assertions if not one.ok and one.reason not in _ABOUT_BUILD),
        reached=next(reversed(result.hops[-1].phases), None) if result.hops else None,
    )


def _kind(result: Probe, reasons: tuple[Reason, ...]) -> Kind:
    if Reason.EDGE_ANSWERED in reasons:
        return Kind.EDGE
    if result.outcome is Outcome.ERROR:
        return Kind.OURS
    if not _NOBODY.isdisjoint(reasons):
        return Kind.SILENT
    failed = {one.reason for one in result.assertions if not one.ok and one.reason} - _ABOUT_BUILD
    return Kind.UNWELL if failed else Kind.WELL


def _beside_dependencies(result: Probe, reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Failures that a failed dependency does not explain; its own 503 is explained by it."""
    failed = {one.reason for one in result.assertions if not one.ok}
    explained = {Reason.DEPENDENCY_FAILED}
    if Reason.DEPENDENCY_FAILED in failed:
        explained |= {Reason.STATUS_UNEXPECTED}
    return tuple(reason for reason in reasons if reason in failed - explained)
