"""The gate for people: what it came to, and when it did not pass, who is at fault and what to look at."""

from collections.abc import Iterator, Sequence

from releasecheck.gate.result import GateReport, InstanceSeen
from releasecheck.probe import HINTS

_VERDICTS = {
    "released": "the build that was checked answers, healthy and steady",
    "not-released": "the release is not up as it was checked",
    "unknown": "nothing could be learned from here",
    "old-build": "the time was up while another build still answered; nothing else is wrong",
}


def render(report: GateReport) -> str:
    """Phases, instances, findings and reasons, then the verdict."""
    parts = [_phases(report), _instances(report), _findings(report), _reasons(report), _notes(report)]
    lines = [line for part in parts for line in part]
    return "\n".join([*lines, f"{report.verdict}: {_VERDICTS[report.verdict]}{_proof(report)}"]) + "\n"


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows in columns that are as wide as they have to be."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    padded = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return ["  ".join(row).rstrip() for row in padded]


def _phases(report: GateReport) -> Iterator[str]:
    for phase in report.phases:
        if phase.outcome != "not-reached":
            yield f"{phase.name:<6}  {phase.outcome:<7}  {phase.duration_s:.1f} s, {phase.probes} probes"


def _instances(report: GateReport) -> Iterator[str]:
    if not report.instances:
        return
    head = ("instance", "address", "build", "outcome", "reasons", "last seen")
    yield from table([head, *map(_row, report.instances)])


def _row(one: InstanceSeen) -> tuple[str, ...]:
    reasons = ", ".join(one.reasons) or "-"
    return (
        one.instance or "-",
        one.address or "-",
        one.build or "-",
        one.outcome,
        reasons,
        f"after {one.last_seen_s:.1f} s",
    )


def _findings(report: GateReport) -> Iterator[str]:
    for finding in report.findings:
        yield f"{finding.severity} {finding.rule} {finding.subject}: {finding.message}"
        yield f"  {finding.fix}"


def _reasons(report: GateReport) -> Iterator[str]:
    for reason in report.reasons:
        yield f"{reason}: {HINTS[reason]}"


def _notes(report: GateReport) -> Iterator[str]:
    yield from (f"note: {note}" for note in report.notes)


def _proof(report: GateReport) -> str:
    build = report.build
    if report.verdict != "released" or build.expected is None:
        return ""
    sure = f", {build.confidence:.2%} sure" if build.confidence is not None else ""
    return f" ({build.expected[:12]}: {build.evidence}{sure})"
