"""What the gate's reports print of one made-up report."""

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from releasecheck.findings import Suppressed
from releasecheck.gate.result import SCHEMA, Build, GateReport, InstanceSeen, OneByOne, PhaseResult
from releasecheck.probe import Assertion, Outcome, Reason
from releasecheck.probe.result import Tool
from releasecheck.report import gate_github, gate_json, gate_junit, gate_markdown, gate_text
from tests.report.made_up import HOSTILE, finding

URL = "https://shop.example/readyz"
FORMATS = (gate_text, gate_markdown, gate_github, gate_junit, gate_json)


def report(**fields: object) -> GateReport:
    known = {
        "schema": SCHEMA,
        "tool": Tool("releasecheck", "1.2.3"),
        "exit_code": 1,
        "verdict": "not-released",
        "url": URL,
        "build": Build("b7c8d9e0f1a2b3c4", "proven", None),
        "instances": (
            InstanceSeen("web-1", "192.0.2.1", "b7c8d9e0f1a2b3c4", 1790000000.0, Outcome.OK, (), 41.25),
            InstanceSeen(
                "web-2", "192.0.2.1", "a1b2c3d", None, Outcome.FAIL, (Reason.VERSION_MISMATCH,), 12.0
            ),
            InstanceSeen(None, None, None, None, Outcome.FAIL, (Reason.CONNECT_REFUSED,), 3.0),
        ),
        "phases": (
            PhaseResult("settle", "passed", 4.0, 3),
            PhaseResult("match", "passed", 38.5, 30),
            PhaseResult("verify", "failed", 0.8, 11),
            PhaseResult("hold", "not-reached", 0.0, 0),
        ),
        "findings": (
            finding(
                "deployed-route-broken",
                "error",
                message="the deployed app answers 500 to /ratings",
                subject="/ratings",
                evidence=("GET https://shop.example/ratings answered 500",),
            ),
            finding("hostile", "warning", path=f"a/{HOSTILE}.py", message=HOSTILE, subject=HOSTILE),
            finding("placeless", "info", path=None, line=None),
            finding("passed-over", "error", suppressed=Suppressed("comment", "a local tool")),
        ),
        "reasons": (Reason.STATUS_UNEXPECTED,),
        "one_by_one": OneByOne(("web-1", "web-2"), (f"web-{HOSTILE}",)),
        "notes": ("not compared: deployed-static-missing (/static/x gave no answer: reset)", HOSTILE),
    }
    return GateReport(**{**known, **fields})


RELEASED = {
    "verdict": "released",
    "exit_code": 0,
    "build": Build("b7c8d9e0f1a2b3c4", "statistical", 0.9961),
    "findings": (),
    "reasons": (),
    "notes": (),
    "one_by_one": None,
    "phases": tuple(PhaseResult(name, "passed", 1.0, 3) for name in ("settle", "match", "verify", "hold")),
}


@pytest.mark.parametrize("reporter", FORMATS[:4], ids=lambda one: one.__name__.rpartition("_")[2])
def test_the_report(reporter, snapshot) -> None:
    assert reporter.render(report()) == snapshot
    assert reporter.render(report(**RELEASED)) == snapshot


@pytest.mark.parametrize("reporter", FORMATS[:4], ids=lambda one: one.__name__.rpartition("_")[2])
def test_names_from_the_site_stay_text(reporter) -> None:
    shown = reporter.render(report())
    assert shown.replace("\n", "").isprintable()
    assert "passed-over" not in shown
    commands = [line for line in shown.splitlines() if line.startswith("::")]
    assert all(" title=" in line or ",title=" in line for line in commands)


def test_json_has_every_key_of_the_contract() -> None:
    data = json.loads(gate_json.render(report()))
    assert sorted(data) == sorted(
        [
            *("schema", "tool", "exit_code", "verdict", "url", "build", "instances", "phases"),
            *("findings", "reasons", "notes", "one_by_one"),
        ]
    )
    assert sorted(data["build"]) == ["confidence", "evidence", "expected"]
    assert set(data["instances"][0]) >= {"instance", "address", "build", "started", "outcome", "reasons"}
    assert sorted(data["phases"][0]) == ["duration_s", "name", "outcome", "probes"]


