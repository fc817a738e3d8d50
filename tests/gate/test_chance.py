"""The numbers of probes are those of the table that they were planned with."""

import pytest

from releasecheck.gate.chance import MOST, confidence, to_catch_one, to_see_all


@pytest.mark.parametrize(
    ("instances", "catch", "see"),
    [(1, 1, 1), (2, 7, 8), (3, 12, 15), (4, 17, 21), (6, 26, 36), (10, 44, 66), (20, 90, MOST)],
)
def test_how_many_probes_it_takes(instances: int, catch: int, see: int) -> None:
    assert (to_catch_one(instances), to_see_all(instances)) == (catch, see)


@pytest.mark.parametrize(("instances", "probes", "sure"), [(1, 1, 1.0), (2, 7, 0.992), (10, 44, 0.990)])
def test_how_sure_that_is(instances: int, probes: int, sure: float) -> None:
    assert confidence(instances, probes) == pytest.approx(sure, abs=0.001)
