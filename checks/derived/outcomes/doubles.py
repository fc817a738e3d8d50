"""Security rules of ruff's that see in one line what rules of ours see in the app."""

from releasecheck.facts.runs import LintFinding

_SECRETS = ("secrets",)
_PROGRAMS = ("import-time-network", "sleep-or-subprocess-in-view")
# By ruff's code, the rules and families that tell the same cause, and what comes of it in this very app.
_TOLD_BY: dict[str, tuple[str, ...]] = {
    "S104": ("server-started-at-import",),
    "S105": _SECRETS,
    "S106": _SECRETS,
    "S107": _SECRETS,
    "S113": ("blocking-call-no-timeout",),
    "S201": ("debug-in-run-call", "debug-on", "server-started-at-import"),
    "S603": _PROGRAMS,
    "S606": _PROGRAMS,
    "S607": _PROGRAMS,
    "S701": ("autoescape-off",),
}


def told_by(one: LintFinding) -> tuple[str, ...]:
    """The rules and families beside whose finding on the same line this one is told a second time."""
    return () if one.breaks else _TOLD_BY.get(one.code, ())
