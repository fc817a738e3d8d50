"""Credentials from a .netrc, where somebody asked for them."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from releasecheck.cli.probe import probe as command
from releasecheck.probe import Credentials, netrc_credentials
from tests.probe.conftest import Serve
from tests.probe.servers import answer, answering

OURS = "machine 127.0.0.1 login ada password hunter2-of-ours\n"
DEFAULT = "default login guest password anything-goes\n"
SENT = b"\r\nAuthorization: Basic YWRhOmh1bnRlcjItb2Ytb3Vycw==\r\n"


@pytest.fixture
def netrc(tmp_path: Path) -> Path:
    file = tmp_path / "netrc"
    file.write_text(f"machine other.example login eve password x\n{OURS}")
    file.chmod(0o600)
    return file


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_the_entry_of_the_host(serve: Serve, netrc: Path) -> None:
    server = serve(answering(answer()))
    result = run(server.url, f"--netrc-file={netrc}")
    assert (result.exit_code, result.stderr) == (0, "")
    assert all(SENT in request for request in server.requests)


@pytest.mark.parametrize("by", ["NETRC", "HOME"])
def test_the_users_own_file(serve: Serve, netrc: Path, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    monkeypatch.delenv("NETRC", raising=False)
    netrc.rename(netrc.with_name(".netrc"))
    monkeypatch.setenv(by, str(netrc.with_name(".netrc") if by == "NETRC" else netrc.parent))
    server = serve(answering(answer()))
    assert run(server.url, "--netrc").exit_code == 0
    assert SENT in server.requests[0]
    assert run(server.url).exit_code == 0
    assert b"Authorization" not in server.requests[-1]


def test_the_default_entry(netrc: Path) -> None:
    netrc.write_text(OURS + DEFAULT)
    assert netrc_credentials("https://127.0.0.1/", netrc) == Credentials(basic="ada:hunter2-of-ours")
    assert netrc_credentials("https://elsewhere.example/", netrc) == Credentials(basic="guest:anything-goes")


def test_no_entry_is_said_and_nothing_is_sent(serve: Serve, netrc: Path) -> None:
    netrc.write_text("machine other.example login eve password x\n")
    server = serve(answering(answer()))
    result = run(server.url, f"--netrc-file={netrc}")
    assert result.exit_code == 0
    assert result.stderr == (
        f"the .netrc has no entry for 127.0.0.1:{server.port}: it is asked without credentials\n"
    )
    assert b"Authorization" not in server.requests[0]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_can_read_is_refused(netrc: Path, mode: int) -> None:
    netrc.chmod(mode)
    result = run("http://127.0.0.1:1/", f"--netrc-file={netrc}")
    assert (result.exit_code, "can be read by others than you: chmod 600 it" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("machine 127.0.0.1 hunter2-of-ours", "line 1 is not what a .netrc may hold"),
        ('machine 127.0.0.1 login ada password "hunter2-of-ours\n"', "not one line of text"),
        ("\udcff", "cannot be read"),
    ],
)
def test_a_broken_file_is_refused_without_a_word_of_it(netrc: Path, text: str, words: str) -> None:
    netrc.write_bytes(text.encode("utf-8", "surrogateescape"))
    result = run("http://127.0.0.1:1/", f"--netrc-file={netrc}")
    assert (result.exit_code, "hunter2" in result.output) == (2, False)
    assert words in result.stderr


def test_no_file_is_wrong_usage(tmp_path: Path) -> None:
    result = run("http://127.0.0.1:1/", f"--netrc-file={tmp_path / 'none'}")
    assert (result.exit_code, "cannot be read (FileNotFoundError)" in result.stderr) == (2, True)


def test_what_was_given_otherwise_goes_first(
    serve: Serve, netrc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(answering(answer()))
    in_url = server.url.replace("//", "//bob:in-the-url@")
    assert run(in_url, f"--netrc-file={netrc}").exit_code == 0
    assert SENT not in server.requests[0]
    assert b"Authorization" in server.requests[0]
    monkeypatch.setenv("RELEASECHECK_PROBE_BEARER", "of-the-environment")
    assert run(server.url, f"--netrc-file={netrc}").exit_code == 0
    assert b"\r\nAuthorization: Bearer of-the-environment\r\n" in server.requests[-1]


def test_a_password_that_comes_back_is_not_shown(serve: Serve, netrc: Path) -> None:
    echo = answer(b"hello hunter2-of-ours", "500 Internal Server Error", "Content-Type: text/plain")
    result = run(serve(answering(echo)).url, f"--netrc-file={netrc}")
    assert (result.exit_code, "hunter2" in result.output) == (1, False)
