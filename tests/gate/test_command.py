"""`releasecheck gate` as a deploy job runs it: exit codes, files, what verify says, what is refused."""

import itertools
import json
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from releasecheck.cli import verifying
from releasecheck.cli.gate import gate
from releasecheck.cli.release_file import release_text
from releasecheck.facts import Absence, Facts, Project
from tests.checks.build import app, requests, response, route
from tests.probe.conftest import Serve
from tests.probe.forward import Forward
from tests.probe.lairs import authority, certificate
from tests.probe.servers import Handler, Peer, answer, answering
from tests.report.made_up import report

NEW, OLD = "b7c8d9e0f1a2", "a1b2c3d4e5f6"
TOO_OLD = ("process", "a start after the deploy at 2026-01-02 03:04:05Z", "2001-09-09 01:46:40Z")
QUICK = ("--wait=2", "--hold=0.2", "--instances=1")


def site(pages: dict[str, bytes] | None = None, health: str = "200 OK", **body: object) -> Handler:
    """An app of the new build: its health answer at /readyz, these pages, and 404 for everything else."""
    said = json.dumps({"status": "pass", "build": NEW, "instance": "web-1", **body}).encode()
    known = {"/readyz": answer(said, health, "Content-Type: application/json"), **(pages or {})}

    def handle(peer: Peer) -> None:
        peer.read_request()
        peer.send(known.get(peer.path.partition("?")[0], answer(b"nothing here", "404 Not Found")))

    return handle


