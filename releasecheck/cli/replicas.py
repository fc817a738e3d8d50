"""The gate's last sights as the fact that rules judge."""

from releasecheck.facts.replicas import Replica, Replicas
from releasecheck.gate.machine import current
from releasecheck.gate.sight import Kind, Sight
from releasecheck.gate.state import State
from releasecheck.gate.terms import Standing, Terms, healthy, standing
from releasecheck.probe import Reason, same_build


def replicas_of(url: str, state: State, terms: Terms, *, named: bool) -> Replicas:
    """What each instance, or each address, said last."""
    seen = tuple(_replica(sight, terms) for sight in current(state, terms))
    return Replicas(url, seen, terms.build, named=named)


def _replica(sight: Sight, terms: Terms) -> Replica:
    old = (Reason.PROCESS_TOO_OLD,) if standing(sight, terms) is Standing.TOO_OLD else ()
    wanted = terms.build
    return Replica(
        outcome="error" if sight.kind is Kind.OURS else "ok" if healthy(sight, terms) else "fail",
        instance=sight.instance,
        address=sight.address,
        build=sight.build,
        expected=None if wanted is None or sight.build is None else same_build(wanted, sight.build),
        reasons=tuple(reason.value for reason in (*old, *sight.reasons)),
    )
