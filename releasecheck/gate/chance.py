"""How many probes prove a rollout, when each meets one of N instances at random."""

import math

CONFIDENCE = 0.99
MOST = 100  # a polite gate asks no more, and says the confidence that it reached


def to_catch_one(instances: int) -> int:
    """Probes after which one stale instance among so many has been met with 99 %."""
    if instances <= 1:
        return 1
    return min(MOST, math.ceil(math.log(1 - CONFIDENCE) / math.log(1 - 1 / instances)))


def to_see_all(instances: int) -> int:
    """Probes after which each of so many instances has been met with 99 %."""
    probes = instances
    while probes < MOST and _all_seen(instances, probes) < CONFIDENCE:
        probes += 1
    return min(MOST, probes)


def _all_seen(instances: int, probes: int) -> float:
    """By inclusion and exclusion over the instances that were missed."""
    return math.fsum(
        (-1.0) ** missed * math.comb(instances, missed) * (1 - missed / instances) ** probes
        for missed in range(instances + 1)
    )


def confidence(instances: int, probes: int) -> float:
    """How surely one stale instance among so many would have been met."""
    return 1.0 - (1 - 1 / instances) ** probes if instances > 1 else 1.0