@pytest.mark.parametrize(
    ("phases", "counts"),
    [
        (report().phases, ("7", "2", "0", "1")),
        (
            (PhaseResult("settle", "unknown", 300.0, 150), *report().phases[:3]),
            ("7", "2", "1", "0"),
        ),
    ],
)
def test_junit_counts_its_cases(phases, counts) -> None:
    suite = ET.fromstring(gate_junit.render(replace(report(), phases=phases)))[0]
    assert tuple(suite.attrib[name] for name in ("tests", "failures", "errors", "skipped")) == counts


def test_a_phase_that_was_skipped_is_not_called_passed() -> None:
    phases = (PhaseResult("verify", "skipped", 0.0, 0),)
    assert "skipped" in gate_text.render(report(phases=phases)).splitlines()[0]
    suite = ET.fromstring(gate_junit.render(report(phases=phases)))[0]
    assert suite.attrib["skipped"] == "1"


ALL_WELL = RELEASED["phases"]
NEVER = tuple(PhaseResult(name, "not-reached", 0.0, 0) for name in ("match", "verify", "hold"))
UNKNOWN = {**RELEASED, "verdict": "unknown", "exit_code": 3}


@pytest.mark.parametrize("reporter", FORMATS[:4], ids=lambda one: one.__name__.rpartition("_")[2])
@pytest.mark.parametrize(
    ("phases", "reason", "words"),
    [
        (ALL_WELL, Reason.TLS_UNTRUSTED, "every phase passed, but the certificate was not verified"),
        (
            (*ALL_WELL[:2], PhaseResult("verify", "unknown", 1.0, 3)),
            Reason.OWN_NETWORK,
            "it came up, but then",
        ),
        ((PhaseResult("settle", "unknown", 9.0, 3), *NEVER), Reason.OWN_NETWORK, "nothing could be learned"),
    ],
    ids=["insecure", "half-way", "blind"],
)
def test_not_to_know_is_told_by_how_far_it_came(reporter, phases, reason, words) -> None:
    shown = reporter.render(report(**{**UNKNOWN, "phases": phases, "reasons": (reason,)}))
    assert [text in shown for text in ("every phase", "it came up, but", "nothing could be")] == [
        words.startswith(text) for text in ("every phase", "it came up, but", "nothing could be")
    ]
    assert "no trusted authority" not in shown
    assert ("nobody looked at the certificate" in shown) == (reason is Reason.TLS_UNTRUSTED)


def test_junit_is_not_green_where_the_gate_is_not() -> None:
    unverified = report(**{**UNKNOWN, "reasons": (Reason.TLS_UNTRUSTED,)})
    suite = ET.fromstring(gate_junit.render(unverified))[0]
    assert (suite.attrib["errors"], [one.attrib["type"] for one in suite.iter("error")]) == ("1", ["unknown"])
    assert ET.fromstring(gate_junit.render(report(**RELEASED)))[0].attrib["errors"] == "0"


@pytest.mark.parametrize("reporter", [gate_text, gate_markdown, gate_junit], ids=lambda one: one.__name__)
def test_what_was_expected_of_an_instance_and_what_came(reporter) -> None:
    build = Assertion("build", "b7c8d9e", "a1b2c3d", ok=False, reason=Reason.VERSION_MISMATCH)
    silent = Assertion("answer", "a complete answer", "connection refused", False, Reason.CONNECT_REFUSED)
    old, gone = report().instances[1:]
    seen = (
        replace(old, phase="transfer", faults=(build,)),
        replace(gone, phase="connect", faults=(silent,)),
    )
    shown = reporter.render(report(instances=seen, phases=(PhaseResult("match", "failed", 9.0, 3),)))
    assert "web-2: version_mismatch: build: expected b7c8d9e, got a1b2c3d" in shown
    assert "no answer: connect_refused in connect: connection refused" in shown
