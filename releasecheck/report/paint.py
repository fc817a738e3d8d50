"""Colours, the same in every report for people."""

from releasecheck.findings import Severity
from releasecheck.verdict import Verdict

BOLD, DIM, RED, YELLOW, GREEN, CYAN = "1", "2", "31", "33", "32", "36"
SEVERITY: dict[Severity, str] = {"error": RED, "warning": YELLOW, "info": CYAN}
VERDICT: dict[Verdict, str] = {"ready": GREEN, "not-ready": RED, "inconclusive": YELLOW}


def paint(text: str, *codes: str, colour: bool) -> str:
    """Text in ANSI colours, or as it is."""
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if colour else text
