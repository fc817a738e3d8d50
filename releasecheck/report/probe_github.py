"""Probes as workflow commands of GitHub Actions."""

from collections.abc import Iterator

from releasecheck.probe.reasons import HINTS
from releasecheck.probe.result import Probe, ProbeReport
from releasecheck.report.probe_text import said


def render(report: ProbeReport) -> str:
    """An annotation for each reason: an error where the assertion failed, else a warning."""
    return "".join(f"{line}\n" for probe in report.probes for line in _annotations(probe))


def _annotations(probe: Probe) -> Iterator[str]:
    for assertion in probe.assertions:
        if assertion.reason is None:
            continue
        level = "warning" if assertion.ok else "error"
        message = f"{probe.url}: {said(assertion)}; {HINTS[assertion.reason]}"
        yield f"::{level} title=releasecheck {assertion.reason}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
