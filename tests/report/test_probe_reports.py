"""What the probe's reports print of one made-up report, and whether their consumers can read it."""

import re
from dataclasses import replace

import junitparser
from prometheus_client.parser import text_string_to_metric_families

from releasecheck.probe import Assertion, Outcome, Probe, Reason, probe_report
from releasecheck.probe.observation import Hop, Tls
from releasecheck.report import (
    probe_github,
    probe_junit,
    probe_markdown,
    probe_nagios,
    probe_prometheus,
    probe_text,
)

URL = "https://shop.example/readyz"
TLS = Tls(
    "TLSv1.3", "AES", True, "shop.example", "CA", "2026-01-01T00:00:00+00:00", "2026-12-01T00:00:00+00:00"
)
FINE = Probe(
    url=URL,
    outcome=Outcome.OK,
    reasons=(),
    build="b7c8d9e",
    instance="web-1",
    started=None,
    hops=(Hop(URL, "192.0.2.1", 200, {"dns": 0.002, "connect": 0.00004, "tls": 0.03, "wait": 0.5}, TLS),),
    assertions=(
        Assertion("status", "200-299", "200", ok=True),
        Assertion("dependency mail", "pass", "warn", ok=True),
    ),
    elapsed_s=0.54,
)
SICK = replace(
    FINE,
    outcome=Outcome.FAIL,
    reasons=(Reason.CONNECT_REFUSED, Reason.STATUS_UNEXPECTED, Reason.LATENCY),
    build=None,
    instance=None,
    hops=(
        Hop(URL, "192.0.2.2", None, {"connect": 0.001}, None),
        Hop(URL, "192.0.2.1", 503, {"connect": 0.00004, "wait": 1.5}, replace(TLS, verified=False)),
    ),
    assertions=(
        Assertion(
            "answer", "a complete answer", "192.0.2.2: connection refused", False, Reason.CONNECT_REFUSED
        ),
        Assertion("status", "200-299", "503", False, Reason.STATUS_UNEXPECTED),
        Assertion("latency", "at most 1 s", "1.500 s", True, Reason.LATENCY),
    ),
    elapsed_s=1.5,
    attempts=3,
    earlier={"header_timeout": 2},
    excerpt='{"status": "fail", "a|b": "<x>"}',
)
BLIND = replace(
    SICK,
    url="https://other.example/",
    outcome=Outcome.ERROR,
    reasons=(Reason.OWN_NETWORK,),
    hops=(Hop("https://other.example/", None, None, {"dns": 4.0}, None),),
    assertions=(Assertion("answer", "a complete answer", "no canary", False, Reason.OWN_NETWORK),),
    elapsed_s=4.0,
    attempts=1,
    earlier={},
    excerpt=None,
)
REPORT = probe_report([FINE, SICK, BLIND])

TEXT = """\
ok    https://shop.example/readyz 200 in 0.540 s build b7c8d9e instance web-1
  the app itself warns: dependency mail
fail  https://shop.example/readyz 503 in 1.500 s after 3 probes
  connect_refused: 192.0.2.2: connection refused
    nothing listens on that port: is the server up, and bound to this address?
  status_unexpected: status: expected 200-299, got 503
    not ready, says the app, or a proxy that finds no app: look at the answer
  latency: latency: expected at most 1 s, got 1.500 s
    the phases say where the time went
  the certificate was not verified
  the answer: {"status": "fail", "a|b": "<x>"}
  192.0.2.2: connect 1.0 ms
  192.0.2.1: 503, connect 0.04 ms, wait 1500.0 ms
  before that: header_timeout 2x
error https://other.example/ no answer in 4.000 s
  own_network: no canary
    this machine's network or proxy is at fault: nothing was learned about the target
  no address: dns 4000.0 ms
unhealthy: 1 of 3 probes passed
"""


def test_text() -> None:
    assert probe_text.render(REPORT) == TEXT


def test_a_hint_is_given_once() -> None:
    twice = replace(SICK, assertions=(SICK.assertions[0], *SICK.assertions))
    assert probe_text.render(probe_report([twice])).count("nothing listens on that port") == 1


def test_hops_of_several_urls_are_told_apart() -> None:
    there = Hop("https://shop.example/login", "192.0.2.1", 200, {"wait": 0.1}, TLS)
    shown = probe_text.render(probe_report([replace(SICK, hops=(SICK.hops[1], there))]))
    assert "  https://shop.example/login at 192.0.2.1: 200, wait 100.0 ms\n" in shown


def test_junit_is_read_by_a_consumer_of_junit() -> None:
    document = junitparser.JUnitXml.fromroot(
        junitparser.junitparser.etree.fromstring(probe_junit.render(REPORT).encode())
    )
    suites = [(suite.name, suite.tests, suite.failures, suite.errors) for suite in document]
    assert suites == [(URL, 2, 0, 0), (URL, 3, 2, 0), ("https://other.example/", 1, 0, 1)]
    faults = [(case.name, one.type) for suite in document for case in suite for one in case.result]
    assert faults == [
        ("answer", "connect_refused"),
        ("status", "status_unexpected"),
        ("answer", "own_network"),
    ]


def test_prometheus_is_read_by_its_client() -> None:
    twice = probe_report([FINE, SICK, SICK, BLIND])
    families = {one.name: one for one in text_string_to_metric_families(probe_prometheus.render(twice))}
    samples = {(one.name, *sorted(one.labels.items())) for each in families.values() for one in each.samples}
    assert len(samples) == sum(len(each.samples) for each in families.values())
    success = [(one.labels["url"], one.value) for one in families["releasecheck_probe_success"].samples]
    assert success == [(URL, 0.0), ("https://other.example/", 0.0)]
    assert {one.labels["phase"] for one in families["releasecheck_probe_phase_seconds"].samples} == {
        "dns",
        "connect",
        "tls",
        "wait",
    }


# Monitoring Plugins' guidelines: state and text, a pipe, then 'label'=value[unit].
NAGIOS = re.compile(r"PROBE (OK|WARNING|CRITICAL|UNKNOWN) - [^|\n]+ \|( [^\s=']+=[\d.]+s)+\n")


def test_nagios_is_one_line_with_performance_data() -> None:
    shown = probe_nagios.render(REPORT)
    assert NAGIOS.fullmatch(shown)
    assert shown.startswith(
        f"PROBE CRITICAL - ok {URL} 200 in 0.540 s build b7c8d9e instance web-1; fail {URL} 503"
    )
    assert shown.endswith(" | time1=0.540000s time2=1.500000s time3=4.000000s\n")


def test_github_annotates_what_is_wrong() -> None:
    lines = probe_github.render(REPORT).splitlines()
    assert [line.partition("::")[2].partition("::")[0].partition(",")[0] for line in lines] == [
        "error title=releasecheck connect_refused",
        "error title=releasecheck status_unexpected",
        "warning title=releasecheck latency",
        "error title=releasecheck own_network",
    ]


def test_markdown_quotes_the_answer_as_code() -> None:
    shown = probe_markdown.render(REPORT)
    assert r'- the answer: `{"status": "fail", "a\|b": "<x>"}`' in shown
    assert "## Probe: unhealthy\n" in shown
