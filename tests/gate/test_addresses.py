"""The addresses of a deployment's name."""

import socket
import threading
import time

import pytest

from releasecheck.gate import gate
from releasecheck.gate.gate import addresses_of


def answering(*addresses: str):
    return lambda _host, port, **_: [(socket.AF_INET, 1, 6, "", (text, port)) for text in addresses]


@pytest.mark.parametrize(
    ("found", "asked"),
    [
        (("192.0.2.1", "192.0.2.2", "192.0.2.1"), ("192.0.2.1", "192.0.2.2")),
        (("127.0.0.1", "::1"), ()),
        (("127.0.0.1", "192.0.2.1"), ("127.0.0.1", "192.0.2.1")),
    ],
)
def test_addresses(monkeypatch: pytest.MonkeyPatch, found: tuple[str, ...], asked: tuple[str, ...]) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answering(*found))
    assert addresses_of("https://app.example/") == asked


def test_a_hanging_name_server_does_not_hold_the_gate_up(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(20) or [])
    monkeypatch.setattr(gate, "LOOKUP_S", 0.1)
    begun = time.monotonic()
    assert addresses_of("https://app.example/") == ()
    assert time.monotonic() - begun < 0.6
    released.set()
