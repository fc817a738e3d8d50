"""Name resolution, the canary, the address policy and the address families."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from releasecheck.probe import Target, probe
from releasecheck.probe.addresses import refusal
from tests.probe.conftest import Serve
from tests.probe.servers import answer, answering, black_hole


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., list[str]]]:
    """A function that gives names their addresses, an error, or None for no answer; returns the look-ups."""
    released = threading.Event()
    asked: list[str] = []

    def use(**answers: Any) -> list[str]:
        def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
            asked.append(host)
            found = answers[host.partition(".")[0]]
            if found is None:
                released.wait(20)
                raise socket.gaierror(socket.EAI_AGAIN, "too late")
            if isinstance(found, int):
                raise socket.gaierror(found, "no")
            families = [(socket.AF_INET6 if ":" in text else socket.AF_INET, text) for text in found]
            return [(family, 1, 6, "", (text, port)) for family, text in families]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    yield use
    released.set()


FAILURES: list[tuple[str, Any, Any, str, str]] = [
    ("no such name", socket.EAI_NONAME, ["127.0.0.1"], "fail", "dns_nxdomain"),
    ("server failure", socket.EAI_FAIL, ["127.0.0.1"], "fail", "dns_error"),
    ("no answer", None, ["127.0.0.1"], "fail", "dns_timeout"),
    ("canary fails, too", socket.EAI_AGAIN, socket.EAI_AGAIN, "error", "own_network"),
    ("canary is silent, too", None, None, "error", "own_network"),
]


@pytest.mark.parametrize(
    ("target", "canary", "outcome", "reason"), [pytest.param(*case[1:], id=case[0]) for case in FAILURES]
)
def test_resolution(
    names: Callable[..., list[str]], target: Any, canary: Any, outcome: str, reason: str
) -> None:
    names(app=target, canary=canary)
    begun = time.monotonic()
    result = probe(Target(url="http://app.example/", canary="canary.example", deadline=0.4))
    assert time.monotonic() - begun <= 0.9
    assert (result.outcome.value, list(result.reasons)) == (outcome, [reason])
    assert list(result.hops[0].phases) == ["dns"]


def test_a_name_is_looked_up_once(names: Callable[..., list[str]], serve: Serve) -> None:
    asked = names(app=["127.0.0.1"])
    server = serve(answering(answer()))
    assert probe(Target(url=f"http://app.example:{server.port}/", debugger=False)).outcome == "ok"
    assert asked == ["app.example"]


def test_the_vetted_address_is_connected(monkeypatch: pytest.MonkeyPatch, serve: Serve) -> None:
    """A name that changes its address between two look-ups is looked up once."""
    server = serve(answering(answer()))
    addresses = iter(["127.0.0.1", "169.254.169.254"])

    def getaddrinfo(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, 1, 6, "", (next(addresses), port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    result = probe(Target(url=f"http://app.example:{server.port}/", debugger=False))
    assert (result.outcome, result.hops[0].address) == ("ok", "127.0.0.1")


POLICY = [
    ("8.8.8.8", True, True),
    ("10.0.0.1", True, False),
    ("127.0.0.1", True, False),
    ("::1", True, False),
    ("fd00::1", True, False),
    ("169.254.1.1", False, False),
    ("169.254.169.254", False, False),
    ("::ffff:169.254.169.254", False, False),
    ("64:ff9b::a9fe:a9fe", False, False),
    ("2002:a9fe:a9fe::1", False, False),
    ("fe80::1%eth0", False, False),
    ("fd00:ec2::254", False, False),
    ("100.100.100.200", False, False),
    ("168.63.129.16", False, False),
    ("0.0.0.0", False, False),
    ("0.1.2.3", False, False),
    ("::", False, False),
    ("224.0.0.1", False, False),
    ("ff02::1", False, False),
    ("255.255.255.255", False, False),
]


@pytest.mark.parametrize(("address", "for_operator", "for_redirect"), POLICY)
def test_policy(address: str, for_operator: bool, for_redirect: bool) -> None:
    assert (refusal(address, private_allowed=True) is None) == for_operator
    assert (refusal(address, private_allowed=False) is None) == for_redirect


@pytest.mark.parametrize("host", ["169.254.169.254", "0.0.0.0", "[::ffff:a9fe:a9fe]", "2852039166"])
def test_refused_target(host: str) -> None:
    result = probe(Target(url=f"http://{host}/", deadline=1))
    assert (result.outcome.value, list(result.reasons)) == ("error", ["address_refused_by_policy"])
    assert result.hops[0].address is None


def test_connect_to_keeps_the_name(serve: Serve) -> None:
    server = serve(answering(answer()))
    target = Target(url="http://app.example/health", connect_to=f"127.0.0.1:{server.port}", debugger=False)
    assert probe(target).outcome == "ok"
    assert b"\r\nHost: app.example\r\n" in server.requests[0]


def test_the_other_family_of_loopback_may_be_closed(names: Callable[..., list[str]], serve: Serve) -> None:
    names(app=["::1", "127.0.0.1"])
    server = serve(answering(answer()))
    result = probe(Target(url=f"http://app.example:{server.port}/", deadline=2, debugger=False))
    assert result.outcome == "ok"
    assert [(hop.address, hop.status) for hop in result.hops] == [("::1", None), ("127.0.0.1", 200)]


def test_a_black_hole_leaves_time_for_the_other_family(names: Callable[..., list[str]], serve: Serve) -> None:
    names(app=["::1", "127.0.0.1"])
    server = serve(answering(answer()))
    with black_hole(socket.AF_INET6, server.port):
        result = probe(Target(url=f"http://app.example:{server.port}/", deadline=1, debugger=False))
    assert [(hop.address, list(hop.phases)[1:]) for hop in result.hops] == [
        ("::1", ["connect"]),
        ("127.0.0.1", ["send", "wait", "transfer"]),
    ]


def test_a_dead_address_of_a_public_name_is_said(
    names: Callable[..., list[str]], serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(app=["127.0.0.1", "::1"])
    monkeypatch.setattr("releasecheck.probe.fetch.is_loopback", lambda _address: False)
    server = serve(answering(answer()))
    result = probe(Target(url=f"http://app.example:{server.port}/", deadline=2, debugger=False))
    assert (result.outcome, list(result.reasons)) == ("fail", ["connect_refused"])


@pytest.mark.parametrize("addresses", [["127.0.0.1", "127.0.0.2"], ["127.0.0.2", "127.0.0.1"]])
def test_every_address_of_a_name_has_to_answer(
    names: Callable[..., list[str]], serve: Serve, monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    names(app=addresses)
    monkeypatch.setattr("releasecheck.probe.fetch.is_loopback", lambda _address: False)
    server = serve(answering(answer()))
    result = probe(Target(url=f"http://app.example:{server.port}/", deadline=2, debugger=False))
    assert (result.outcome, list(result.reasons)) == ("fail", ["connect_refused"])
    assert {hop.address: hop.status for hop in result.hops} == {"127.0.0.1": 200, "127.0.0.2": None}
    assert result.assertions[0].actual == "127.0.0.2, one of the name's addresses: connection refused"
    assert (result.hops[-1].address, result.excerpt) == ("127.0.0.1", "ok")


def test_silence_in_the_last_moments_is_held_against_no_address(
    names: Callable[..., list[str]], serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(app=["127.0.0.1", "::1"])
    monkeypatch.setattr("releasecheck.probe.fetch.is_loopback", lambda _address: False)
    server = serve(answering(answer()))
    with black_hole(socket.AF_INET6, server.port):
        target = Target(url=f"http://app.example:{server.port}/", deadline=0.9, debugger=False)
        assert probe(target).outcome == "ok"
        long = replace(target, deadline=5, connect_timeout=0.3)
        assert list(probe(long).reasons) == ["connect_timeout"]


def test_a_silent_family_is_waited_for_once(
    names: Callable[..., list[str]], serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(app=["127.0.0.1", "::1", "::2", "127.0.0.2"])
    monkeypatch.setattr("releasecheck.probe.fetch.is_loopback", lambda _address: False)
    server = serve(answering(answer()))
    with black_hole(socket.AF_INET6, server.port):
        target = Target(url=f"http://app.example:{server.port}/", connect_timeout=0.3, debugger=False)
        result = probe(target)
    assert [hop.address for hop in result.hops] == ["::1", "127.0.0.2", "127.0.0.1"]
    assert list(result.reasons) == ["connect_timeout", "connect_refused"]


def test_no_route_here_is_our_own_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(_sock: socket.socket, _address: Any) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", unreachable)
    result = probe(Target(url="http://192.0.2.1/", deadline=1))
    assert (result.outcome.value, list(result.reasons)) == ("error", ["own_network"])


def test_no_route_to_one_host_is_the_targets(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(sock: socket.socket, _address: Any) -> None:
        if sock.type == socket.SOCK_STREAM:
            raise OSError(113, "No route to host")

    monkeypatch.setattr(socket.socket, "connect", unreachable)
    result = probe(Target(url="http://192.0.2.1/", deadline=1))
    assert (result.outcome.value, list(result.reasons)) == ("fail", ["connect_unreachable"])


def test_ipv6(serve: Serve) -> None:
    server = serve(answering(answer()), None, socket.AF_INET6)
    result = probe(Target(url=f"http://[::1]:{server.port}/health", debugger=False))
    assert (result.outcome, result.hops[0].address) == ("ok", "::1")
    assert f"\r\nHost: [::1]:{server.port}\r\n".encode() in server.requests[0]


def test_no_thread_is_waited_for_after_the_deadline(names: Callable[..., list[str]]) -> None:
    names(app=None, canary=None)
    probe(Target(url="http://app.example/", canary="canary.example", deadline=0.1))
    left = [thread for thread in threading.enumerate() if thread is not threading.main_thread()]
    assert all(thread.daemon for thread in left)
