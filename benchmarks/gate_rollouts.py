"""How often the gate is wrong: `PYTHONPATH=. python benchmarks/gate_rollouts.py`.

Rollouts of a simulated fleet, whose truth is known at every moment: 10,000 in simulated time, and some over
real sockets, in which the fleet's clock runs faster. `curl until 200` is what most deploy scripts do.
"""

import random
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from statistics import median

from results import machine, write_section

from tests.gate.balancer import gate_over_sockets, hurried
from tests.gate.fleet import SCENARIOS, SURPLUS, Run, play, play_surplus

ROLLOUTS, WITH_SURPLUS = 10_000, 2_000
AT_ONCE, FASTER = 8, 8.0
FALSE_FAILURES = 0.01
# Each scenario over sockets with each of these: instances, balancer. Behind a sticky one nobody can prove how
# many there are, and the gate is not told.
FLEETS = (
    *((3, balancer) for balancer in ("random", "round robin", "least connections", "first idle")),
    *((2, "random"), (3, "sticky")),
)
OVER_SOCKETS = [(name, *fleet) for fleet in FLEETS for name in SCENARIOS]

# Scenario, whether it was told the number, and what was right or wrong.
Outcome = tuple[str, bool, bool, bool, bool, bool, float]


def main() -> None:
    """Play all of them, and write the tables down."""
    begun = time.monotonic()
    with ProcessPoolExecutor() as pool:
        simulated = list(pool.map(outcome, range(ROLLOUTS), chunksize=100))
        surplus = list(pool.map(outcome_with_surplus, range(WITH_SURPLUS), chunksize=100))
    lasted = time.monotonic() - begun
    with hurried(FASTER), ThreadPoolExecutor(AT_ONCE) as threads:
        sockets = list(threads.map(over_sockets, range(len(OVER_SOCKETS))))
    text = report(simulated, surplus, sockets, lasted)
    write_section(__file__, text)
    print(text)


def outcome(seed: int) -> Outcome:
    """What a simulated rollout came to."""
    return summed(play(seed))


def outcome_with_surplus(seed: int) -> Outcome:
    """What one came to in which old instances stand beside those that there are to be."""
    return summed(play_surplus(seed))


def over_sockets(number: int) -> Run:
    """One rollout over sockets."""
    name, instances, balancer = OVER_SOCKETS[number]
    rng = random.Random(number)
    fleet = replace(SCENARIOS[name](rng, instances), balancer=balancer, told=balancer != "sticky")
    return gate_over_sockets(name, fleet, rng, faster=FASTER)


def summed(run: Run) -> Outcome:
    """Of a run, what is counted."""
    told = run.fleet.told
    wrong = (run.false_pass, run.false_failure, run.naive_false_pass)
    return (run.scenario, told, run.passed, *wrong, run.at)


def report(
    simulated: Sequence[Outcome], surplus: Sequence[Outcome], runs: Sequence[Run], lasted: float
) -> str:
    """The results as Markdown."""
    told = [one for one in simulated if one[1]]
    sockets = [summed(run) for run in runs]
    rows = [row(name, [one for one in told if one[0] == name]) for name in SCENARIOS]
    fast = f"over sockets, {FASTER:g} times as fast"
    whole = [
        row("**all of these**", told),
        row("**number of instances not given**", [one for one in simulated if not one[1]]),
        *(row(name, [one for one in surplus if one[0] == name]) for name in SURPLUS),
        row(f"**{fast}**", [one for one in sockets if one[1]]),
        row(f"**{fast}, sticky, number not given**", [one for one in sockets if not one[1]]),
    ]
    return f"""\
{len(simulated):,} seeded rollouts of 1 to 10 instances from one build to the next, behind five kinds of
balancer, played in {lasted:.0f} s. The gate was given the number of instances unless a line says otherwise.
A *false pass* passed though an instance was not the new build or not healthy while it held; a *false
failure* did not pass though the release was up, and stayed so, in good time. A naive pass is that of
`curl until 200`. Of the {len(surplus):,} *old beside new*, the old instances are no part of the number given:
one that stays is met with 99 %, and one that drains is waited for. Limits, where the number is given: no
false pass, false failures below {FALSE_FAILURES:.0%}.

| rollouts | number | passed | false passes | false failures | naive false passes | median s |
|---|---|---|---|---|---|---|
{chr(10).join([*rows, *whole])}

Those over sockets, one by one, in the fleet's seconds. The gate's pass is judged by what was true while it
held, its refusal by whether the release was up in good time and stayed so; the pass of `curl until 200` by
what was true at that moment.

| rollout | instances | balancer | curl until 200 | gate | |
|---|---|---|---|---|---|
{chr(10).join(map(line, runs))}

{machine(("releasecheck", "requests"))}
"""


def row(name: str, runs: Sequence[Outcome]) -> str:
    """One line of the table."""
    passed, false_passes, false_failures, naive = (
        sum(one[column] for one in runs) for column in (2, 3, 4, 5)
    )
    seconds = median(one[6] for one in runs)
    counts = f"{len(runs):,} | {passed:,} | {false_passes:,} | {false_failures:,} | {naive:,}"
    return f"| {name} | {counts} | {seconds:.0f} |"


def line(run: Run) -> str:
    """One rollout over sockets: what `curl until 200` did, what the gate did, and whether it was right."""
    curl = "never passed"
    if run.naive_at is not None:
        curl = f"passed at {run.naive_at:.0f} s, {'falsely' if run.naive_false_pass else 'rightly'}"
    number = f"{run.fleet.size}{'' if run.fleet.told else ', not given'}"
    decided = f"{run.verdict} at {run.at:.0f} s"
    judged = "**wrong**" if run.false_pass or run.false_failure else "right"
    return f"| {run.scenario} | {number} | {run.fleet.balancer} | {curl} | {decided} | {judged} |"


if __name__ == "__main__":
    main()
