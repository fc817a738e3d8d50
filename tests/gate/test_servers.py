"""The gate at real rollouts: gunicorn and uWSGI reloading, and two servers behind nginx with TLS."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from releasecheck.gate.gate import run_gate
from releasecheck.gate.machine import evidence
from releasecheck.gate.state import State
from releasecheck.gate.terms import Standing, Terms, standing
from releasecheck.probe import Reason, Target
from tests.gate.servers import NGINX, AppServer, gunicorn, load, nginx, uwsgi, waitress

OLD, NEW = "a1b2c3d4e5f6", "b7c8d9e0f1a2"
Server = Callable[[Path, str, str], AbstractContextManager[AppServer]]
AWAY = "nginx is not installed (Debian: apt-get install nginx-light)"


class Seen:
    """How each sight stood to the terms."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.stands: list[Standing] = []
        self.first = threading.Event()
        self.matched = threading.Event()

    def __call__(self, state: State, _: float) -> None:
        if state.latest is not None:
            self.stands.append(standing(state.latest, self.terms))
            self.first.set()
        if state.phase == "hold":
            self.matched.set()


@contextmanager
def meanwhile(work: Callable[[], None]) -> Iterator[None]:
    """The rollout beside the gate."""
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def deploy(server: AppServer, seen: Seen, reload: Callable[[], None]) -> None:
    """Give it the new build once the gate has met the old one."""
    seen.first.wait(30)
    server.release(NEW)
    reload()


def terms(wait: float = 60.0) -> Terms:
    now = time.time()
    return Terms(build=NEW, instances=2, wait=wait, hold=1.0, deployed_after=now, epoch=now)


def test_gunicorn_reloads_its_workers(tmp_path: Path) -> None:
    """At the gate's own pace: for a moment gunicorn has the old workers beside all of the new ones."""
    with gunicorn(tmp_path, "web", OLD, "--workers=2") as server:
        target = Target(url=f"http://127.0.0.1:{server.port}/readyz", debugger=False)
        asked = terms()
        seen = Seen(asked)

        with meanwhile(lambda: deploy(server, seen, server.reload)):
            state = run_gate(target, asked, tell=seen)
    assert (state.verdict, state.reasons) == ("released", ())
    assert evidence(state, asked)[0] == "proven"
    assert Standing.OTHER in seen.stands


