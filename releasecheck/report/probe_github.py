"""Probes as workflow commands of GitHub Actions."""

from collections.abc import Iterator

from releasecheck.probe.hints import hint_of
from releasecheck.probe.result import Probe, ProbeReport
from releasecheck.report.github_command import command
from releasecheck.report.probe_text import said


def render(report: ProbeReport) -> str:
    """An annotation for each reason: an error where the assertion failed, else a warning."""
    return "".join(f"{line}\n" for probe in report.probes for line in _annotations(probe))


def _annotations(probe: Probe) -> Iterator[str]:
    for assertion in probe.assertions:
        if assertion.reason is None:
            continue
        message = f"{probe.url}: {said(assertion)}; {hint_of(assertion)}"
        yield command("warning" if assertion.ok else "error", f"releasecheck {assertion.reason}", message)
