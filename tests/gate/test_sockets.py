"""A dozen rollouts of the simulated fleet over real sockets, side by side."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.gate.balancer import gate_over_sockets, hurried
from tests.gate.fleet import SCENARIOS, Run

BALANCERS = ("round robin", "random", "first idle", "sticky")
ROLLOUTS = (
    *(("clean", balancer) for balancer in BALANCERS),
    *(("one stuck on the old build", balancer) for balancer in ("round robin", "random")),
    *(("draining 503s", balancer) for balancer in ("round robin", "random")),
    ("never deployed", "round robin"),
    ("edge answers for the app", "random"),
    ("version route that lies", "round robin"),
    ("dependency down before and after", "random"),
    ("dependency newly down", "round robin"),
)
ENDS = {
    "clean": "released",
    "one stuck on the old build": "old-build",
    "draining 503s": "released",
    "never deployed": "old-build",
    "edge answers for the app": "not-released",
    "version route that lies": "not-released",
    "dependency down before and after": "released",
    "dependency newly down": "not-released",
}


def rollout(seed: int, scenario: str, balancer: str) -> Run:
    rng = random.Random(seed)
    told = balancer != "sticky"  # nobody can prove two where one answers everything
    fleet = replace(SCENARIOS[scenario](rng, 2), balancer=balancer, told=told)
    return gate_over_sockets(scenario, fleet, rng, wait=160.0)


@pytest.fixture(scope="module")
def runs() -> dict[tuple[str, str], Run]:
    with hurried(), ThreadPoolExecutor(4) as pool:
        futures = {one: pool.submit(rollout, number, *one) for number, one in enumerate(ROLLOUTS)}
        return {one: future.result() for one, future in futures.items()}


@pytest.mark.parametrize("one", ROLLOUTS, ids=" by ".join)
def test_a_rollout_ends_as_it_should(runs, one: tuple[str, str]) -> None:
    assert (runs[one].verdict, runs[one].false_pass) == (ENDS[one[0]], False)


def test_curl_until_200_would_have_passed_most(runs) -> None:
    naive = sum(run.naive_false_pass for run in runs.values())
    assert naive > len(runs) / 2
