"""The report for a pipe: one unwrapped line per finding, then the verdict."""

from collections.abc import Iterator, Sequence

from releasecheck.report.paint import BOLD, SEVERITY, VERDICT, YELLOW, paint
from releasecheck.report.words import cure, open_findings, place, printable, unclear, verdict
from releasecheck.verdict import Report

_NAMED = 4  # rules that share a reason


def render(report: Report, *, colour: bool = False) -> str:
    """`path:line:col: severity rule-id message` lines, of errors with the fix; what could not be looked at.

    The verdict is the last line.
    """
    return "".join(f"{line}\n" for line in _lines(report, colour))


def _lines(report: Report, colour: bool) -> Iterator[str]:
    for one in open_findings(report):
        severity = paint(one.severity, SEVERITY[one.severity], colour=colour)
        fix = f" (fix: {printable(one.fix)})" if one.severity == "error" else ""
        yield f"{place(one)}: {severity} {one.rule} {printable(one.message)}{fix}"
    for reason, rules in unclear(report.checks).items():
        unlooked = _unlooked(rules, reason, cure(reason, report))
        yield f"-: {paint('inconclusive', YELLOW, colour=colour)} {unlooked}"
    yield paint(verdict(report), BOLD, VERDICT[report.verdict], colour=colour)


def _unlooked(rules: Sequence[str], reason: str, cure: str) -> str:
    """Few rules stand in the column of the rule; a number there would look like one."""
    if len(rules) <= _NAMED:
        return f"{','.join(rules)} {reason}"
    return f"{len(rules)} checks could not look: {reason}{cure} (--format json lists them)"
