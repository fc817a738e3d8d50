"""The report for a pipe: one unwrapped line per finding, then the verdict."""

from collections.abc import Iterator, Sequence

from releasecheck.report.paint import BOLD, SEVERITY, VERDICT, YELLOW, paint
from releasecheck.report.words import open_findings, place, printable, unclear, verdict
from releasecheck.verdict import Report

_NAMED = 4  # rules that share a reason
_WHICH = 'which they are: "checks" of --format json'


def render(report: Report, *, colour: bool = False) -> str:
    """`path:line:col: severity rule-id message` lines, what could not be looked at, the verdict line."""
    return "".join(f"{line}\n" for line in _lines(report, colour))


def _lines(report: Report, colour: bool) -> Iterator[str]:
    for one in open_findings(report):
        severity = paint(one.severity, SEVERITY[one.severity], colour=colour)
        yield f"{place(one)}: {severity} {one.rule} {printable(one.message)}"
    for reason, rules in unclear(report.checks).items():
        which = "" if len(rules) <= _NAMED else f" ({_WHICH})"
        yield f"-: {paint('inconclusive', YELLOW, colour=colour)} {_together(rules)} {reason}{which}"
    yield paint(verdict(report), BOLD, VERDICT[report.verdict], colour=colour)


def _together(rules: Sequence[str]) -> str:
    """One word, so that a line keeps its columns."""
    return ",".join(rules) if len(rules) <= _NAMED else f"{len(rules)}-rules"
