"""Certificates and handshakes: each fault has its own reason."""

import ssl
import time
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from releasecheck.probe import Target, probe
from tests.probe.conftest import Serve
from tests.probe.lairs import context_of
from tests.probe.servers import Peer, answer, answering

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def certificate(authority: trustme.CA, begins: timedelta, ends: timedelta) -> ssl.SSLContext:
    return context_of(authority.issue_cert("localhost", not_before=NOW + begins, not_after=NOW + ends))


CERTIFICATES = [
    ("fine", -DAY, 300 * DAY, "ok", []),
    ("expired", -9 * DAY, -DAY, "fail", ["tls_expired"]),
    ("not yet valid", DAY, 9 * DAY, "fail", ["tls_not_yet_valid"]),
    ("three days left of 93", -90 * DAY, 3 * DAY, "fail", ["cert_expiring"]),
    ("fifteen days left of 105", -90 * DAY, 15 * DAY, "warn", ["cert_expiring"]),
    ("short-lived, half left", -3 * DAY, 3 * DAY, "ok", []),
    ("short-lived, a quarter left", -3 * DAY, DAY, "warn", ["cert_expiring"]),
    ("short-lived, nearly over", -6 * DAY, DAY / 4, "fail", ["cert_expiring"]),
]


@pytest.mark.parametrize(
    ("life", "said"), [pytest.param(case[1:3], case[3:], id=case[0]) for case in CERTIFICATES]
)
def test_lifetime(
    serve: Serve,
    authority: trustme.CA,
    ca_file: str,
    life: tuple[timedelta, timedelta],
    said: tuple[str, list[str]],
) -> None:
    server = serve(answering(answer()), certificate(authority, *life))
    result = probe(Target(url=server.tls_url, ca_file=ca_file, deadline=2))
    assert (result.outcome.value, [reason.value for reason in result.reasons]) == said


def test_wrong_host(serve: Serve, authority: trustme.CA, ca_file: str) -> None:
    server = serve(answering(answer()), context_of(authority.issue_cert("other.example")))
    result = probe(Target(url=server.tls_url, ca_file=ca_file, deadline=2))
    assert (list(result.reasons), list(result.hops[0].phases)) == (
        ["tls_wrong_host"],
        ["dns", "connect", "tls"],
    )


def test_wrong_address(serve: Serve, authority: trustme.CA, ca_file: str) -> None:
    server = serve(answering(answer()), context_of(authority.issue_cert("127.0.0.2")))
    result = probe(Target(url=server.url.replace("http:", "https:"), ca_file=ca_file, deadline=2))
    assert list(result.reasons) == ["tls_wrong_host"]


def test_unknown_authority(serve: Serve, authority: trustme.CA) -> None:
    server = serve(answering(answer()), context_of(authority.issue_cert("localhost")))
    assert list(probe(Target(url=server.tls_url, deadline=2)).reasons) == ["tls_untrusted"]


def test_insecure_takes_it_and_says_so(serve: Serve, authority: trustme.CA) -> None:
    server = serve(answering(answer()), certificate(authority, -9 * DAY, 300 * DAY))
    result = probe(Target(url=server.tls_url, insecure=True, deadline=2))
    assert result.outcome == "ok"
    assert result.hops[0].tls is not None
    assert result.hops[0].tls.verified is False
    assert result.hops[0].tls.not_after is not None


def test_the_environments_authorities_are_used(
    serve: Serve, authority: trustme.CA, ca_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(answering(answer()), context_of(authority.issue_cert("localhost")))
    monkeypatch.setenv("SSL_CERT_FILE", ca_file)
    result = probe(Target(url=server.tls_url, deadline=2))
    assert result.outcome == "ok"
    assert list(result.hops[0].phases) == ["dns", "connect", "tls", "send", "wait", "transfer"]


def test_plain_server(serve: Serve) -> None:
    server = serve(lambda peer: peer.send(answer()))
    assert list(probe(Target(url=server.tls_url, deadline=2)).reasons) == ["tls_handshake"]


def test_silent_handshake(serve: Serve) -> None:
    begun = time.monotonic()
    result = probe(Target(url=serve(Peer.hang).tls_url, deadline=0.4))
    assert time.monotonic() - begun <= 0.9
    assert (list(result.reasons), list(result.hops[0].phases)[-1]) == (["tls_handshake"], "tls")


def test_old_protocol(serve: Serve, authority: trustme.CA, ca_file: str) -> None:
    context = context_of(authority.issue_cert("localhost"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    server = serve(answering(answer()), context)
    assert list(probe(Target(url=server.tls_url, ca_file=ca_file, deadline=2)).reasons) == ["tls_handshake"]


@pytest.fixture
def client_pem(authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "client.pem"
    authority.issue_cert("client@example.org").private_key_and_cert_chain_pem.write_to_path(path)
    return str(path)


def demanding(authority: trustme.CA) -> ssl.SSLContext:
    context = context_of(authority.issue_cert("localhost"))
    context.verify_mode = ssl.CERT_REQUIRED
    # In 1.3 the refusal comes after the handshake, and the reset that follows may overtake it.
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    authority.configure_trust(context)
    return context


def test_client_certificate(serve: Serve, authority: trustme.CA, ca_file: str, client_pem: str) -> None:
    server = serve(answering(answer()), demanding(authority))
    with_one = Target(url=server.tls_url, ca_file=ca_file, cert=client_pem, deadline=2)
    without = Target(url=server.tls_url, ca_file=ca_file, deadline=2)
    assert probe(with_one).outcome == "ok"
    assert list(probe(without).reasons) == ["tls_handshake"]


def test_unreadable_files_are_our_own_errors(tmp_path: Path, client_pem: str) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    for files, reason in (
        ({"ca_file": str(tmp_path / "missing.pem")}, "tls_untrusted"),
        ({"ca_file": str(empty)}, "tls_untrusted"),
        ({"cert": str(tmp_path / "missing.pem")}, "tls_handshake"),
        ({"cert": f"{client_pem},{empty}"}, "tls_handshake"),
    ):
        result = probe(Target(url="https://localhost:1/", deadline=1, **files))
        assert (result.outcome.value, list(result.reasons), result.hops) == ("error", [reason], ())
