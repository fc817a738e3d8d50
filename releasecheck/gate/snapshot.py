"""How the deployment was before the deploy: what ailed then is not the new release's fault."""

from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from releasecheck.probe import Target, health_of, judge, observe

SCHEMA = "releasecheck/snapshot/1"
PROBES = 5


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Builds, instances and dependencies, failed and all, that a few probes met, sorted."""

    schema: str
    taken: str
    url: str
    answered: bool
    builds: tuple[str, ...]
    instances: tuple[str, ...]
    ailing: tuple[str, ...]
    checked: tuple[str, ...] = ()  # every dependency that was named, failed or not


def take_snapshot(target: Target) -> Snapshot:
    """A few probes over connections of their own; no answer at all is a state, too."""
    builds, instances, ailing, checked = set(), set(), set(), set()
    answered = False
    for _ in range(PROBES):
        observation = observe(target)
        result, health = judge(target, observation), health_of(target, observation)
        answered |= observation.answer is not None
        builds |= {result.build} if result.build else set()
        instances |= {result.instance} if result.instance else set()
        ailing |= {check.name for check in health.checks if check.status == "fail"}
        checked |= {check.name for check in health.checks}
    return Snapshot(
        schema=SCHEMA,
        taken=datetime.now(UTC).isoformat(timespec="seconds"),
        url=target.shown_url,
        answered=answered,
        builds=tuple(sorted(builds)),
        instances=tuple(sorted(instances)),
        ailing=tuple(sorted(ailing)),
        checked=tuple(sorted(checked)),
    )


def read_snapshot(content: bytes) -> Snapshot:
    """The snapshot of a file; raises ValueError saying what is wrong with it."""
    try:
        found = msgspec.json.decode(content, type=Snapshot)
    except msgspec.DecodeError as problem:
        raise ValueError(f"no file of --snapshot: {problem}") from None
    if found.schema != SCHEMA:
        raise ValueError(f"it is {found.schema!r}; this version reads {SCHEMA!r}")
    return found
