"""The report for a pipe: one unwrapped line per finding, then the verdict."""

from releasecheck.report.words import open_findings, place, printable, unclear, verdict
from releasecheck.verdict import Report


def render(report: Report) -> str:
    """`path:line:col: severity rule-id message` lines, what could not be looked at, the verdict line."""
    lines = [
        f"{place(one)}: {one.severity} {one.rule} {printable(one.message)}" for one in open_findings(report)
    ]
    lines += [
        f"-: inconclusive {','.join(rules)} {reason}" for reason, rules in unclear(report.checks).items()
    ]
    return "\n".join([*lines, verdict(report)]) + "\n"
