"""Whether all that answers is one release, and the right one."""

import re

from releasecheck.facts.replicas import Replica, Replicas
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, error, warning

from ..derived.deploy.replicas import builds_named, heard, several_builds, some_are_ill
from ..derived.wording import capped, counted, listed

_COMMIT = re.compile(r"[0-9a-f]{7,40}(-dirty)?", re.IGNORECASE)
_TOO_OLD = "process_too_old"


@warning
def replicas_disagree(replicas: Replicas) -> Judgement:
    """The instances behind one address are not the same.

    Asked several times, each time over a connection of its own, the health route named different builds, or
    was healthy once and not the next time. Visitors get the old page and the new one in turn, and what one
    instance writes the other may not read. It is an error where a build was asked for, or one of them is not
    healthy.

    Fix: Let the rollout end, or end the instance that was left behind; then `releasecheck gate`.

    Fault::

        GET /healthz -> {"releaseId": "b7c8d9e", "instance": "web-1"}
        GET /healthz -> {"releaseId": "a1b2c3d", "instance": "web-2"}

    Fine::

        GET /healthz -> {"releaseId": "b7c8d9e", "instance": "web-1"}
        GET /healthz -> {"releaseId": "b7c8d9e", "instance": "web-2"}
    """
    if len(heard(replicas)) < 2:
        yield CouldNotLook(f"{replicas.url} answered fewer than two questions: one alone agrees with itself")
    if several_builds(replicas):
        builds = builds_named(replicas)
        yield Found(
            f"{len(builds)} builds answer: {listed(map(_short, builds))}",
            replicas.url,
            evidence=capped([f"{build}: {_who(names)}" for build, names in builds.items()]),
            severity="error" if replicas.named else None,
        )
    if some_are_ill(replicas):
        yield _some_ill(replicas)


def _some_ill(replicas: Replicas) -> Found:
    told = heard(replicas)
    ill = [one for one in told if one.outcome == "fail"]
    return Found(
        f"{len(ill)} of {counted(len(told), 'answer')} are unhealthy",
        replicas.url,
        evidence=capped(list(dict.fromkeys(f"{one.name}: {', '.join(one.reasons)}" for one in ill))),
        severity="error",
    )


def _short(build: str) -> str:
    return build[:12]


def _who(names: list[str]) -> str:
    """Each once, with how often: an instance that has no name of its own answers under its address."""
    counts = {name: names.count(name) for name in names}
    return listed(name if number == 1 else f"{name} ({number} times)" for name, number in counts.items())


@error
def release_version_mismatch(replicas: Replicas) -> Judgement:
    """What answers on the deployed site is not the build that was released.

    The deploy went to another place, did not restart the app, or an old image was started again. It is an
    error where the build was named (`gate`, `--build`). Where only the checkout's commit is known it is a
    warning: then all that is said of the deployed site is said of another release than this checkout.

    Fix: Look what the deploy did last, and where this address leads. An app that names no build cannot be
    told from the one before: answer `releaseId` in the health route, captured when the process starts.

    Fault::

        return {"status": "pass", "releaseId": Path("REVISION").read_text()}      # read anew: it lies

    Fine::

        REVISION = os.environ["REVISION"]       # at start-up
        return {"status": "pass", "releaseId": REVISION}
    """
    told = [one for one in heard(replicas) if one.build is not None or one.outcome != "fail"]
    if replicas.wanted is None:
        yield DoesNotApply("no build is expected; name it with --build, or check out the commit")
    elif not told:
        yield CouldNotLook(f"{replicas.url} gave no answer that could name a build")
    elif not several_builds(replicas):
        yield from _against(replicas, replicas.wanted, told)


def _against(replicas: Replicas, wanted: str, told: list[Replica]) -> Judgement:
    build = next((one.build for one in told if one.build), None)
    severity: Severity | None = None if replicas.named else "warning"
    if build is None and not replicas.named:
        yield DoesNotApply("the health answer names no build")
    elif build is None:
        yield Found(f"the health answer names no build; {_short(wanted)} was released", replicas.url)
    elif any(one.expected is False for one in told):
        if replicas.named or _COMMIT.fullmatch(build):
            was = "was released" if replicas.named else "is checked out here"
            message = f"{_short(build)} answers, where {_short(wanted)} {was}"
            yield Found(message, replicas.url, evidence=_by(told), severity=severity)
        else:
            yield DoesNotApply(f"the build {build!r} is not named as a commit is; name it with --build")
    elif old := [one for one in told if _TOO_OLD in one.reasons]:
        message = f"a process older than the deploy says that it is {_short(wanted)}"
        yield Found(message, replicas.url, evidence=_by(old))


def _by(told: list[Replica]) -> tuple[str, ...]:
    return capped(list(dict.fromkeys(f"{one.name}: {one.build or 'no build'}" for one in told)))
