"""What is said of instances that differ, and of a build that is not the one released."""

from typing import Any

import pytest

from releasecheck.facts.replicas import Replica, Replicas
from releasecheck.facts.runs import Deployed
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import Given, ask, outcome, table

URL = "https://shop.example/healthz"
NEW, OLD = "b7c8d9e0f1a2b3c4", "a1b2c3d4e5f60718"


def one(name: str = "web-1", build: str | None = NEW, **fields: Any) -> Replica:
    expected = None if build is None else build == NEW
    return Replica(**{"outcome": "ok", "instance": name, "build": build, "expected": expected, **fields})


def ill(name: str = "web-2", **fields: Any) -> Replica:
    return one(name, outcome="fail", reasons=("status_unexpected",), **fields)


def replicas(*seen: Replica, wanted: str | None = NEW, named: bool = True) -> Given:
    return {"replicas": Replicas(URL, seen, wanted, named)}


BUILDS = "2 builds answer: b7c8d9e0f1a2 and a1b2c3d4e5f6"


@table(
    {
        "one was left behind": (
            replicas(one(), one("web-2", OLD), one("web-3")),
            [
                Found(
                    BUILDS,
                    URL,
                    evidence=(f"{NEW}: web-1 and web-3", f"{OLD}: web-2"),
                    severity="error",
                )
            ],
        ),
        "nobody named a build, and answers have no name of their own": (
            replicas(
                *(Replica("ok", address="192.0.2.1", build=build) for build in (NEW, OLD, NEW)),
                wanted=None,
                named=False,
            ),
            [Found(BUILDS, URL, evidence=(f"{NEW}: 192.0.2.1 (2 times)", f"{OLD}: 192.0.2.1"))],
        ),
        "neither is this checkout": (
            replicas(one(build=OLD), one("web-2", "c" * 16), named=False),
            [
                Found(
                    "2 builds answer: a1b2c3d4e5f6 and cccccccccccc",
                    URL,
                    evidence=(f"{OLD}: web-1", f"{'c' * 16}: web-2"),
                )
            ],
        ),
        "one is ill": (
            replicas(one(), ill(), named=False),
            [
                Found(
                    "1 of 2 answers are unhealthy",
                    URL,
                    evidence=("web-2: status_unexpected",),
                    severity="error",
                )
            ],
        ),
    }
)
def test_replicas_disagree_faulty(given: Given, says: list[Any]) -> None:
    assert ask("replicas-disagree", given) == says


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(replicas(one(), one("web-2")), id="the same"),
        pytest.param(replicas(one(), one("web-2", NEW[:7], expected=True)), id="a commit in short"),
        pytest.param(replicas(one(), one("web-2", None)), id="one names no build"),
        pytest.param(replicas(one(build=OLD), one("web-2", OLD)), id="all old: another rule"),
        pytest.param(replicas(ill("web-1"), ill()), id="all ill: another rule"),
        pytest.param(replicas(one(), one("web-2", outcome="warn")), id="one is slow"),
        pytest.param(replicas(one(), one("web-2"), one("web-3", outcome="error")), id="our own network"),
    ],
)
def test_replicas_disagree_fine(given: Given) -> None:
    assert ask("replicas-disagree", given) == []


def test_replicas_disagree_does_not_apply() -> None:
    alone = CouldNotLook(f"{URL} answered fewer than two questions: one alone agrees with itself")
    assert ask("replicas-disagree", replicas(one())) == [alone]
    assert outcome("replicas-disagree").outcome == "skipped"


@table(
    {
        "the old build": (
            replicas(one(build=OLD), one("web-2", OLD)),
            [
                Found(
                    "a1b2c3d4e5f6 answers, where b7c8d9e0f1a2 was released",
                    URL,
                    evidence=(f"web-1: {OLD}", f"web-2: {OLD}"),
                )
            ],
        ),
        "another than this checkout": (
            replicas(one(build=OLD), one(build=OLD), named=False),
            [
                Found(
                    "a1b2c3d4e5f6 answers, where b7c8d9e0f1a2 is checked out here",
                    URL,
                    evidence=(f"web-1: {OLD}",),
                    severity="warning",
                )
            ],
        ),
        "no build": (
            replicas(one(build=None)),
            [Found("the health answer names no build; b7c8d9e0f1a2 was released", URL)],
        ),
        "a process that reads its version anew": (
            replicas(one(reasons=("process_too_old",)), one("web-2")),
            [
                Found(
                    "a process older than the deploy says that it is b7c8d9e0f1a2",
                    URL,
                    evidence=(f"web-1: {NEW}",),
                )
            ],
        ),
    }
)
def test_release_version_mismatch_faulty(given: Given, says: list[Any]) -> None:
    assert ask("release-version-mismatch", given) == says


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(replicas(one(), one("web-2")), id="it is there"),
        pytest.param(replicas(one(), one("web-2", OLD)), id="they differ: another rule"),
        pytest.param(replicas(one(), one("web-2", None)), id="one names it"),
        pytest.param(replicas(one(build=NEW[:7], expected=True), named=False), id="in short"),
    ],
)
def test_release_version_mismatch_fine(given: Given) -> None:
    assert ask("release-version-mismatch", given) == []


@table(
    {
        "no build is expected": (
            replicas(one(), wanted=None, named=False),
            [DoesNotApply("no build is expected; name it with --build, or check out the commit")],
        ),
        "the app names none, and nobody asked for one": (
            replicas(one(build=None), named=False),
            [DoesNotApply("the health answer names no build")],
        ),
        "a version is no commit": (
            replicas(one(build="1.4.2"), named=False),
            [DoesNotApply("the build '1.4.2' is not named as a commit is; name it with --build")],
        ),
        "all are ill": (
            replicas(ill(build=None)),
            [CouldNotLook(f"{URL} gave no answer that could name a build")],
        ),
    }
)
def test_release_version_mismatch_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("release-version-mismatch", given) == says


def test_of_one_that_is_ill_the_health_rule_does_not_speak_as_well() -> None:
    status = {
        "reason": "status_unexpected",
        "ok": False,
        "name": "status",
        "expected": "200",
        "actual": "503",
    }
    deployed = Deployed(URL, "fail", ("status_unexpected",), {"assertions": [status]})
    both = {"deployed": deployed, **replicas(ill("web-1"), one("web-2"))}
    assert ask("health-probe-core", both) == []
    assert len(ask("health-probe-core", {"deployed": deployed, **replicas(ill("web-1"), ill())})) == 1
