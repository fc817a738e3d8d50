"""The hostile server zoo: each case says the right reason, in the right phase, in time, within the cap."""

import time

import pytest

from releasecheck.probe import Outcome, Target, judge, observe
from tests.probe.conftest import Serve
from tests.probe.servers import answer, answering
from tests.probe.zoo import PLAN, ZOO, Beast

GRACE_S = 0.5


@pytest.mark.parametrize("beast", ZOO, ids=lambda beast: beast.name)
def test_zoo(beast: Beast) -> None:
    with beast.at_home() as target:
        begun = time.monotonic()
        observation = observe(target)
        elapsed = time.monotonic() - begun
    result = judge(target, observation)
    assert (result.outcome.value, tuple(reason.value for reason in result.reasons)) == (
        beast.outcome,
        beast.reasons,
    )
    assert elapsed <= target.deadline + GRACE_S
    assert observation.bytes_read <= beast.cap
    phases = result.hops[-1].phases if result.hops else {}
    assert next(reversed(phases), None) == beast.phase
    assert all(seconds > 0 for hop in result.hops for seconds in hop.phases.values())


def test_every_case_of_the_plan_is_here() -> None:
    assert len(PLAN) == 25
    assert set(PLAN.values()) <= {beast.name for beast in ZOO}


BODIES: list[tuple[str, bytes, list[str]]] = [
    ("fine", b'{"status": "pass"}', []),
    ("byte order mark", b'\xef\xbb\xbf{"status": "pass"}', []),
    ("invalid UTF-8", b'{"status": "\xff"}', ["json_invalid"]),
    ("duplicate keys", b'{"status": "pass", "status": "fail"}', ["json_invalid"]),
    ("NaN", b'{"status": "pass", "load": NaN}', ["json_invalid"]),
    ("Infinity", b'{"status": "pass", "load": -Infinity}', ["json_invalid"]),
    ("deep", b"[" * 30_000 + b"]" * 30_000, ["json_invalid"]),
    ("long number", b'{"n": ' + b"9" * 5000 + b"}", ["json_invalid"]),
    ("HTML", b"<!doctype html><title>Log in</title>", ["json_invalid"]),
    ("empty", b"", ["json_invalid"]),
]


@pytest.mark.parametrize(("body", "reasons"), [pytest.param(*case[1:], id=case[0]) for case in BODIES])
def test_json_is_strict(serve: Serve, body: bytes, reasons: list[str]) -> None:
    server = serve(answering(answer(body, "200 OK", "Content-Type: application/json")))
    target = Target(url=server.url, deadline=2)
    assert [reason.value for reason in judge(target, observe(target)).reasons] == reasons


def test_html_with_200_is_fine_until_json_is_asked_for(serve: Serve) -> None:
    server = serve(answering(answer(b"<p>ok</p>", "200 OK", "Content-Type: text/html")))
    target = Target(url=server.url)
    assert judge(target, observe(target)).outcome is Outcome.OK


def test_the_connect_limit_is_shorter_than_the_deadline() -> None:
    (hole,) = (beast for beast in ZOO if beast.name == "black hole")
    with hole.at_home() as target:
        brief = Target(url=target.url, deadline=5, connect_timeout=0.2)
        assert judge(brief, observe(brief)).elapsed_s < 1
