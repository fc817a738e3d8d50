"""What the answers of the deployed health route have in common."""

from releasecheck.facts.replicas import Replica, Replicas

_ANSWERED = ("ok", "warn")


def heard(replicas: Replicas) -> list[Replica]:
    """Those from which something was learned."""
    return [one for one in replicas.seen if one.outcome != "error"]


def builds_named(replicas: Replicas) -> dict[str, list[str]]:
    """Build -> the names of those that answer it, in order and with a name for each answer."""
    builds: dict[str, list[str]] = {}
    for one in heard(replicas):
        if one.build is not None:
            builds.setdefault(one.build, []).append(one.name)
    return builds


def several_builds(replicas: Replicas) -> bool:
    """Whether more than one build answers; a commit that is named shorter by some is the same one."""
    named = [one for one in heard(replicas) if one.build is not None]
    return len({one.build for one in named}) > 1 and not all(one.expected for one in named)


def some_are_ill(replicas: Replicas) -> bool:
    """Whether some are healthy and some are not: of one that is ill everywhere its own rule speaks."""
    return len({one.outcome in _ANSWERED for one in heard(replicas)}) > 1
