"""Probes as JSON (schema releasecheck/probe/1)."""

import msgspec

from releasecheck.probe.result import ProbeReport


def render(report: ProbeReport) -> str:
    """Every field of the report, indented, ending in a newline."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n"
