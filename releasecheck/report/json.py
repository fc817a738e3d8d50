"""The report as JSON (schema releasecheck/report/1)."""

import msgspec

from releasecheck.verdict import Report


def render(report: Report) -> str:
    """Every field of the report, indented, ending in a newline."""
    text: bytes = msgspec.json.format(msgspec.json.encode(report), indent=2)
    return text.decode() + "\n"
