"""The deployed health route, asked a few times over connections of their own."""

import itertools
import json
from typing import Any

import pytest

from releasecheck.facts import Absence
from releasecheck.facts.replicas import Replica, Replicas
from releasecheck.gather.health import gather_site
from releasecheck.gather.replicas import PROBES, Awaited
from releasecheck.settings import Settings
from tests.probe.conftest import Serve, free_port, serve
from tests.probe.servers import Handler, Peer, answer

__all__ = ["free_port", "serve"]  # fixtures

NEW, OLD = "b7c8d9e0f1a2", "a1b2c3d4e5f6"
SETTINGS = Settings(health="/health")


def in_turn(*answers: bytes) -> Handler:
    """A balancer of instances that are asked in turn; what is no health route is not there."""
    turn = itertools.cycle(answers)

    def handle(peer: Peer) -> None:
        peer.read_request()
        peer.send(next(turn) if peer.path == "/health" else answer(b"", "404 Not Found"))

    return handle


def health(status: str = "200 OK", *headers: str, **body: Any) -> bytes:
    return answer(json.dumps(body).encode(), status, "Content-Type: application/json", *headers)


def gathered(url: str, build: str | None = NEW) -> Replicas | Absence:
    awaited = Awaited(url.removesuffix("/health"), build, named=True)
    return gather_site(awaited, SETTINGS, None, [], 20).replicas


def test_two_builds_behind_one_address(serve: Serve) -> None:
    server = serve(in_turn(health(build=NEW, instance="web-1"), health(build=OLD, instance="web-2")))
    found = gathered(server.url)
    assert isinstance(found, Replicas)
    assert found.seen[:2] == (
        Replica("ok", "web-1", "127.0.0.1", NEW, expected=True),
        Replica("ok", "web-2", "127.0.0.1", OLD, expected=False),
    )
    assert (len(found.seen), found.wanted, found.named) == (PROBES, NEW, True)


def test_each_has_a_connection_of_its_own_and_the_debugger_is_asked_for_once(serve: Serve) -> None:
    server = serve(in_turn(health(build=NEW)))
    gathered(server.url)
    lines = [request.split(b"\r\n")[0] for request in server.requests]
    assert lines.count(b"GET /health HTTP/1.1") == PROBES
    assert len([line for line in lines if b"__debugger__" in line]) == 1
    assert all(b"Connection: close" in request for request in server.requests)


@pytest.mark.parametrize(
    ("answers", "outcomes"),
    [
        ([health(), health("503 Service Unavailable")], {"ok", "fail"}),
        ([health("200 OK", "Server: Werkzeug/3.1"), health()], {"ok"}),
        ([health("200 OK", "Age: 9"), health()], {"ok"}),
    ],
    ids=["one is ill", "of a server another rule speaks", "and of a cache"],
)
def test_how_they_are(serve: Serve, answers: list[bytes], outcomes: set[str]) -> None:
    found = gathered(serve(in_turn(*answers)).url, None)
    assert isinstance(found, Replicas)
    assert {one.outcome for one in found.seen} == outcomes
    assert {one.expected for one in found.seen} == {None}


def test_a_site_that_gives_no_answer_is_not_asked_again(free_port) -> None:
    url = f"http://127.0.0.1:{free_port()}/health"
    assert gathered(url) == Absence("inconclusive", f"{url} gave no answer, so no page was asked")
