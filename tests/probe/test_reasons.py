"""The closed list of reasons: each one can happen, and says what to look at."""

from releasecheck.probe import HINTS, Reason
from tests.probe.test_judge import BODIES, EXPECTED
from tests.probe.zoo import ZOO

# What only a gate can say: of several probes, of the release file, of pages beside the health route.
ONLY_THE_GATES = {
    Reason.BODY_MISMATCH,
    Reason.DEPENDENCY_MISSING,
    Reason.INSTANCES_MISSING,
    Reason.PROCESS_RESTARTED,
    Reason.PROCESS_TOO_OLD,
    Reason.VERSION_REGRESSED,
}


def test_each_reason_of_a_probe_is_produced_by_some_test() -> None:
    met = {reason for beast in ZOO for reason in beast.reasons}
    judged = {reason for *_, reasons in [*BODIES, *EXPECTED] for reason in reasons}
    assert met | judged == set(Reason) - ONLY_THE_GATES


def test_each_reason_has_a_hint() -> None:
    assert set(HINTS) == set(Reason)
