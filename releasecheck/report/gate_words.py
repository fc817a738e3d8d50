"""Sentences that the gate's reports for people share."""

from collections.abc import Iterator
from math import floor

from releasecheck.findings import Finding
from releasecheck.gate.result import GateReport
from releasecheck.probe import HINTS, Reason
from releasecheck.report.probe_text import said as expected_and_actual
from releasecheck.report.words import printable

_VERDICTS = {
    "released": "the build that was checked answers, healthy and steady",
    "not-released": "the release is not up as it was checked",
    "unknown": "nothing could be learned from here",
    "old-build": "the time was up while another build still answered; nothing else is wrong",
}
_NOT_VERIFIED = "every phase passed, but the certificate was not verified, so anybody may have answered"
_HALF_WAY = "it came up, but then a fault on this side kept the rest from being seen"
_WHOLE = "transfer"  # a probe that got so far has its answer
_WELL = ("passed", "warned")
HEAD = ("instance", "address", "build", "outcome", "reasons", "last seen")


def verdict(report: GateReport) -> str:
    """The last line: what it came to, and what proves it."""
    return f"{report.verdict}: {_came_to(report)}{_proof(report)}"


def _came_to(report: GateReport) -> str:
    """Not to know is one thing after everything passed, another half-way, another from the beginning."""
    if report.verdict != "unknown" or _outcome(report, "settle") not in _WELL:
        return _VERDICTS[report.verdict]
    return _NOT_VERIFIED if _lasted_unverified(report) else _HALF_WAY


def _lasted_unverified(report: GateReport) -> bool:
    return report.verdict == "unknown" and _outcome(report, "hold") in _WELL


def _outcome(report: GateReport, name: str) -> str:
    return next((phase.outcome for phase in report.phases if phase.name == name), "not-reached")


def hint(report: GateReport, reason: Reason) -> str:
    """What to look at; a certificate that nobody looked at is not one that nobody trusts."""
    if reason is Reason.TLS_UNTRUSTED and _lasted_unverified(report):
        return "--insecure: nobody looked at the certificate; name its authority by --ca-file"
    return HINTS[reason]


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


def faults(report: GateReport) -> Iterator[str]:
    """What is wrong with each instance: how far the probe got, what was expected, what came."""
    for one in report.instances:
        who = one.instance or one.address or "no answer"
        phase = f" in {one.phase}" if one.phase not in (None, _WHOLE) else ""
        for fault in one.faults:
            yield printable(f"{who}: {fault.reason}{phase}: {expected_and_actual(fault)}")


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
