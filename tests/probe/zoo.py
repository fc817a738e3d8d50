"""The hostile server zoo: what each beast does, and what has to be said of it."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from releasecheck.probe import Target
from tests.probe import hostile
from tests.probe.hostile import CHUNKED, compressed, endless, redirecting, saying_json
from tests.probe.lairs import (
    Lair,
    certificate,
    closed_port,
    debugged,
    hole,
    http,
    named,
    no_ipv6,
    only_tls_1_0,
    plain_behind_https,
    self_signed,
    tls,
    unreachable,
)
from tests.probe.servers import answer, answering

DEADLINE_S = 0.4  # of beasts that hang; what the others do is not a matter of time
AMPLE_S = 5.0
CAP = (64 + 64 + 16) * 1024  # headers, body, two buffers
FRAMING_CAP = CAP + 7 * 64 * 1024


@dataclass(frozen=True)
class Beast:
    """`phase` is the last one of the last hop, None without a hop; `hangs` as long as one lets it."""

    name: str
    lair: Lair
    reasons: tuple[str, ...]
    phase: str | None
    outcome: str = "fail"
    hangs: bool = False
    cap: int = CAP
    expected: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def at_home(self) -> Iterator[Target]:
        """The beast, and how to meet it."""
        with ExitStack() as stack:
            deadline = DEADLINE_S if self.hangs else AMPLE_S
            usual = {"deadline": deadline, "warn_time": AMPLE_S, "canary": "canary.example"}
            yield Target(**{**usual, **self.lair(stack), **self.expected})


MISSING = {"expect_json": ("status=pass",)}
FOLLOWING = {"follow_redirects": 3}

ZOO = (
    Beast("nobody listens", closed_port, ("connect_refused",), "connect"),
    Beast("black hole", hole(socket.AF_INET, "127.0.0.1"), ("connect_timeout",), "connect", hangs=True),
    Beast("IPv6 black hole", hole(socket.AF_INET6, "[::1]"), ("connect_timeout",), "connect", hangs=True),
    Beast("no way there", unreachable, ("connect_unreachable",), "connect"),
    Beast("no IPv6 here", no_ipv6, ("own_network",), None, "error"),
    Beast(
        "metadata service",
        lambda _: {"url": "http://169.254.169.254/"},
        ("address_refused_by_policy",),
        None,
        "error",
    ),
    Beast("no time at all", lambda _: {"url": "http://127.0.0.1:1/", "deadline": 1e-9}, ("deadline",), None),
    # Names.
    Beast("no such name", named(socket.EAI_NONAME), ("dns_nxdomain",), "dns"),
    Beast("name server fails", named(socket.EAI_FAIL), ("dns_error",), "dns"),
    Beast("name server is silent", named(None), ("dns_timeout",), "dns", hangs=True),
    Beast("no name server at all", named(None, None), ("own_network",), "dns", "error", hangs=True),
    Beast("name that changes", named(("127.0.0.1", "169.254.169.254")), (), "transfer", "ok"),
    # TLS.
    Beast("silent handshake", plain_behind_https(hostile.silent), ("tls_handshake",), "tls", hangs=True),
    Beast(
        "drip handshake", plain_behind_https(hostile.drip_handshake), ("tls_handshake",), "tls", hangs=True
    ),
    Beast(
        "HTTP behind https", plain_behind_https(lambda peer: peer.send(answer())), ("tls_handshake",), "tls"
    ),
    Beast("TLS 1.0 only", tls(only_tls_1_0), ("tls_handshake",), "tls"),
    Beast("expired", tls(certificate(-9, -1)), ("tls_expired",), "tls"),
    Beast("not yet valid", tls(certificate(1, 9)), ("tls_not_yet_valid",), "tls"),
    Beast("wrong host", tls(certificate(-1, 300, "other.example")), ("tls_wrong_host",), "tls"),
    Beast("self-signed", tls(self_signed), ("tls_untrusted",), "tls"),
    Beast("short-lived, half left", tls(certificate(-3, 3)), (), "transfer", "ok"),
    Beast("nearly over", tls(certificate(-90, 3)), ("cert_expiring",), "transfer"),
    Beast(
        "silent behind TLS",
        tls(certificate(-1, 300), hostile.silent),
        ("header_timeout",),
        "wait",
        hangs=True,
    ),
    Beast(
        "drip behind TLS",
        tls(certificate(-1, 300), hostile.drip_body),
        ("body_timeout",),
        "transfer",
        hangs=True,
    ),
    # Headers.
    Beast("accepts and is silent", http(hostile.silent), ("header_timeout",), "wait", hangs=True),
    Beast("slow header", http(hostile.slow_header), ("header_timeout",), "wait", hangs=True),
    Beast("reset before headers", http(hostile.reset_at_once), ("reset",), "wait"),
    Beast("closed before headers", http(hostile.close_at_once), ("reset",), "wait"),
    Beast("closed in the status line", http(answering(b"HTTP/1.1 200 O")), ("reset",), "wait"),
    Beast("closed in the headers", http(answering(b"HTTP/1.1 200 OK\r\nX-A: b\r\n")), ("reset",), "wait"),
    Beast("not HTTP", http(answering(b"SSH-2.0-OpenSSH_9.6\r\n")), ("protocol_error",), "wait"),
    Beast(
        "HTTP/2 only",
        http(answering(bytes.fromhex("000006040000000000000500004000"))),
        ("protocol_error",),
        "wait",
    ),
    Beast(
        "length is no number",
        http(answering(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nok")),
        ("protocol_error",),
        "wait",
    ),
    Beast(
        "a line that is no header",
        http(answering(b"HTTP/1.1 200 OK\r\ngarbage\r\nContent-Length: 2\r\n\r\nok")),
        ("protocol_error",),
        "wait",
    ),
    Beast(
        "two lengths",
        http(answering(answer(b"ok", "200 OK", "Content-Length: 5"))),
        ("protocol_error",),
        "wait",
    ),
    Beast(
        "early hints",
        http(answering(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer())),
        (),
        "transfer",
        "ok",
    ),
    Beast(
        "flood of 100 Continue",
        http(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50)),
        ("headers_too_large",),
        "wait",
    ),
    Beast(
        "flood of 103 Early Hints",
        http(endless(b"", b"HTTP/1.1 103 Early\r\n\r\n" * 50)),
        ("headers_too_large",),
        "wait",
    ),
    Beast(
        "one header of 1 MB",
        http(answering(answer(b"", "200 OK", "X: " + "x" * 1_000_000))),
        ("headers_too_large",),
        "wait",
    ),
    Beast(
        "endless headers",
        http(endless(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 100)),
        ("headers_too_large",),
        "wait",
    ),
    Beast(
        "many headers",
        http(answering(answer(b"", "200 OK", *[f"X-{n}: {n}" for n in range(120)]))),
        ("headers_too_large",),
        "wait",
    ),
    Beast(
        "90 headers of 1 KiB",
        http(answering(answer(b"", "200 OK", *[f"X-{n}: {'x' * 1000}" for n in range(90)]))),
        ("headers_too_large",),
        "wait",
    ),
    # Bodies.
    Beast("drip body", http(hostile.drip_body), ("body_timeout",), "transfer", hangs=True),
    Beast("drip chunks", http(hostile.drip_chunks), ("body_timeout",), "transfer", hangs=True),
    Beast(
        "endless body",
        http(endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 4096)),
        ("body_too_large",),
        "transfer",
        expected=MISSING,
    ),
    Beast(
        "endless chunks",
        http(endless(CHUNKED, b"1000\r\n" + b"x" * 4096 + b"\r\n")),
        ("body_too_large",),
        "transfer",
        expected=MISSING,
    ),
    Beast(
        "endless framing",
        http(endless(CHUNKED, b"1\r\nx\r\n" * 700)),
        ("body_too_large",),
        "transfer",
        cap=FRAMING_CAP,
        expected=MISSING,
    ),
    Beast("gzip bomb", http(compressed(hostile.BOMB)), ("body_too_large",), "transfer", expected=MISSING),
    Beast("big bomb", http(compressed(hostile.BIG_BOMB)), ("body_too_large",), "transfer", expected=MISSING),
    Beast(
        "bomb where the status is enough",
        http(compressed(hostile.BIG_BOMB)),
        ("body_too_large",),
        "transfer",
        "warn",
    ),
    Beast("false gzip", http(compressed(b"plain")), ("protocol_error",), "transfer"),
    Beast("half a gzip", http(compressed(hostile.HALF_A_BODY)), ("protocol_error",), "transfer"),
    Beast("brotli", http(compressed(b"x", "br")), ("protocol_error",), "transfer"),
    Beast(
        "less than Content-Length",
        http(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort")),
        ("reset",),
        "transfer",
    ),
    Beast("more than Content-Length", http(answering(answer() + b"more")), (), "transfer", "ok"),
    Beast("closed in a chunk", http(answering(CHUNKED + b"5\r\nab")), ("reset",), "transfer"),
    Beast("closed between chunks", http(answering(CHUNKED + b"2\r\nab\r\n")), ("reset",), "transfer"),
    Beast("bad chunk size", http(answering(CHUNKED + b"zz\r\nx\r\n")), ("protocol_error",), "transfer"),
    Beast("reset after headers", http(hostile.reset_after_headers), ("reset",), "transfer"),
    # What the body says.
    Beast("invalid UTF-8", http(saying_json(b'{"status": "\xff"}')), ("json_invalid",), "transfer"),
    Beast(
        "duplicate keys",
        http(saying_json(b'{"status": "pass", "status": "fail"}')),
        ("json_invalid",),
        "transfer",
    ),
    Beast("NaN", http(saying_json(b'{"status": "pass", "load": NaN}')), ("json_invalid",), "transfer"),
    Beast(
        "HTML with 200",
        http(answering(answer(b"<title>Log in</title>"))),
        ("json_invalid",),
        "transfer",
        expected=MISSING,
    ),
    Beast("debugger", debugged, ("dev_server", "debugger_exposed"), "transfer"),
    # Redirects.
    Beast("redirect", http(redirecting("/login")), ("redirect_unexpected",), "transfer"),
    Beast("redirect loop", http(redirecting("/health")), ("redirect_limit",), "transfer", expected=FOLLOWING),
    Beast(
        "slow redirect loop",
        http(redirecting("/health", DEADLINE_S * 0.7)),
        ("header_timeout",),
        "wait",
        hangs=True,
        expected=FOLLOWING,
    ),
    Beast(
        "redirect to another host",
        http(redirecting("http://other.example/")),
        ("redirect_cross_host",),
        "transfer",
        expected=FOLLOWING,
    ),
    Beast(
        "redirect to a private address",
        http(redirecting("http://10.0.0.1/")),
        ("address_refused_by_policy", "redirect_cross_host"),
        "transfer",
        expected=FOLLOWING,
    ),
    Beast(
        "redirect to another port",
        http(redirecting("http://127.0.0.1:{other}/")),
        ("address_refused_by_policy",),
        "transfer",
        "error",
        expected=FOLLOWING,
    ),
    Beast(
        "redirect to another scheme",
        http(redirecting("file:///etc/passwd")),
        ("redirect_unexpected",),
        "transfer",
        expected=FOLLOWING,
    ),
)

# Every case of the test plan, by its words there.
PLAN = {
    "refuse": "nobody listens",
    "accept-and-silent": "accepts and is silent",
    "slow header": "slow header",
    "drip body": "drip body",
    "endless body": "endless body",
    "wrong Content-Length": "less than Content-Length",
    "reset after headers": "reset after headers",
    "gzip bomb": "gzip bomb",
    "redirect loop": "redirect loop",
    "redirect to private address": "redirect to a private address",
    "redirect to other scheme": "redirect to another scheme",
    "expired": "expired",
    "wrong-host": "wrong host",
    "self-signed": "self-signed",
    "not-yet-valid": "not yet valid",
    "short-lived": "short-lived, half left",
    "TLS 1.0 only": "TLS 1.0 only",
    "100-continue flood": "flood of 100 Continue",
    "1 MB headers": "one header of 1 MB",
    "invalid UTF-8 JSON": "invalid UTF-8",
    "duplicate JSON keys": "duplicate keys",
    "NaN": "NaN",
    "HTML with 200": "HTML with 200",
    "DNS answer that changes between two look-ups": "name that changes",
    "IPv6 black hole": "IPv6 black hole",
}
