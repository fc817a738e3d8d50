"""Redirects: not followed unless asked, and then on the same host only."""

import pytest

from releasecheck.probe import Target, probe
from tests.probe.conftest import Serve
from tests.probe.servers import Handler, Peer, answer


def redirecting(location: str) -> Handler:
    def handle(peer: Peer) -> None:
        peer.read_request()
        if peer.path.startswith("/there"):
            peer.send(answer())
        else:
            port = peer.sock.getsockname()[1]
            peer.send(answer(b"", "302 Found", f"Location: {location.format(port=port, other=port + 1)}"))

    return handle


FOLLOWED: list[tuple[str, str, int, str, list[str]]] = [
    ("not followed", "/there", 0, "fail", ["redirect_unexpected"]),
    ("to a login page, not followed", "https://sso.example/login", 0, "fail", ["redirect_unexpected"]),
    ("followed", "/there", 1, "ok", []),
    ("followed, absolute", "http://127.0.0.1:{port}/there", 1, "ok", []),
    ("loop", "/health", 3, "fail", ["redirect_limit"]),
    ("other host", "http://other.example/", 1, "fail", ["redirect_cross_host"]),
    ("other scheme", "file:///etc/passwd", 1, "fail", ["redirect_unexpected"]),
    ("no URL", "http://[", 1, "fail", ["redirect_unexpected"]),
    ("other port of a private host", "http://127.0.0.1:{other}/", 1, "error", ["address_refused_by_policy"]),
    (
        "private address",
        "http://10.0.0.1/",
        1,
        "fail",
        ["address_refused_by_policy", "redirect_cross_host"],
    ),
    (
        "metadata",
        "http://169.254.169.254/latest/meta-data/",
        1,
        "fail",
        ["address_refused_by_policy", "redirect_cross_host"],
    ),
]


@pytest.mark.parametrize(
    ("location", "limit", "outcome", "reasons"), [pytest.param(*case[1:], id=case[0]) for case in FOLLOWED]
)
def test_redirect(serve: Serve, location: str, limit: int, outcome: str, reasons: list[str]) -> None:
    result = probe(Target(url=serve(redirecting(location)).url, follow_redirects=limit, deadline=2))
    assert (result.outcome.value, [reason.value for reason in result.reasons]) == (outcome, reasons)


def test_an_expected_redirect_is_fine(serve: Serve) -> None:
    result = probe(Target(url=serve(redirecting("/there")).url, expect_status="302", follow_redirects=2))
    assert (result.outcome, result.hops[-1].status, len(result.hops)) == ("ok", 302, 1)


def test_each_hop_has_its_own_phases(serve: Serve) -> None:
    result = probe(Target(url=serve(redirecting("/there")).url, follow_redirects=1))
    assert [(hop.status, list(hop.phases)) for hop in result.hops] == [
        (302, ["connect", "send", "wait", "transfer"]),
        (200, ["connect", "send", "wait", "transfer"]),
    ]


def test_the_deadline_is_over_all_hops(serve: Serve) -> None:
    def slow_redirect(peer: Peer) -> None:
        peer.read_request()
        peer.stopped.wait(0.15)
        peer.send(answer(b"", "302 Found", "Location: /again"))

    result = probe(Target(url=serve(slow_redirect).url, follow_redirects=5, deadline=0.4))
    assert result.elapsed_s <= 0.9
    assert len(result.hops) < 6
    assert result.reasons in {("header_timeout",), ("deadline",), ("connect_timeout",)}
