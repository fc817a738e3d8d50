"""What a check may say, and what the report says of it."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from releasecheck.facts import NOWHERE, Place

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
Outcome = Literal["passed", "failed", "skipped", "inconclusive", "errored"]


@dataclass(frozen=True, slots=True)
class Found:
    """A fault: what, about what, where, what was seen, and how to mend it (default: the docstring's fix)."""

    message: str
    subject: str
    place: Place = NOWHERE
    evidence: tuple[str, ...] = ()
    fix: str | None = None
    severity: Severity | None = None  # default: the check's


@dataclass(frozen=True, slots=True)
class CouldNotLook:
    """Nothing can be said of this, and why, with what would help."""

    reason: str


@dataclass(frozen=True, slots=True)
class DoesNotApply:
    """The check has no object here, and why."""

    reason: str


Judgement = Iterator[Found | CouldNotLook | DoesNotApply]
Check = Callable[..., Judgement]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Who asked for a finding to be passed over, and why."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault as the report has it (design section 4)."""

    rule: str
    family: str
    severity: Severity
    message: str
    path: str | None
    line: int | None
    column: int | None
    subject: str
    evidence: tuple[str, ...]
    fix: str
    fingerprint: str
    suppressed: Suppressed | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How one check ended."""

    rule: str
    family: str
    outcome: Outcome
    reason: str | None
    duration_s: float


def fingerprint(rule: str, path: str | None, subject: str, nth: int) -> str:
    """What a finding keeps when lines move: the nth with this rule, path and subject."""
    text = "\0".join((rule, path or "", subject, str(nth)))
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()[:16]


def error(check: Check) -> Check:
    """Declare that what this check finds is an error."""
    return _declare(check, "error")


def warning(check: Check) -> Check:
    """Declare that what this check finds is a warning."""
    return _declare(check, "warning")


def info(check: Check) -> Check:
    """Declare that what this check finds is for information."""
    return _declare(check, "info")


def _declare(check: Check, severity: Severity) -> Check:
    check.severity = severity  # type: ignore[attr-defined] # functions take attributes, Callable does not know
    return check
