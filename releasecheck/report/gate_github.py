"""The gate as workflow commands of GitHub Actions."""

from collections.abc import Iterator

from releasecheck.gate.result import GateReport
from releasecheck.report.gate_words import hint, open_findings, said, verdict
from releasecheck.report.github_command import Level, command
from releasecheck.report.words import printable

_LEVELS: dict[str, Level] = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: GateReport) -> str:
    """An annotation for each finding and reason, and the verdict."""
    return "".join(f"{line}\n" for line in _commands(report))


def _commands(report: GateReport) -> Iterator[str]:
    for one in open_findings(report):
        place = {"file": printable(one.path), "line": one.line, "col": one.column} if one.path else {}
        message = f"{said(one)}\n{printable(one.fix)}"
        yield command(_LEVELS[one.severity], f"releasecheck {one.rule}", message, **place)
    level: Level = "warning" if report.exit_code == 0 else "error"
    for reason in report.reasons:
        yield command(level, f"releasecheck {reason}", f"{report.url}: {hint(report, reason)}")
    for note in report.notes:
        yield command("warning", "releasecheck gate", printable(note))
    yield command("notice" if report.exit_code == 0 else "error", "releasecheck gate", verdict(report))
