"""`releasecheck probe` as a user runs it: exit codes, formats, what is refused."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest
from click.testing import CliRunner, Result

from releasecheck.cli.probe import probe
from releasecheck.probe import ProbeReport
from tests.probe.conftest import Serve
from tests.probe.servers import answer, answering

OK = answering(answer(b'{"status": "ok", "build": "a1b2c3d"}', "200 OK", "Content-Type: application/json"))
BAD = answering(answer(b"", "500 Internal Server Error"))
HOSTILE = answering(answer(b'{"version": "\\u001b[2J|\\n::error::x<b>`"}', "500 \x1b[2J"))
REFUSED = "http://169.254.169.254/"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(probe, arguments)


def test_exit_codes(serve: Serve) -> None:
    ok, bad = serve(OK).url, serve(BAD).url
    assert {
        "ok": run(ok).exit_code,
        "fail": run(bad).exit_code,
        "error": run(REFUSED).exit_code,
        "fail is worse than error": run(ok, REFUSED, bad).exit_code,
        "error is worse than ok": run(ok, REFUSED).exit_code,
        "warning passes": run(serve(answering(answer(b"x" * 70_000))).url).exit_code,
        "warning fails": run(serve(answering(answer(b"x" * 70_000))).url, "--on-warning=fail").exit_code,
    } == {
        "ok": 0,
        "fail": 1,
        "error": 3,
        "fail is worse than error": 1,
        "error is worse than ok": 3,
        "warning passes": 0,
        "warning fails": 1,
    }


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["app.example"],
        ["http://app.example", "--expect-status=x"],
        ["http://app.example", "--successes=2"],
        ["http://app.example", "--format=html"],
        ["http://app.example", "--format=text", "--format=json"],
        ["http://app.example", "--format=json="],
        ["http://app.example", "--format=json=/nowhere/at/all.json"],
        ["http://app.example", "--format=json=same", "--format=text=same"],
        ["http://app.example", "--deadline=0"],
        ["http://app.example", "--follow-redirects=6"],
        ["http://app.example", "--no-such-option"],
    ],
    ids=str,
)
def test_wrong_usage(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_format_not_built_names_those_that_are() -> None:
    assert (
        "text, json, junit, github, markdown, nagios, prometheus"
        in run("http://a.example", "--format=tap").stderr
    )


def test_a_refused_url_keeps_its_password() -> None:
    result = run("http://user:hunter2@app.example:bad/")
    assert (result.exit_code, "hunter2" in result.output) == (2, False)


def test_credentials_in_a_url_are_warned_of_and_not_shown(serve: Serve) -> None:
    server = serve(OK)
    result = run(server.url.replace("//", "//user:hunter2@"))
    assert (result.exit_code, "RELEASECHECK_PROBE_BASIC" in result.stderr) == (0, True)
    assert "hunter2" not in result.output
    assert b"\r\nAuthorization: Basic " in server.requests[0]


def test_json_is_the_contracts(serve: Serve) -> None:
    result = run(serve(OK).url, "--expect-build=a1b2c3d4", "--format=json")
    report = json.loads(result.stdout)
    assert sorted(report) == ["exit_code", "probes", "schema", "tool", "verdict"]
    assert (report["schema"], report["verdict"], report["exit_code"]) == (
        "releasecheck/probe/1",
        "healthy",
        0,
    )
    assert sorted(report["tool"]) == ["name", "version"]
    assert sorted(report["probes"][0]) == sorted(
        [
            "url",
            "outcome",
            "reasons",
            "build",
            "instance",
            "started",
            "hops",
            "assertions",
            "elapsed_s",
            "attempts",
            "earlier",
            "excerpt",
        ]
    )
    assert report["probes"][0]["build"] == "a1b2c3d"
    assert msgspec.json.decode(result.stdout, type=ProbeReport).exit_code == 0


def test_waiting(serve: Serve) -> None:
    report = json.loads(run(serve(BAD).url, "--wait=0.3", "--format=json").stdout)
    assert (report["verdict"], report["probes"][0]["attempts"]) == ("unhealthy", 1)


def test_waiting_says_what_is_new_on_stderr(serve: Serve) -> None:
    result = run(serve(BAD).url, "--wait=4.5", "--format=json")
    assert json.loads(result.stdout)["probes"][0]["attempts"] == 3
    (line,) = result.stderr.splitlines()
    assert re.fullmatch(r"waiting: fail http://\S+ 500 in [\d.]+ s \(status_unexpected\), [45] s left", line)


FORMATS = ["text", "json", "junit", "github", "markdown", "nagios", "prometheus"]


@pytest.mark.parametrize("name", FORMATS)
def test_text_of_the_server_stays_text(serve: Serve, name: str) -> None:
    server = serve(HOSTILE)
    shown = run(server.url, "--expect-build=x", "--expect-json=version=1", f"--format={name}").stdout
    assert shown.replace("\n", "").isprintable()
    assert not any(line.startswith("::") and "::error title=" not in line for line in shown.splitlines())


def test_junit_of_hostile_text_is_well_formed(serve: Serve) -> None:
    shown = run(serve(HOSTILE).url, "--expect-json=version=1", "--format=junit").stdout
    cases = {case.attrib["name"]: case for case in ET.fromstring(shown).iter("testcase")}
    assert cases["json version"][0].attrib["message"].endswith(r'got "\u001b[2J|\n::error::x<b>`"')


def test_formats_to_files(serve: Serve, tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in FORMATS}
    wanted = [f"--format={name}={path}" for name, path in files.items()]
    result = run(serve(BAD).url, *wanted)
    assert (result.exit_code, result.stdout) == (1, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FORMATS)
    assert ET.parse(files["junit"]).getroot()[0].attrib["failures"] == "1"
    assert files["nagios"].read_text().startswith("PROBE CRITICAL - fail ")
    assert files["github"].read_text().startswith("::error title=releasecheck status_unexpected::http://")
    assert "status_unexpected: status: expected 200-299, got 500" in files["text"].read_text()
    assert "**status_unexpected**" in files["markdown"].read_text()
    assert 'reason="status_unexpected"} 1' in files["prometheus"].read_text()


def test_help_loads_neither_requests_nor_flask() -> None:
    code = (
        "import sys; from releasecheck.cli import main; main(['probe', '--help'], standalone_mode=False);"
        "sys.exit(len({'requests', 'flask', 'pytest'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


HANGING_NAME_SERVER = """
import ctypes, socket, sys, time
sleep = ctypes.CDLL(None).sleep  # in C, where neither a signal handler nor an exception gets in
socket.getaddrinfo = lambda *_, **__: sleep(60)
import releasecheck.cli.probing
from releasecheck.cli.probe import probe
print(time.monotonic(), file=sys.stderr, flush=True)
probe(["http://app.example/", "http://shop.example/", "--deadline=0.3"])
"""


def test_exit_does_not_wait_for_a_hanging_name_server() -> None:
    """From the first look-up to the end of the process; two targets, each with its canary, hang in C."""
    ended = subprocess.run(
        [sys.executable, "-c", HANGING_NAME_SERVER], capture_output=True, check=False, timeout=50
    )
    took = time.monotonic() - float(ended.stderr)
    assert (ended.returncode, ended.stdout.count(b"own_network:")) == (3, 2)
    assert took < 6  # half a second where nothing else runs; the look-ups would last a minute


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("", ("ok", "a1b2c3d")),
        ("build = 'json:status'", ("ok", "ok")),
        ("[probe]\nwarn-time = 0.000001", ("warn", "a1b2c3d")),
    ],
)
def test_the_settings_here_count(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str, said: tuple[str, str]
) -> None:
    (tmp_path / "releasecheck.toml").write_text(settings)
    monkeypatch.chdir(tmp_path)
    (probed,) = json.loads(run(serve(OK).url, "--format=json").stdout)["probes"]
    assert (probed["outcome"], probed["build"]) == said


def test_wrong_settings_are_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "releasecheck.toml").write_text("warn-time = 1")
    monkeypatch.chdir(tmp_path)
    assert run("http://127.0.0.1/").exit_code == 2
