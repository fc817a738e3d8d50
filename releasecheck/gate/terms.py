"""What the gate was asked to prove, and how one sight stands to it."""

from dataclasses import dataclass
from enum import StrEnum

from releasecheck.gate.sight import Kind, Sight
from releasecheck.probe import same_build

CLOCKS_DIFFER_S = 60.0


@dataclass(frozen=True, slots=True)
class Terms:
    """Times in seconds; `deployed_after` and `epoch` (the wall clock when the gate began) since 1970.

    `known_ailing` are dependencies that had failed before the deploy: not this release's fault.
    `addresses` are those of the deployment's name; each has to answer with the build.
    """

    build: str | None
    instances: int | None = None
    wait: float = 300.0
    hold: float = 15.0
    deployed_after: float | None = None
    epoch: float = 0.0
    known_ailing: frozenset[str] = frozenset()
    addresses: tuple[str, ...] = ()


class Standing(StrEnum):
    """What one sight says of the release."""

    MATCH = "match"  # the build, started after the deploy, healthy
    AILING = "ailing"  # the build, and not healthy
    OTHER = "other"  # another build
    TOO_OLD = "too-old"  # names the build, but its process is older than the deploy
    NAMELESS = "nameless"  # names no build
    AWAY = "away"  # no answer, or a proxy's
    OURS = "ours"  # nothing was learned


def standing(sight: Sight, terms: Terms) -> Standing:
    """How the sight stands to the terms."""
    if sight.kind is Kind.OURS:
        return Standing.OURS
    if not sight.answered:
        return Standing.AWAY
    if terms.build is not None:
        if sight.build is None:
            return Standing.NAMELESS if sight.kind is Kind.WELL else Standing.AILING
        if not same_build(terms.build, sight.build):
            return Standing.OTHER
        if _too_old(sight, terms):
            return Standing.TOO_OLD
    return Standing.MATCH if healthy(sight, terms) else Standing.AILING


def healthy(sight: Sight, terms: Terms) -> bool:
    """Whether it is well, or ails only of what had failed before the deploy."""
    if sight.kind is Kind.WELL:
        return True
    return (
        sight.kind is Kind.UNWELL
        and not sight.others
        and bool(sight.ailing)
        and sight.ailing <= terms.known_ailing
    )


def _too_old(sight: Sight, terms: Terms) -> bool:
    if sight.started is None or terms.deployed_after is None:
        return False
    return sight.started < terms.deployed_after - CLOCKS_DIFFER_S
