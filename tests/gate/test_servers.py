"""The gate at real rollouts: gunicorn reloading, and two of them behind nginx with TLS."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from releasecheck.gate.gate import run_gate
from releasecheck.gate.machine import State, evidence
from releasecheck.gate.terms import Standing, Terms, standing
from releasecheck.probe import Reason, Target
from tests.gate.servers import NGINX, Gunicorn, gunicorn, nginx

OLD, NEW = "a1b2c3d4e5f6", "b7c8d9e0f1a2"
AWAY = "nginx is not installed (Debian: apt-get install nginx-light)"


class Seen:
    """How each sight stood to the terms."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.stands: list[Standing] = []
        self.first = threading.Event()

    def __call__(self, state: State, _: float) -> None:
        if state.latest is not None:
            self.stands.append(standing(state.latest, self.terms))
            self.first.set()


@contextmanager
def meanwhile(work: Callable[[], None]) -> Iterator[None]:
    """The rollout beside the gate."""
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def terms(wait: float = 60.0) -> Terms:
    now = time.time()
    return Terms(build=NEW, instances=2, wait=wait, hold=1.0, deployed_after=now, epoch=now)


def test_gunicorn_reloads_its_workers(tmp_path: Path) -> None:
    """At the gate's own pace: for a moment gunicorn has the old workers beside all of the new ones."""
    with gunicorn(tmp_path, "web", OLD, workers=2) as server:
        target = Target(url=f"http://127.0.0.1:{server.port}/readyz", debugger=False)
        asked = terms()
        seen = Seen(asked)

        def deploy() -> None:
            seen.first.wait(30)
            server.release(NEW)
            server.reload()

        with meanwhile(deploy):
            state = run_gate(target, asked, tell=seen)
    assert (state.verdict, state.reasons) == ("released", ())
    assert evidence(state, asked)[0] == "proven"
    assert Standing.OTHER in seen.stands


@pytest.fixture
def pair(tmp_path: Path, authority: trustme.CA, ca_file: str) -> Iterator[tuple[Target, Gunicorn, Gunicorn]]:
    """Two gunicorns on the old build, and the way to them through nginx."""
    if NGINX is None:
        pytest.skip(AWAY)
    certificate = authority.issue_cert("localhost")
    (tmp_path / "chain.pem").write_bytes(b"".join(pem.bytes() for pem in certificate.cert_chain_pems))
    certificate.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    one, other = gunicorn(tmp_path, "one", OLD), gunicorn(tmp_path, "other", OLD)
    with one as first, other as second, nginx(tmp_path, [first.port, second.port]) as url:
        yield Target(url=f"{url}/readyz", ca_file=ca_file, debugger=False), first, second


def test_two_behind_nginx_are_replaced_one_after_the_other(pair, hurried: None) -> None:
    target, first, second = pair
    asked = terms()
    seen = Seen(asked)

    def deploy() -> None:
        first.restart(NEW)
        second.restart(NEW)

    with meanwhile(deploy):
        state = run_gate(target, asked, tell=seen)
    assert (state.verdict, evidence(state, asked)[0]) == ("released", "proven")
    assert {Standing.OTHER, Standing.MATCH} <= set(seen.stands)
    assert state.tolerated == seen.stands.count(Standing.AWAY)


def test_one_of_two_behind_nginx_is_left_on_the_old_build(pair, hurried: None) -> None:
    target, first, _ = pair
    first.restart(NEW)
    state = run_gate(target, terms(wait=3.0))
    assert (state.verdict, state.reasons) == ("old-build", (Reason.VERSION_MISMATCH,))


def test_nginx_answers_for_an_app_that_is_gone(pair, hurried: None) -> None:
    target, first, second = pair
    first.stop()
    second.stop()
    state = run_gate(target, terms(wait=2.0))
    assert (state.verdict, state.reasons) == (
        "not-released",
        (Reason.STATUS_UNEXPECTED, Reason.EDGE_ANSWERED),
    )
