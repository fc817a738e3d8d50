"""Probes as JUnit XML: a suite for each URL, a case for each assertion."""

from xml.etree import ElementTree as ET

from releasecheck.probe.hints import hint_of
from releasecheck.probe.reasons import Outcome
from releasecheck.probe.result import Assertion, Probe, ProbeReport
from releasecheck.report.probe_text import said, summary_line


def render(report: ProbeReport) -> str:
    """The document; texts are printable already, so every character is one that XML knows."""
    root = ET.Element("testsuites", name="releasecheck probe")
    for probe in report.probes:
        _add_suite(root, probe)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _add_suite(root: ET.Element, probe: Probe) -> None:
    kind = "error" if probe.outcome is Outcome.ERROR else "failure"
    wrong = sum(not assertion.ok for assertion in probe.assertions)
    suite = ET.SubElement(
        root,
        "testsuite",
        name=probe.url,
        tests=str(len(probe.assertions)),
        failures=str(wrong if kind == "failure" else 0),
        errors=str(wrong if kind == "error" else 0),
        skipped="0",
        time=f"{probe.elapsed_s:.6f}",
    )
    for assertion in probe.assertions:
        _add_case(suite, probe, assertion, kind)


def _add_case(suite: ET.Element, probe: Probe, assertion: Assertion, kind: str) -> None:
    case = ET.SubElement(suite, "testcase", classname=probe.url, name=assertion.name, time="0")
    if assertion.reason is None:
        return
    if assertion.ok:
        ET.SubElement(case, "system-out").text = f"warning: {assertion.reason}: {said(assertion)}"
        return
    wrong = ET.SubElement(case, kind, type=assertion.reason, message=said(assertion))
    wrong.text = "\n".join(filter(None, [summary_line(probe), hint_of(assertion), probe.excerpt]))
