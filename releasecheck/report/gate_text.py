"""The gate for people: what it came to, and when it did not pass, who is at fault and what to look at."""

from collections.abc import Iterator, Sequence

from releasecheck.gate.result import GateReport
from releasecheck.report.gate_words import HEAD, faults, hint, one_by_one, open_findings, rows, said, verdict
from releasecheck.report.words import printable
from releasecheck.wording import counted


def render(report: GateReport) -> str:
    """Phases, instances, findings and reasons, then the verdict."""
    parts = [_phases(report), _instances(report), _findings(report), _reasons(report), _notes(report)]
    lines = [line for part in parts for line in part]
    return "\n".join([*lines, verdict(report)]) + "\n"


def table(lines: Sequence[Sequence[str]]) -> list[str]:
    """Rows in columns that are as wide as they have to be."""
    widths = [max(len(row[column]) for row in lines) for column in range(len(lines[0]))]
    padded = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in lines)
    return ["  ".join(row).rstrip() for row in padded]


def _phases(report: GateReport) -> Iterator[str]:
    for phase in report.phases:
        if phase.outcome != "not-reached":
            asked = "request" if phase.name == "verify" else "probe"
            each = one_by_one(report) if phase.name == "verify" else None
            told = counted(phase.probes, asked) + (f", {each}" if each else "")
            yield f"{phase.name:<6}  {phase.outcome:<7}  {phase.duration_s:.1f} s, {told}"


def _instances(report: GateReport) -> Iterator[str]:
    if report.instances:
        yield from table([HEAD, *rows(report)])
        yield from faults(report)


def _findings(report: GateReport) -> Iterator[str]:
    for finding in open_findings(report):
        yield f"{finding.severity} {finding.rule} {said(finding)}"
        yield from (f"  - {printable(line)}" for line in finding.evidence)
        yield f"  {printable(finding.fix)}"


def _reasons(report: GateReport) -> Iterator[str]:
    for reason in report.reasons:
        yield f"{reason}: {hint(report, reason)}"


def _notes(report: GateReport) -> Iterator[str]:
    yield from (f"note: {printable(note)}" for note in report.notes)
