"""The report for a person at a terminal."""

import re
import textwrap
from collections.abc import Iterator, Sequence
from itertools import chain, repeat

from releasecheck.findings import SEVERITIES, Finding
from releasecheck.report.paint import BOLD, DIM, SEVERITY, VERDICT, YELLOW, paint
from releasecheck.report.words import (
    cure,
    judged_app,
    left_behind,
    many_rules,
    open_findings,
    place,
    printable,
    to_begin_with,
    unclear,
    verdict,
)
from releasecheck.verdict import Report
from releasecheck.wording import counted

EVIDENCE_SHOWN = 6
_CAPPED = re.compile(r"and (\d+) more")
RULES_SHOWN = 8
MANY = 6


def render(report: Report, *, colour: bool, width: int = 100) -> str:
    """Findings grouped by severity with place, evidence and fix; then the verdict line."""
    page = _Page(colour, max(40, width))
    lines = [*_head(report, page), *_groups(report, page), *_unclear(report, page), *_foot(report, page)]
    return "\n".join(lines) + "\n"


class _Page:
    """How wide and how colourful."""

    def __init__(self, colour: bool, width: int) -> None:
        self.colour = colour
        self.width = width

    def paint(self, text: str, *codes: str) -> str:
        return paint(text, *codes, colour=self.colour)

    def wrap(self, text: str, indent: str, first: str | None = None) -> list[str]:
        return textwrap.wrap(
            text,
            self.width,
            initial_indent=indent if first is None else first,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )


def _head(report: Report, page: _Page) -> Iterator[str]:
    for line, code in zip(judged_app(report), chain((BOLD,), repeat(DIM)), strict=False):
        yield from (page.paint(one, code) for one in page.wrap(line, "  ", ""))
    if report.routes:
        yield from (page.paint(one, DIM) for one in page.wrap(", ".join(_sweep(report)), "  ", ""))
    if report.app:
        yield ""


def _sweep(report: Report) -> Iterator[str]:
    yield counted(len(report.routes), "route")
    yield f"{sum(route.requested is not None for route in report.routes)} asked"
    suite = report.tests
    if suite is not None and (ran := suite.passed + suite.failed + suite.errors):
        yield f"{suite.passed} of {counted(ran, 'test')} passed"
        own = [route.tested for route in report.routes if route.tested is not None]
        yield f"{sum(own)} of the project's {counted(len(own), 'route')} exercised by them"


def _groups(report: Report, page: _Page) -> Iterator[str]:
    findings = open_findings(report)
    for severity in SEVERITIES:
        group = [finding for finding in findings if finding.severity == severity]
        if not group:
            continue
        title = f"{len(group)} info" if severity == "info" else counted(len(group), severity)
        yield page.paint(title, BOLD, SEVERITY[severity])
        together = _by_rule(group)
        for finding, following in zip(together, [*together[1:], None], strict=True):
            yield from _finding(finding, page)
            if following is None or (following.rule, following.fix) != (finding.rule, finding.fix):
                yield from page.wrap(printable(finding.fix), "         ", "    fix: ")
        yield ""


def _by_rule(findings: Sequence[Finding]) -> list[Finding]:
    """Those of one rule together, where the first of them stands: what one fix mends is read at once."""
    rules = list(dict.fromkeys(finding.rule for finding in findings))
    return sorted(findings, key=lambda finding: rules.index(finding.rule))


def _finding(finding: Finding, page: _Page) -> Iterator[str]:
    colour = SEVERITY[finding.severity]
    yield f"  {page.paint(finding.rule, colour)}  {page.paint(place(finding), BOLD)}"
    yield from page.wrap(printable(finding.message), "    ")
    shown = finding.evidence[:EVIDENCE_SHOWN]
    for line in shown:
        yield from (page.paint(one, DIM) for one in page.wrap(printable(line), "      ", "    - "))
    if len(finding.evidence) > len(shown):
        yield page.paint(f"    - {_rest(finding.evidence, len(shown))}", DIM)


def _rest(evidence: Sequence[str], shown: int) -> str:
    """How many lines more, those among them that the check itself only counted."""
    counted_only = _CAPPED.fullmatch(evidence[-1])
    if counted_only is None:
        return f"and {len(evidence) - shown} more (all in --format json)"
    listed = len(evidence) - 1 - shown
    return f"and {listed + int(counted_only[1])} more ({listed} of them in --format json)"


def _recap(report: Report, page: _Page) -> Iterator[str]:
    """Of a page that runs out of the window, what to begin with: its end is what is seen first."""
    if len(open_findings(report)) < MANY:
        return
    first = to_begin_with(report)
    if first:
        yield page.paint("to begin with", BOLD)
    for number, line in enumerate(first, 1):
        yield from page.wrap(line, "     ", f"  {number}. ")
    if first:
        yield ""


def _unclear(report: Report, page: _Page) -> Iterator[str]:
    reasons = unclear(report.checks)
    if not reasons:
        return
    yield page.paint("could not look", BOLD, YELLOW)
    for reason, rules in reasons.items():
        yield from page.wrap(f"{reason}{cure(reason, report)}", "    ", "  ")
        named = ", ".join(rules) if len(rules) <= RULES_SHOWN else many_rules(rules)
        yield from (page.paint(one, DIM) for one in page.wrap(named, "    "))
    yield ""


def _foot(report: Report, page: _Page) -> Iterator[str]:
    yield from _recap(report, page)
    for line in left_behind(report):
        yield from (page.paint(one, DIM) for one in page.wrap(line, "  ", ""))
    yield page.paint(verdict(report), BOLD, VERDICT[report.verdict])
