"""Sentences that the gate's reports for people share."""

from collections.abc import Iterator
from math import floor

from releasecheck.findings import Finding
from releasecheck.gate.result import GateReport
from releasecheck.report.words import printable

_VERDICTS = {
    "released": "the build that was checked answers, healthy and steady",
    "not-released": "the release is not up as it was checked",
    "unknown": "nothing could be learned from here",
    "old-build": "the time was up while another build still answered; nothing else is wrong",
}
HEAD = ("instance", "address", "build", "outcome", "reasons", "last seen")


def verdict(report: GateReport) -> str:
    """The last line: what it came to, and what proves it."""
    return f"{report.verdict}: {_VERDICTS[report.verdict]}{_proof(report)}"


def _proof(report: GateReport) -> str:
    build = report.build
    if report.verdict != "released" or build.expected is None:
        return ""
    sure = "" if build.confidence is None else f", {floor(build.confidence * 1e4) / 1e4:.2%} sure"
    return f" ({printable(build.expected[:12])}: {build.evidence}{sure})"


def rows(report: GateReport) -> Iterator[tuple[str, ...]]:
    """A row of `HEAD` for each instance."""
    for one in report.instances:
        seen = f"after {one.last_seen_s:.1f} s"
        reasons = ", ".join(one.reasons) or "-"
        yield one.instance or "-", one.address or "-", one.build or "-", one.outcome, reasons, seen


def one_by_one(report: GateReport) -> str | None:
    """How many instances were asked one by one, and who was not met; None where they cannot be told apart."""
    each = report.one_by_one
    if each is None:
        return None
    unmet = f"; not met again: {printable(', '.join(each.unmet))}" if each.unmet else ""
    return f"{len(each.asked)} of {len(each.asked) + len(each.unmet)} instances asked one by one{unmet}"


def open_findings(report: GateReport) -> list[Finding]:
    """The findings that nobody asked to pass over."""
    return [one for one in report.findings if one.suppressed is None]


def said(finding: Finding) -> str:
    """What it is about and what was seen, on one line."""
    return printable(f"{finding.subject}: {finding.message}")