def run(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(gate, [url, *arguments])


def judged(result: Result) -> dict[str, Any]:
    assert result.stdout, result.output
    return json.loads(result.stdout)


@pytest.fixture
def gated(serve: Serve, hurried: None) -> Callable[..., dict[str, Any]]:
    """A function that serves a site, gates it for the new build, and gives the JSON report."""

    def go(handler: Handler, *arguments: str) -> dict[str, Any]:
        url = serve(handler).url.removesuffix("/health")
        health = "--health=/readyz"
        return judged(run(url, f"--expect-build={NEW}", health, *QUICK, "--format=json", *arguments))

    return go


def phases(said: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["outcome"] for one in said["phases"]}


def test_released(gated) -> None:
    said = gated(site())
    assert (said["verdict"], said["exit_code"], said["build"]["evidence"]) == ("released", 0, "proven")
    assert said["findings"] == []


def test_what_was_not_compared_is_said_and_not_called_passed(gated) -> None:
    said = gated(site())
    assert phases(said)["verify"] == "warned"
    (note,) = [one for one in said["notes"] if "deployed-route-missing" in one]
    assert note.endswith("(no --release to compare with)")


@pytest.mark.parametrize(
    ("trust", "verdict", "reasons"),
    [("--ca-file={}", "released", []), ("--insecure", "unknown", ["tls_untrusted"])],
)
def test_what_nobody_verified_is_no_pass(
    serve: Serve, hurried: None, trust: str, verdict: str, reasons: list[str]
) -> None:
    server = serve(site(), certificate(-1, 300)())
    with authority().cert_pem.tempfile() as known:
        options = (f"--expect-build={NEW}", "--health=/readyz", *QUICK, "--format=json", trust.format(known))
        result = run(server.tls_url.removesuffix("/health"), *options)
    said = judged(result)
    assert (said["verdict"], said["reasons"]) == (verdict, reasons)
    assert ("--insecure" in result.stderr) == (verdict == "unknown")


def test_unhealthy(gated) -> None:
    said = gated(site(health="503 Service Unavailable", status="fail"))
    assert (said["verdict"], said["exit_code"]) == ("not-released", 1)
    assert "status_unexpected" in said["reasons"]


def test_the_old_build_at_the_deadline(gated) -> None:
    said = gated(site(build=OLD))
    assert (said["verdict"], said["exit_code"]) == ("old-build", 4)
    assert said["instances"][0]["reasons"] == ["version_mismatch"]


def test_nothing_is_learned_where_the_policy_forbids_to_ask(hurried) -> None:
    arguments = (f"--expect-build={NEW}", "--health=/", "--wait=0.5", "--format=json")
    said = judged(run("http://169.254.169.254", *arguments))
    assert (said["verdict"], said["exit_code"]) == ("unknown", 3)


def test_a_page_that_gives_secrets_away_fails_the_release(gated) -> None:
    said = gated(site({"/.env": answer(b"SECRET_KEY=hunter2\n")}))
    assert (said["verdict"], said["exit_code"]) == ("not-released", 1)
    assert phases(said) == {"settle": "passed", "match": "passed", "verify": "failed", "hold": "not-reached"}
    assert [one["rule"] for one in said["findings"]] == ["exposed-dotfiles"]
    assert "hunter2" not in json.dumps(said)


def release_file(folder: Path, verdict: str = "ready", **fields: object) -> str:
    """A release with a home page, a closed page and a health answer that names the database."""
    rules = [route("/", "index"), route("/staff", "staff"), route("/readyz", "readyz")]
    answers = [
        response("/"),
        response("/staff", 401, endpoint="staff"),
        response("/readyz", endpoint="readyz", health_checks=("database",)),
    ]
    missing = response("/releasecheck-1", 404, endpoint=None, rule=None)
    facts = Facts(
        Project("shop", build=NEW),
        app=app(routes=rules),
        requests=requests(*answers, not_found=missing),
    )
    facts = replace(facts, **fields)
    file = folder / "release.json"
    file.write_text(release_text(facts, report(verdict=verdict, started="2020-01-01T00:00:00+00:00")))
    return f"--release={file}"


HOME = {"/": answer(b"home"), "/staff": answer(b"", "401 Unauthorized")}
CHECKS = {"checks": {"database": [{"status": "pass"}]}}


def test_a_release_that_answers_as_it_was_checked(gated, tmp_path: Path) -> None:
    said = gated(site(HOME, **CHECKS), release_file(tmp_path))
    assert (said["verdict"], said["findings"]) == ("released", [])
    notes = [one for one in said["notes"] if "deployed-" in one]
    assert notes == []
    assert phases(said)["verify"] == "passed"


def test_what_the_run_had_skipped_was_not_compared(gated, tmp_path: Path) -> None:
    skipped = {"requests": None, "missing": {"requests": Absence("skipped", "--skip requests")}}
    said = gated(site(HOME, **CHECKS), release_file(tmp_path, **skipped))
    assert (said["verdict"], phases(said)["verify"]) == ("released", "warned")
    assert any("deployed-route-missing" in one and "(--skip requests)" in one for one in said["notes"])


def test_a_site_that_falls_silent_when_it_is_to_be_verified(gated, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(verifying, "AGAIN_S", 0.0)
    asked: list[str] = []

    def handle(peer: Peer) -> None:
        peer.read_request()
        asked.append(peer.path)
        if len(asked) > 3:
            peer.reset()
        else:
            body = json.dumps({"build": NEW, "instance": "web-1"}).encode()
            peer.send(answer(body, "200 OK", "Content-Type: application/json"))

    said = gated(handle, release_file(tmp_path))
    assert (said["verdict"], said["reasons"], phases(said)["verify"]) == ("not-released", ["reset"], "failed")


@pytest.mark.parametrize(
    ("deployed", "rule", "reason"),
    [
        (site({"/": HOME["/"]}, **CHECKS), "deployed-route-missing", "status_unexpected"),
        (site({**HOME, "/staff": answer(b"all")}, **CHECKS), "deployed-route-open", "status_unexpected"),
        (
            site({**HOME, "/": answer(b"", "500 Internal Server Error")}, **CHECKS),
            "deployed-route-broken",
            "status_unexpected",
        ),
        (site(HOME), "deployed-dependency-missing", "dependency_missing"),
    ],
)
def test_a_release_that_answers_otherwise(gated, tmp_path: Path, deployed, rule, reason) -> None:
    said = gated(deployed, release_file(tmp_path))
    assert (said["verdict"], said["exit_code"]) == ("not-released", 1)
    assert [one["rule"] for one in said["findings"]] == [rule]
    assert said["reasons"] == [reason]


def test_the_build_and_the_health_route_are_the_release_files(
    serve: Serve, hurried: None, tmp_path: Path
) -> None:
    url = serve(site(HOME, **CHECKS)).url.removesuffix("/health")
    result = run(f"{url}/readyz", release_file(tmp_path), *QUICK, "--format=json")
    assert (judged(result)["build"]["expected"], result.exit_code) == (NEW, 0)


def test_a_release_that_was_not_ready_is_said_and_refused_only_on_demand(
    serve: Serve, hurried: None, tmp_path: Path
) -> None:
    url = serve(site(HOME, **CHECKS)).url.removesuffix("/health")
    release = release_file(tmp_path, verdict="not-ready")
    said = run(url, release, *QUICK, "--format=json")
    assert "the release file's verdict is not-ready" in judged(said)["notes"]
    refused = run(url, release, *QUICK, "--require-ready")
    assert (refused.exit_code, refused.stdout) == (2, "")


def test_what_was_ill_before_is_not_this_releases_fault(gated, serve: Serve, tmp_path: Path) -> None:
    ill = {"status": "fail", "checks": {"mail": [{"status": "fail"}], "database": [{"status": "pass"}]}}
    old = serve(site(health="503 Service Unavailable", **{**ill, "build": OLD}))
    file = tmp_path / "before.json"
    taken = run(old.url.removesuffix("/health"), "--health=/readyz", f"--snapshot={file}")
    assert (taken.exit_code, taken.stdout) == (0, "")
    snapshot = json.loads(file.read_text())
    assert (snapshot["ailing"], snapshot["checked"]) == (["mail"], ["database", "mail"])
    new = site(health="503 Service Unavailable", **ill)
    assert gated(new)["verdict"] == "not-released"
    assert gated(new, f"--before={file}")["verdict"] == "released"


def test_what_was_checked_before_and_is_no_more_is_a_warning(gated, serve: Serve, tmp_path: Path) -> None:
    old = serve(site(build=OLD, **CHECKS))
    file = tmp_path / "before.json"
    run(old.url.removesuffix("/health"), "--health=/readyz", f"--snapshot={file}")
    said = gated(site(), f"--before={file}")
    assert [(one["rule"], one["severity"]) for one in said["findings"]] == [
        ("deployed-dependency-missing", "warning")
    ]
    assert said["verdict"] == "released"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--health=/readyz"],
        ["--expect-build=x"],
        ["--expect-build=x", "--health=/", "--wait=0"],
        ["--expect-build=x", "--health=/", "--instances=0"],
        ["--expect-build=x", "--health=/", "--deployed-after=yesterday"],
        ["--expect-build=x", "--health=/", "--before=/nowhere"],
        ["--expect-build=x", "--health=/", "--format=nagios"],
        ["--release=/nowhere"],
    ],
    ids=str,
)
def test_wrong_usage(arguments: list[str]) -> None:
    result = run("http://127.0.0.1:1", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize("content", ["", "{}", '{"schema": "x", "facts": 1}'])
def test_a_file_that_is_not_of_ours(tmp_path: Path, content: str) -> None:
    file = tmp_path / "file"
    file.write_text(content)
    for option in ("--release", "--before"):
        result = run("http://127.0.0.1:1", "--expect-build=x", "--health=/", f"{option}={file}")
        assert (result.exit_code, result.stdout) == (2, "")


def test_every_format_is_written(serve: Serve, hurried: None, tmp_path: Path) -> None:
    url = serve(site(build=OLD)).url.removesuffix("/health")
    names = ("text", "json", "junit", "github", "markdown")
    files = [f"--format={name}={tmp_path / name}" for name in names]
    arguments = (f"--expect-build={NEW}", "--health=/readyz", *QUICK, *files)
    assert run(url, *arguments).exit_code == 4
    assert all("old-build" in (tmp_path / name).read_text() for name in names)


def in_turn(*sites: Handler) -> Handler:
    """A balancer that asks its instances in turn."""
    turn = itertools.cycle(sites)

    def handle(peer: Peer) -> None:
        next(turn)(peer)

    return handle


def named(said: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["rule"], one["severity"]) for one in said["findings"]]


