"""The hostile server zoo: each case says the right reason, in the right phase, in time, within the cap."""

import gzip
import time
from collections.abc import Callable

import pytest

from releasecheck.probe import Outcome, Target, judge, observe
from tests.probe.conftest import Serve
from tests.probe.servers import Handler, Peer, answer, answering, black_hole

DEADLINE = 0.4
GRACE = 0.5
CAP = (64 + 64 + 16) * 1024  # headers, body, two buffers


def silent(peer: Peer) -> None:
    peer.hang()


def slow_header(peer: Peer) -> None:
    peer.read_request()
    peer.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 500)


def drip_body(peer: Peer) -> None:
    peer.read_request()
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
    peer.drip(b"x" * 500)


def drip_chunks(peer: Peer) -> None:
    peer.read_request()
    peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    peer.drip(b"1\r\nx\r\n" * 100)


def endless(start: bytes, piece: bytes) -> Handler:
    def handle(peer: Peer) -> None:
        peer.read_request()
        peer.send(start)
        while not peer.stopped.is_set():
            peer.send(piece)

    return handle


def reset_after_headers(peer: Peer) -> None:
    peer.read_request()
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
    peer.stopped.wait(0.1)
    peer.reset()


def reset_at_once(peer: Peer) -> None:
    peer.read_request()
    peer.reset()


def close_at_once(peer: Peer) -> None:
    peer.read_request()


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
BOMB = gzip.compress(b"\0" * 30_000)
BIG_BOMB = gzip.compress(b"\0" * 10_000_000)

ZOO: list[tuple[str, Handler, list[str], str]] = [
    ("accepts and is silent", silent, ["header_timeout"], "wait"),
    ("slow header", slow_header, ["header_timeout"], "wait"),
    ("drip body", drip_body, ["body_timeout"], "transfer"),
    ("drip chunks", drip_chunks, ["body_timeout"], "transfer"),
    (
        "endless body",
        endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 4096),
        ["body_too_large"],
        "transfer",
    ),
    ("endless chunks", endless(CHUNKED, b"1000\r\n" + b"x" * 4096 + b"\r\n"), ["body_too_large"], "transfer"),
    (
        "gzip bomb",
        answering(answer(BOMB, "200 OK", "Content-Encoding: gzip")),
        ["body_too_large"],
        "transfer",
    ),
    (
        "big bomb",
        answering(answer(BIG_BOMB, "200 OK", "Content-Encoding: gzip")),
        ["body_too_large"],
        "transfer",
    ),
    (
        "false gzip",
        answering(answer(b"plain", "200 OK", "Content-Encoding: gzip")),
        ["protocol_error"],
        "transfer",
    ),
    ("brotli", answering(answer(b"x", "200 OK", "Content-Encoding: br")), ["protocol_error"], "transfer"),
    (
        "less than Content-Length",
        answering(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort"),
        ["protocol_error"],
        "transfer",
    ),
    ("bad chunk size", answering(CHUNKED + b"zz\r\nx\r\n"), ["protocol_error"], "transfer"),
    ("reset after headers", reset_after_headers, ["reset"], "transfer"),
    ("reset before headers", reset_at_once, ["reset"], "wait"),
    ("closed before headers", close_at_once, ["reset"], "wait"),
    ("not HTTP", answering(b"SSH-2.0-OpenSSH_9.6\r\n"), ["protocol_error"], "wait"),
    (
        "flood of 100 Continue",
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50),
        ["headers_too_large"],
        "wait",
    ),
    (
        "one header of 1 MB",
        answering(answer(b"", "200 OK", "X: " + "x" * 1_000_000)),
        ["headers_too_large"],
        "wait",
    ),
    ("endless headers", endless(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 100), ["headers_too_large"], "wait"),
    (
        "many headers",
        answering(answer(b"", "200 OK", *[f"X-{n}: {n}" for n in range(120)])),
        ["headers_too_large"],
        "wait",
    ),
    (
        "90 headers of 1 KiB",
        answering(answer(b"", "200 OK", *[f"X-{n}: {'x' * 1000}" for n in range(90)])),
        ["headers_too_large"],
        "wait",
    ),
]


@pytest.mark.parametrize(
    ("handler", "reasons", "phase"), [pytest.param(*case[1:], id=case[0]) for case in ZOO]
)
def test_zoo(serve: Serve, handler: Handler, reasons: list[str], phase: str) -> None:
    target = Target(url=serve(handler).url, deadline=DEADLINE, expect_json=("status=pass",))
    begun = time.monotonic()
    observation = observe(target)
    elapsed = time.monotonic() - begun
    result = judge(target, observation)
    assert [reason.value for reason in result.reasons] == reasons
    assert result.outcome is Outcome.FAIL
    assert list(result.hops[-1].phases)[-1] == phase
    assert elapsed <= DEADLINE + GRACE
    assert observation.bytes_read <= CAP


def test_framing_is_capped(serve: Serve) -> None:
    target = Target(url=serve(endless(CHUNKED, b"1\r\nx\r\n" * 700)).url, deadline=5)
    observation = observe(target)
    assert [failure.reason for failure in observation.failures] == ["body_too_large"]
    assert observation.bytes_read <= 600 * 1024


def test_a_large_body_is_a_warning_where_only_the_status_is_asserted(serve: Serve) -> None:
    target = Target(url=serve(answering(answer(b"x" * 70_000))).url, deadline=2)
    result = judge(target, observe(target))
    assert (result.outcome, list(result.reasons)) == ("warn", ["body_too_large"])


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
    plain, asking = Target(url=server.url), Target(url=server.url, expect_json=("status=pass",))
    assert judge(plain, observe(plain)).reasons == ()
    assert judge(asking, observe(asking)).reasons == ("json_invalid",)


def test_nobody_listens(free_port: Callable[[], int]) -> None:
    target = Target(url=f"http://127.0.0.1:{free_port()}/", deadline=DEADLINE)
    result = judge(target, observe(target))
    assert (list(result.reasons), list(result.hops[0].phases)) == (["connect_refused"], ["connect"])


def test_black_hole() -> None:
    with black_hole() as port:
        target = Target(url=f"http://127.0.0.1:{port}/", deadline=DEADLINE)
        begun = time.monotonic()
        result = judge(target, observe(target))
        assert time.monotonic() - begun <= DEADLINE + GRACE
    assert (list(result.reasons), list(result.hops[0].phases)) == (["connect_timeout"], ["connect"])


def test_the_connect_limit_is_shorter_than_the_deadline() -> None:
    with black_hole() as port:
        target = Target(url=f"http://127.0.0.1:{port}/", deadline=5, connect_timeout=0.2)
        assert judge(target, observe(target)).elapsed_s < 1
