"""`releasecheck.probe` as somebody's script or test uses it: documented, and never raising."""

import inspect
from collections.abc import Callable

import pytest

import releasecheck.probe as api
from releasecheck.probe import Outcome, Reason, Target, hint_of, probe, wait
from tests.probe.conftest import Serve
from tests.probe.servers import answer, answering


@pytest.mark.parametrize("name", [name for name in api.__all__ if name != "HINTS"])
def test_every_public_name_is_documented(name: str) -> None:
    found = getattr(api, name)
    assert inspect.getdoc(found)
    assert not (inspect.getdoc(found) or "").startswith(f"{name}(")  # what a dataclass writes by itself


def test_a_healthy_answer(serve: Serve) -> None:
    result = probe(Target(url=serve(answering(answer(b'{"status": "pass", "build": "b7c8d9e"}'))).url))
    assert (result.healthy, result.outcome, result.reasons, result.build) == (True, Outcome.OK, (), "b7c8d9e")
    assert [hop.status for hop in result.hops] == [200]
    assert 0 < sum(result.hops[0].phases.values()) <= result.elapsed_s


def test_a_warning_is_healthy(serve: Serve) -> None:
    result = probe(Target(url=serve(answering(answer())).url, warn_time=1e-6))
    assert (result.healthy, result.outcome, result.reasons) == (True, Outcome.WARN, (Reason.LATENCY,))


def test_nobody_there_is_a_result_with_something_to_look_at(free_port: Callable[[], int]) -> None:
    result = probe(Target(url=f"http://127.0.0.1:{free_port()}/"))
    assert (result.healthy, result.reasons) == (False, (Reason.CONNECT_REFUSED,))
    assert [hint_of(one) for one in result.assertions] == [api.HINTS[Reason.CONNECT_REFUSED]]


@pytest.mark.parametrize(
    ("status", "word"), [("404 Not Found", "path"), ("429 Too Many", "limit"), ("418 No", "log")]
)
def test_the_hint_knows_the_status(serve: Serve, status: str, word: str) -> None:
    result = probe(Target(url=serve(answering(answer(b"", status))).url))
    assert [word in hint_of(one) for one in result.assertions if not one.ok] == [True]


def test_waiting_ends_in_time(free_port: Callable[[], int]) -> None:
    result = wait(Target(url=f"http://127.0.0.1:{free_port()}/"), 0.2)
    assert (result.healthy, result.attempts) == (False, 1)


def test_what_cannot_be_meant_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="is not a URL"):
        Target(url="toolshed")
