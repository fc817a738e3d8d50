"""The gate as JUnit XML: a case for each phase, and one for each finding."""

from xml.etree import ElementTree as ET

from releasecheck.findings import Finding
from releasecheck.gate.result import GateReport, PhaseResult
from releasecheck.report.gate_words import faults, hint, one_by_one, open_findings, said, verdict
from releasecheck.report.words import printable

_WRONG = {"failed": "failure", "unknown": "error"}


def render(report: GateReport) -> str:
    """The document; every text is made printable, so every character is one that XML knows."""
    root = ET.Element("testsuites", name="releasecheck gate")
    suite = ET.SubElement(root, "testsuite", name=report.url)
    for phase in report.phases:
        _add_phase(suite, phase, report)
    for finding in open_findings(report):
        _add_finding(suite, finding, report)
    if report.exit_code and all(suite.find(f".//{tag}") is None for tag in _WRONG.values()):
        _add_verdict(suite, report)
    if told := [note for note in (one_by_one(report), *report.notes) if note]:
        ET.SubElement(suite, "system-out").text = "\n".join(map(printable, told))
    for name, tag in (
        ("tests", "testcase"),
        ("failures", "failure"),
        ("errors", "error"),
        ("skipped", "skipped"),
    ):
        suite.set(name, str(len(list(suite.iter(tag)))))
    suite.set("time", f"{sum(phase.duration_s for phase in report.phases):.3f}")
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _add_phase(suite: ET.Element, phase: PhaseResult, report: GateReport) -> None:
    case = ET.SubElement(
        suite, "testcase", classname=report.url, name=phase.name, time=f"{phase.duration_s:.3f}"
    )
    if phase.outcome in ("skipped", "not-reached"):
        ET.SubElement(case, "skipped", message=phase.outcome)
    elif phase.outcome in _WRONG:
        wrong = ET.SubElement(case, _WRONG[phase.outcome], message=verdict(report))
        wrong.set("type", report.verdict)
        wrong.text = _why(report)


def _add_verdict(suite: ET.Element, report: GateReport) -> None:
    """No phase and no finding says why it did not pass: a dashboard must not show that as green."""
    case = ET.SubElement(suite, "testcase", classname=report.url, name="verdict", time="0")
    wrong = ET.SubElement(case, "error", type=report.verdict, message=verdict(report))
    wrong.text = _why(report)


def _why(report: GateReport) -> str:
    return "\n".join([*faults(report), *(f"{reason}: {hint(report, reason)}" for reason in report.reasons)])


def _add_finding(suite: ET.Element, finding: Finding, report: GateReport) -> None:
    case = ET.SubElement(suite, "testcase", classname=report.url, name=finding.rule, time="0")
    if finding.severity == "error":
        wrong = ET.SubElement(case, "failure", type=finding.rule, message=said(finding))
        wrong.text = "\n".join(map(printable, (*finding.evidence, finding.fix)))
    else:
        ET.SubElement(case, "system-out").text = f"{finding.severity}: {said(finding)}"
