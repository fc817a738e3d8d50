"""The gate as Markdown, for a job summary or a comment."""

from collections.abc import Iterator

from releasecheck.gate.result import GateReport
from releasecheck.report.gate_words import HEAD, faults, hint, one_by_one, open_findings, rows, said, verdict
from releasecheck.report.markdown_code import code
from releasecheck.report.words import printable


def render(report: GateReport) -> str:
    """The verdict, the phases, the instances, then what to look at."""
    title = f"## Gate: {report.verdict}"
    lines = [title, "", verdict(report), "", *_phases(report), *_instances(report), *_details(report)]
    return "\n".join(lines).rstrip() + "\n"


def _phases(report: GateReport) -> Iterator[str]:
    yield from ("| phase | outcome | time | requests |", "| --- | --- | --- | --- |")
    for one in report.phases:
        yield f"| {one.name} | {one.outcome} | {one.duration_s:.1f} s | {one.probes} |"
    yield ""


def _instances(report: GateReport) -> Iterator[str]:
    if not report.instances:
        return
    yield from (f"| {' | '.join(HEAD)} |", f"|{' --- |' * len(HEAD)}")
    for instance, address, build, *rest in rows(report):
        yield f"| {' | '.join([code(instance), code(address), code(build), *rest])} |"
    yield ""


def _details(report: GateReport) -> Iterator[str]:
    for finding in open_findings(report):
        yield f"- **{finding.severity} {finding.rule}** {code(said(finding))}: {printable(finding.fix)}"
    yield from (f"- {code(line)}" for line in faults(report))
    for reason in report.reasons:
        yield f"- **{reason}** {hint(report, reason)}"
    yield from (f"- {code(printable(note))}" for note in (one_by_one(report), *report.notes) if note)
