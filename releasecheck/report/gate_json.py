"""The gate as JSON (schema releasecheck/gate/1)."""

import msgspec

from releasecheck.gate.result import GateReport


def render(report: GateReport) -> str:
    """Every field of the report, indented, ending in a newline."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n"