def test_the_old_build_is_a_finding_with_an_id(gated) -> None:
    said = gated(site(build=OLD))
    assert named(said) == [("release-version-mismatch", "error")]
    assert said["findings"][0]["message"] == f"{OLD} answers, where {NEW} was released"


def test_an_instance_that_was_left_behind_is_one_finding(gated) -> None:
    said = gated(in_turn(site(), site(build=OLD, instance="web-2")), "--instances=2")
    assert (said["verdict"], named(said)) == ("old-build", [("replicas-disagree", "error")])
    assert said["findings"][0]["evidence"] == [f"{NEW}: web-1", f"{OLD}: web-2"]


def test_one_instance_that_is_ill_is_told_with_its_reasons(gated) -> None:
    sick = site(health="503 Service Unavailable", status="fail", instance="web-2")
    said = gated(in_turn(site(), sick), "--instances=2")
    assert named(said) == [("replicas-disagree", "error")]
    assert said["findings"][0]["evidence"] == ["web-2: status_unexpected"]


def test_an_app_that_names_no_build(gated) -> None:
    said = gated(site(build=None))
    assert (said["reasons"], named(said)) == (["version_missing"], [("release-version-mismatch", "error")])


def test_the_certificate_that_kept_it_from_matching_is_a_finding(serve: Serve, hurried: None) -> None:
    server = serve(site(), certificate(-90, 3)())
    with authority().cert_pem.tempfile() as known:
        arguments = (
            f"--expect-build={NEW}",
            "--health=/readyz",
            f"--ca-file={known}",
            *QUICK,
            "--format=json",
        )
        said = judged(run(server.tls_url.removesuffix("/health"), *arguments))
    assert (said["verdict"], said["reasons"]) == ("not-released", ["cert_expiring"])
    assert named(said) == [("tls-expiry", "error")]


