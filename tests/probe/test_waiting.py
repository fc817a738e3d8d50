"""Waiting for health: successes in a row, fresh evidence, what went wrong before."""

import json
import time

from releasecheck.probe import Target, wait
from tests.probe.conftest import Serve
from tests.probe.servers import Handler, Peer, answer

OK = answer()
BAD = answer(b"", "503 Service Unavailable")


def evaluated(moment: float) -> bytes:
    return answer(json.dumps({"status": "ok", "timestamp": moment}).encode())


def in_turn(*responses: bytes) -> Handler:
    """Each health answer in turn, the last for ever; other questions get 404."""
    left = iter(responses[:-1])

    def handle(peer: Peer) -> None:
        peer.read_request()
        asks_debugger = "__debugger__" in peer.path
        peer.send(answer(b"", "404 Not Found") if asks_debugger else next(left, responses[-1]))

    return handle


def test_the_first_success_is_enough_by_default(serve: Serve) -> None:
    pauses: list[float] = []
    result = wait(Target(url=serve(in_turn(BAD, BAD, OK)).url), 30, sleep=pauses.append)
    assert (result.outcome, result.attempts, result.earlier) == ("ok", 3, {"status_unexpected": 2})
    assert pauses == [2.0, 2.0]


def test_successes_are_counted_in_a_row(serve: Serve) -> None:
    pauses: list[float] = []
    server = serve(in_turn(OK, OK, BAD, OK))
    result = wait(Target(url=server.url), 30, successes=3, sleep=pauses.append)
    assert (result.outcome, result.attempts, result.earlier) == ("ok", 6, {"status_unexpected": 1})
    assert pauses == [1.0, 1.0, 2.0, 1.0, 1.0]


def test_one_evaluation_is_one_success(serve: Serve) -> None:
    server = serve(in_turn(*map(evaluated, (10, 10, 10, 11))))
    result = wait(Target(url=server.url), 30, successes=2, sleep=lambda _seconds: None)
    assert (result.outcome, result.attempts, result.earlier) == ("ok", 4, {"stale_evidence": 2})


def test_a_cached_answer_never_becomes_two_successes(serve: Serve) -> None:
    result = wait(Target(url=serve(in_turn(evaluated(10))).url), 1.9, successes=2)
    assert (result.outcome, list(result.reasons), result.attempts) == ("fail", ["stale_evidence"], 2)


def test_the_time_is_kept(serve: Serve) -> None:
    begun = time.monotonic()
    result = wait(Target(url=serve(Peer.hang).url, deadline=10), 0.4)
    assert time.monotonic() - begun <= 0.9
    assert (result.outcome, list(result.reasons), result.attempts) == ("fail", ["header_timeout"], 1)


def test_what_only_this_side_can_cure_is_not_waited_for() -> None:
    begun = time.monotonic()
    result = wait(Target(url="http://169.254.169.254/"), 30)
    assert (result.outcome, result.attempts) == ("error", 1)
    assert time.monotonic() - begun <= 1


def test_the_debugger_is_asked_for_once(serve: Serve) -> None:
    server = serve(in_turn(BAD, OK, OK, OK))
    wait(Target(url=server.url), 30, successes=3, sleep=lambda _seconds: None)
    assert [b"__debugger__" in request for request in server.requests] == [False] * 4 + [True]
