"""The gate against a simulated fleet: what it decides, and what was true."""

from collections import Counter

import pytest

from tests.gate.fleet import SCENARIOS, Run, play, play_surplus

ROLLOUTS = 100 * len(SCENARIOS)


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return [play(seed) for seed in range(ROLLOUTS)]


def test_nothing_passes_falsely_where_the_number_of_instances_was_given(runs) -> None:
    assert [run for run in runs if run.fleet.told and run.false_pass] == []


def test_hardly_a_good_release_fails(runs) -> None:
    told = [run for run in runs if run.fleet.told]
    assert sum(run.false_failure for run in told) < 0.01 * len(told)


def test_curl_until_200_would_have_passed_them_all(runs) -> None:
    naive = sum(run.naive_false_pass for run in runs)
    assert naive > 0.9 * len(runs)


@pytest.mark.parametrize(
    ("scenario", "verdicts"),
    [
        ("never deployed", {"old-build"}),
        ("edge answers for the app", {"not-released"}),
        ("dependency newly down", {"not-released"}),
    ],
)
def test_what_can_only_end_one_way_does(runs, scenario: str, verdicts: set[str]) -> None:
    assert {run.verdict for run in runs if run.scenario == scenario} == verdicts


@pytest.mark.parametrize(
    "scenario", ["clean", "slow start", "draining 503s", "dependency down before and after"]
)
def test_what_can_be_proven_is_released(runs, scenario: str) -> None:
    told = [run for run in runs if run.scenario == scenario and run.fleet.told and run.provable]
    assert Counter(run.verdict for run in told) == {"released": len(told)}


def test_workers_that_are_named_by_process_and_replaced_are_released(runs) -> None:
    told = [run for run in runs if run.scenario == "workers recycled, named by process" and run.provable]
    named = [run.verdict for run in told if run.fleet.told and run.fleet.named]
    assert Counter(named) == {"released": len(named)}


@pytest.fixture(scope="module")
def beside() -> list[Run]:
    return [play_surplus(seed) for seed in range(800)]


def test_old_instances_that_drain_are_waited_for_and_are_no_regression(beside) -> None:
    drained = [run for run in beside if run.scenario == "old beside new until drained"]
    assert {run.verdict for run in drained} == {"released"}
    assert sum(run.false_pass for run in drained) < 0.02 * len(drained)


def test_an_old_instance_that_stays_is_not_released(beside) -> None:
    """It is met with 99 %: it is beyond the number that the gate was given."""
    stays = [run for run in beside if run.scenario == "old beside new for ever"]
    assert sum(run.passed for run in stays) < 0.02 * len(stays)
    assert {run.verdict for run in stays} <= {"released", "old-build"}
