"""How servers misbehave: handlers, one for each way."""

import gzip

from tests.probe.servers import Handler, Peer, answer, answering

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
BOMB = gzip.compress(b"\0" * 30_000)
BIG_BOMB = gzip.compress(b"\0" * 10_000_000)
HALF_A_BODY = gzip.compress(b'{"status": "pass"}' * 50)[:-20]
TLS_RECORD = b"\x16\x03\x03\x40\x00"  # the head of one that is 16 KiB long


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
    peer.send(CHUNKED)
    peer.drip(b"1\r\nx\r\n" * 100)


def drip_handshake(peer: Peer) -> None:
    peer.send(TLS_RECORD)
    peer.drip(b"x" * 500)


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


def redirecting(location: str, seconds: float = 0.0) -> Handler:
    """To that place, for ever, each time after so long; `{port}` and `{other}` are ports of this machine."""

    def handle(peer: Peer) -> None:
        peer.read_request()
        peer.stopped.wait(seconds)
        port = peer.sock.getsockname()[1]
        there = location.format(port=port, other=port + 1)
        peer.send(answer(b"", "302 Found", f"Location: {there}"))

    return handle


def compressed(body: bytes, encoding: str = "gzip") -> Handler:
    return answering(answer(body, "200 OK", f"Content-Encoding: {encoding}"))


def saying_json(body: bytes) -> Handler:
    return answering(answer(body, "200 OK", "Content-Type: application/json"))