@pytest.mark.parametrize(
    "options",
    [("--workers=2",), ("--workers=2", "--worker-class=gthread", "--threads=4")],
    ids=["sync", "gthread"],
)
def test_gunicorn_reloads_its_workers_under_load(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Old workers end what they are answering beside the new ones, and that is no way back."""
    with gunicorn(tmp_path, "web", OLD, *options) as server, load(server.port) as statuses:
        asked = replace(terms(), hold=3.0)
        seen = Seen(asked)

        with meanwhile(lambda: deploy(server, seen, server.reload)):
            state = run_gate(target_of(server), asked, tell=seen)
    seen_last = {name: round(sight.at, 1) for name, sight in state.last.items()}
    account = f"{state.reasons} after {seen_last}; the server's log:\n{server.log()}"
    assert (state.verdict, evidence(state, asked)[0]) == ("released", "proven"), account
    assert Reason.VERSION_REGRESSED not in state.reasons
    assert 200 in statuses  # gunicorn's sync workers lose what waits for them when they end


def test_the_old_gunicorn_answers_beside_the_new_one_until_it_is_ended(tmp_path: Path, hurried: None) -> None:
    """As its manual has it for an upgrade: USR2 starts a second master on the same port, TERM ends the first.

    The gate is told of the one new worker, and matches whenever chance lets it meet that one three times.
    """
    pid_file = tmp_path / "web.pid"
    with gunicorn(tmp_path, "web", OLD, f"--pid={pid_file}") as server:
        asked = replace(terms(), instances=1, hold=2.0)
        seen = Seen(asked)
        server.release(NEW)
        server.signal(signal.SIGUSR2)
        try:

            def drain() -> None:
                seen.matched.wait(30)
                time.sleep(2)
                server.stop()

            with meanwhile(drain):
                state = run_gate(target_of(server), asked, tell=seen)
        finally:
            os.kill(int(second_pid(pid_file).read_text()), signal.SIGTERM)
    assert (state.verdict, state.reasons, evidence(state, asked)[0]) == ("released", (), "proven")
    assert {Standing.OTHER, Standing.MATCH} <= set(seen.stands)


def test_a_worker_that_is_replaced_while_it_holds_is_no_lost_instance(tmp_path: Path, hurried: None) -> None:
    """As with --max-requests: workers are named by process, and the old one's name is never met again."""
    with gunicorn(tmp_path, "web", NEW, "--workers=2") as server:
        asked = replace(terms(), hold=2.0)
        ended: list[str] = []

        def end_one(state: State, _: float) -> None:
            if state.phase == "hold" and not ended:
                ended.extend(state.instances)
                os.kill(int(ended[0].partition(":")[2]), signal.SIGTERM)

        state = run_gate(target_of(server), asked, tell=end_one)
    assert (state.verdict, state.reasons) == ("released", (Reason.PROCESS_RESTARTED,))
    assert len(state.hold.renewed.keys() - set(ended)) == 1


def second_pid(file: Path) -> Path:
    """The second master takes the first one's file some time after it has ended."""
    own = file.with_name(f"{file.name}.2")
    return own if own.exists() else file


def test_uwsgi_replaces_its_workers_one_after_the_other(tmp_path: Path, hurried: None) -> None:
    touched = tmp_path / "reload"
    touched.touch()
    os.utime(touched, (1, 1))  # uWSGI knows whole seconds only, and may be asked to reload within its first
    with uwsgi(tmp_path, "web", OLD, touched) as server:
        asked = terms()
        seen = Seen(asked)

        with meanwhile(lambda: deploy(server, seen, touched.touch)):
            state = run_gate(target_of(server), asked, tell=seen)
    assert (state.verdict, evidence(state, asked)[0]) == ("released", "proven")
    assert {Standing.OTHER, Standing.MATCH} <= set(seen.stands)


def test_a_uwsgi_that_was_not_reloaded_is_the_old_build(tmp_path: Path, hurried: None) -> None:
    with uwsgi(tmp_path, "web", OLD, tmp_path / "reload") as server:
        state = run_gate(target_of(server), terms(wait=2.0))
    assert (state.verdict, state.reasons) == ("old-build", (Reason.VERSION_MISMATCH,))


def target_of(server: AppServer) -> Target:
    return Target(url=f"http://127.0.0.1:{server.port}/readyz", debugger=False)


@pytest.mark.parametrize("both", [True, False], ids=["both", "one is left behind"])
def test_two_waitresses_behind_nginx(
    tmp_path: Path, authority: trustme.CA, ca_file: str, hurried: None, both: bool
) -> None:
    with behind_nginx(tmp_path, authority, waitress) as (url, first, second):
        asked = terms(wait=60.0 if both else 3.0)
        first.restart(NEW)
        if both:
            second.restart(NEW)
        state = run_gate(Target(url=f"{url}/readyz", ca_file=ca_file, debugger=False), asked)
    assert state.verdict == ("released" if both else "old-build")
    assert (evidence(state, asked)[0] == "proven") is both


@contextmanager
def behind_nginx(
    folder: Path, authority: trustme.CA, server: Server
) -> Iterator[tuple[str, AppServer, AppServer]]:
    """Two servers on the old build, and the URL of nginx in front of them."""
    if NGINX is None:
        pytest.skip(AWAY)
    certificate = authority.issue_cert("localhost")
    (folder / "chain.pem").write_bytes(b"".join(pem.bytes() for pem in certificate.cert_chain_pems))
    certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
    one, other = server(folder, "one", OLD), server(folder, "other", OLD)
    with one as first, other as second, nginx(folder, [first.port, second.port]) as url:
        yield url, first, second


@pytest.fixture
def pair(
    tmp_path: Path, authority: trustme.CA, ca_file: str
) -> Iterator[tuple[Target, AppServer, AppServer]]:
    """Two gunicorns on the old build, and the way to them through nginx."""
    with behind_nginx(tmp_path, authority, gunicorn) as (url, first, second):
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
