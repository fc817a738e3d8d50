"""What a probe sends, and the one question about the debugger."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from flask import Flask
from werkzeug.debug import DebuggedApplication
from werkzeug.serving import make_server

from releasecheck.probe import Answer, Credentials, Failure, Question, Target, ask, observe, probe
from releasecheck.version import version
from tests.probe.conftest import Serve
from tests.probe.servers import Peer, answer, answering


def test_the_request(serve: Serve) -> None:
    server = serve(answering(answer()))
    probe(Target(url=f"http://127.0.0.1:{server.port}/health?x=1#part", debugger=False))
    assert server.requests == [
        (
            "GET /health?x=1 HTTP/1.1\r\n"
            f"User-Agent: releasecheck/{version()} (+probe)\r\n"
            "Accept: application/health+json, application/json;q=0.9, */*;q=0.1\r\n"
            "Accept-Encoding: identity\r\n"
            "Cache-Control: no-cache\r\n"
            "Connection: close\r\n"
            f"Host: 127.0.0.1:{server.port}\r\n\r\n"
        ).encode()
    ]


def test_netrc_and_proxies_are_ignored(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login user password hunter2\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    server = serve(answering(answer()))
    assert probe(Target(url=server.url, debugger=False)).outcome == "ok"
    assert b"Authorization" not in server.requests[0]


def test_credentials_are_sent_and_cookies_are_not_kept(serve: Serve) -> None:
    server = serve(answering(answer(b"ok", "200 OK", "Set-Cookie: a=b")))
    probe(Target(url=server.url, credentials=Credentials(bearer="token")))
    assert [b"\r\nAuthorization: Bearer token\r\n" in request for request in server.requests] == [True, True]
    assert [b"Cookie" in request for request in server.requests] == [False, False]


def test_the_debuggers_question_replaces_the_query(serve: Serve) -> None:
    server = serve(answering(answer()))
    probe(Target(url=f"{server.url}?x=1"))
    lines = [request.partition(b" HTTP")[0] for request in server.requests]
    assert lines == [b"GET /health?x=1", b"GET /health?__debugger__=yes&cmd=resource&f=debugger.js"]


def test_a_hanging_debugger_question_keeps_the_deadline_and_the_answer(serve: Serve) -> None:
    def handle(peer: Peer) -> None:
        peer.read_request()
        if "__debugger__" in peer.path:
            peer.hang()
        peer.send(answer())

    begun = time.monotonic()
    assert probe(Target(url=serve(handle).url, deadline=0.4)).outcome == "ok"
    assert time.monotonic() - begun <= 0.9


@pytest.fixture
def flask_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A Flask app under Werkzeug's server, behind its debugger (True: with evalex) or not (None)."""
    app = Flask(__name__)
    app.add_url_rule("/health", view_func=lambda: {"status": "ok"})
    wrapped = app if request.param is None else DebuggedApplication(app, evalex=request.param)
    server = make_server("127.0.0.1", 0, wrapped)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/health"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.mark.parametrize(
    ("flask_url", "exposed"), [(True, True), (False, True), (None, False)], indirect=["flask_url"]
)
def test_werkzeugs_debugger(flask_url: str, exposed: bool) -> None:
    assert observe(Target(url=flask_url)).debugger is exposed
    reasons = ["dev_server", "debugger_exposed"] if exposed else ["dev_server"]
    assert list(probe(Target(url=flask_url)).reasons) == reasons


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_question_about_a_page(serve: Serve, method: Literal["GET", "HEAD", "OPTIONS"]) -> None:
    server = serve(answering(answer(b"" if method == "HEAD" else b"page", "200 OK", "Allow: GET")))
    said = ask(Target(url=server.url), Question(method, {"Accept": "*/*"}))
    assert isinstance(said, Answer)
    assert (said.status, said.first("Allow")) == (200, "GET")
    assert server.requests[0].startswith(f"{method} /health HTTP/1.1\r\n".encode())
    assert server.requests[0].count(b"Accept:") == 1


def test_no_answer_to_a_question_is_a_failure(free_port: Callable[[], int]) -> None:
    said = ask(Target(url=f"http://127.0.0.1:{free_port()}/"), Question())
    assert isinstance(said, Failure)
    assert said.reason == "connect_refused"
