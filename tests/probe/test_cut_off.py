"""Whatever a dying worker leaves of an answer: it is never healthy, and nothing it says raises."""

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from releasecheck.probe import Outcome, Reason, Target, probe
from tests.probe.conftest import Serve
from tests.probe.hostile import CHUNKED
from tests.probe.servers import answer, answering, serving

BODY = b'{"status": "pass"}'
WHOLE = {
    "with a length": answer(BODY, "200 OK", "Content-Type: application/json"),
    "in chunks": CHUNKED + b"8\r\n" + BODY[:8] + b"\r\na\r\n" + BODY[8:] + b"\r\n0\r\n\r\n",
    "compressed to the end": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(BODY),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_answer_is_healthy(serve: Serve, name: str) -> None:
    assert probe(Target(url=serve(answering(WHOLE[name])).url, debugger=False)).reasons == ()


def parts_of(whole: bytes) -> list[bytes]:
    """Cut off at every byte, but where nothing is missing: in the empty last chunk, before no body at all."""
    parts = [whole[:length] for length in range(len(whole.removesuffix(b"0\r\n\r\n")))]
    return [part for part in parts if b"Content-Length" in whole or not part.endswith(b"gzip\r\n\r\n")]


@pytest.mark.parametrize("name", WHOLE)
def test_no_answer_that_was_cut_off_is_healthy(serve: Serve, name: str) -> None:
    every = parts_of(WHOLE[name])
    parts = iter(every)

    def handle(peer) -> None:
        peer.read_request()
        peer.send(next(parts))

    target = Target(url=serve(handle).url, debugger=False)
    said = [probe(target) for _ in every]
    assert {result.outcome for result in said} == {Outcome.FAIL}
    assert {reason for result in said for reason in result.reasons} <= {Reason.RESET, Reason.PROTOCOL_ERROR}


PIECES = (
    b"\r\n",
    b"\n",
    b": ",
    b"\0",
    b"\xff",
    b"HTTP/1.1 ",
    b"200",
    b"103",
    b"Content-Length: 9",
    b"-1",
    b";",
    b"f" * 30,
)


@st.composite
def mutilated(draw: st.DrawFn) -> bytes:
    """An answer from which something was cut, or into which something was put, a few times."""
    text = draw(st.sampled_from(sorted(WHOLE.values())))
    for _ in range(draw(st.integers(1, 4))):
        begins = draw(st.integers(0, len(text)))
        ends = draw(st.integers(begins, min(len(text), begins + 12)))
        text = text[:begins] + draw(st.sampled_from(PIECES) | st.binary(max_size=8)) + text[ends:]
    return text


def test_a_chunk_of_a_negative_length_is_no_answer(serve: Serve) -> None:
    result = probe(Target(url=serve(answering(CHUNKED + b"-8\r\n" + BODY[:8])).url, debugger=False))
    assert [str(reason) for reason in result.reasons] == ["protocol_error"]


@given(mutilated())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_comes_back_is_a_result(text: bytes) -> None:
    with serving(answering(text)) as server:
        result = probe(Target(url=server.url, debugger=False, deadline=1, expect_json=("status=pass",)))
    assert result.hops
    assert (result.outcome is Outcome.OK) == (result.reasons == ())
    assert all(seconds > 0 for hop in result.hops for seconds in hop.phases.values())