def test_the_development_server_that_kept_it_from_matching_is_a_finding(gated) -> None:
    body = json.dumps({"build": NEW, "instance": "web-1"}).encode()
    said = gated(answering(answer(body, "200 OK", "Content-Type: application/json", "Server: Werkzeug/3.1")))
    assert (said["reasons"], named(said)) == (["dev_server"], [("dev-server-banner", "error")])


def test_each_instance_is_asked_for_the_debugger(gated) -> None:
    said = gated(in_turn(*(site(instance=f"web-{number}") for number in (1, 2, 3))), "--instances=3")
    assert (said["verdict"], said["one_by_one"]) == (
        "released",
        {"asked": ["web-1", "web-2", "web-3"], "unmet": []},
    )


SCRIPT = answer(b"var CONSOLE_MODE, EVALEX;", "200 OK", "Content-Type: application/javascript")


def answering_the_debuggers_question(known: Handler, said: bytes) -> Handler:
    """An instance that answers that one question so, and all others as it is known to."""

    def handle(peer: Peer) -> None:
        request = peer.sock.recv(4096, socket.MSG_PEEK)
        if b"__debugger__" in request:
            peer.read_request()
            peer.send(said)
        else:
            known(peer)

    return handle


def test_the_debugger_on_one_instance_of_three_fails_the_release(gated) -> None:
    fleet = in_turn(
        site(), site(instance="web-2"), answering_the_debuggers_question(site(instance="web-3"), SCRIPT)
    )
    said = gated(fleet, "--instances=3")
    assert (said["verdict"], said["reasons"]) == ("not-released", ["debugger_exposed"])
    assert named(said) == [("deployed-debugger-exposed", "error")]


def test_an_instance_that_is_not_met_again_is_said(gated) -> None:
    """A route that refuses a query that it does not know names no instance in its refusal."""

    strict = answering_the_debuggers_question(site(instance="web-2"), answer(b"", "400 Bad Request"))
    said = gated(in_turn(site(), strict, site(instance="web-3")), "--instances=3")
    assert (said["verdict"], phases(said)["verify"]) == ("released", "warned")
    assert said["one_by_one"] == {"asked": ["web-1", "web-3"], "unmet": ["web-2"]}
    assert (
        "not compared: deployed-debugger-exposed (1 instance could not be met again: web-2)" in said["notes"]
    )


def test_the_gate_through_a_proxy_that_was_asked_for(serve: Serve, hurried: None) -> None:
    app, proxy = serve(site()), serve(Forward({"shop.example": "127.0.0.1"}))
    options = (f"--expect-build={NEW}", "--health=/readyz", *QUICK, "--format=json")
    said = judged(run(f"http://shop.example:{app.port}", *options, f"--proxy=127.0.0.1:{proxy.port}"))
    assert (said["verdict"], said["instances"][0]["instance"]) == ("released", "web-1")
    assert len(proxy.requests) == len(app.requests)
    assert any(note.startswith("asked through the proxy") for note in said["notes"])


def test_a_proxy_that_is_down_is_no_failed_release(hurried: None, free_port: Callable[[], int]) -> None:
    options = (f"--expect-build={NEW}", "--health=/readyz", "--wait=0.5", "--format=json")
    said = judged(run("http://shop.example", *options, f"--proxy=127.0.0.1:{free_port()}"))
    assert (said["verdict"], said["exit_code"], said["reasons"]) == ("unknown", 3, ["own_network"])


@pytest.mark.parametrize(
    ("handler", "phase", "faults"),
    [
        (site(build=OLD), "transfer", [("build", NEW, OLD, "version_mismatch")]),
        (
            site(health="503 Service Unavailable", status="fail"),
            "transfer",
            [("status", "200-299", "503", "status_unexpected")],
        ),
        (site(started="2001-09-09T01:46:40+00:00"), "transfer", [(*TOO_OLD, "process_too_old")]),
    ],
    ids=["another build", "ill", "too old"],
)
def test_each_instance_says_what_was_expected_of_it(gated, handler, phase, faults) -> None:
    said = gated(handler, "--deployed-after=2026-01-02T03:04:05Z")
    (one,) = said["instances"]
    assert one["phase"] == phase
    assert [
        tuple(one[key] for key in ("name", "expected", "actual", "reason")) for one in one["faults"]
    ] == faults


def test_an_instance_with_which_all_is_well_has_no_fault(gated) -> None:
    (one,) = gated(site())["instances"]
    assert (one["phase"], one["faults"]) == (None, [])
