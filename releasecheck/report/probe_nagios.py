"""Probes as one line of a Nagios plugin; the exit code stays ours."""

from releasecheck.probe.reasons import Outcome
from releasecheck.probe.result import Probe, ProbeReport
from releasecheck.report.probe_text import summary_line

_STATES = {Outcome.OK: "OK", Outcome.WARN: "WARNING", Outcome.FAIL: "CRITICAL", Outcome.ERROR: "UNKNOWN"}
_WORST_FIRST = (Outcome.FAIL, Outcome.ERROR, Outcome.WARN, Outcome.OK)


def render(report: ProbeReport) -> str:
    """The worst state, every probe in words, and the times as performance data."""
    outcomes = {probe.outcome for probe in report.probes}
    state = _STATES[next(outcome for outcome in _WORST_FIRST if outcome in outcomes)]
    words = "; ".join(_words(probe) for probe in report.probes)
    data = " ".join(f"time{number}={probe.elapsed_s:.6f}s" for number, probe in enumerate(report.probes, 1))
    return f"PROBE {state} - {words} | {data}\n"


def _words(probe: Probe) -> str:
    """On one line; a pipe would begin the performance data."""
    line = " ".join(summary_line(probe).split())
    reasons = f" ({', '.join(probe.reasons)})" if probe.reasons else ""
    return (line + reasons).replace("|", "/")
