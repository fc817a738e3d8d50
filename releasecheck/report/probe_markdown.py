"""Probes as Markdown, for a job summary or a comment."""

from collections.abc import Iterator

from releasecheck.probe.hints import hint_of
from releasecheck.probe.result import Probe, ProbeReport
from releasecheck.report.markdown_code import code
from releasecheck.report.probe_text import said

_HEAD = ["| outcome | URL | status | time | build | reasons |", "| --- | --- | --- | --- | --- | --- |"]


def render(report: ProbeReport) -> str:
    """A table of the probes, then what each reason means."""
    details = [line for probe in report.probes for line in _details(probe)]
    rows = [_row(probe) for probe in report.probes]
    return "\n".join([f"## Probe: {report.verdict}", "", *_HEAD, *rows, "", *details]).rstrip() + "\n"


def _row(probe: Probe) -> str:
    status = probe.hops[-1].status if probe.hops else None
    reasons = ", ".join(probe.reasons) or "-"
    cells = [probe.outcome, code(probe.url), str(status or "-"), f"{probe.elapsed_s:.3f} s"]
    return f"| {' | '.join([*cells, code(probe.build or '-'), reasons])} |"


def _details(probe: Probe) -> Iterator[str]:
    for assertion in probe.assertions:
        if assertion.reason is not None:
            yield f"- **{assertion.reason}** {code(said(assertion))}: {hint_of(assertion)}"
    if probe.excerpt:
        yield f"- the answer: {code(probe.excerpt)}"
