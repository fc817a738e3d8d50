"""What a check may say, and what the report says of it."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
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
    told_by: tuple[str, ...] = ()  # rules and families: with a finding on this line they tell the same cause
    symptom_of: str | None = None  # the rule that tells the cause, wherever: where that counts, this does not
    left_to: tuple[str, ...] = ()  # rules that tell the cause: this is for where none tells it as gravely


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
    symptom_of: str | None = None  # the rule whose finding is the cause of this


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How one check ended."""

    rule: str
    family: str
    outcome: Outcome
    reason: str | None
    duration_s: float


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The gravest first, then by place."""
    return tuple(sorted(findings, key=lambda one: (SEVERITIES.index(one.severity), _by_place(one))))


def with_fingerprints(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In order, each with what it keeps when lines move: the nth of its rule, path and subject."""
    seen: Counter[tuple[str, str, str]] = Counter()
    numbered = []
    for finding in sorted(findings, key=_by_place):
        key = (finding.rule, finding.path or "", finding.subject)
        seen[key] += 1
        text = "\0".join((*key, str(seen[key])))
        digest = hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()
        numbered.append(replace(finding, fingerprint=digest[:16]))
    return in_order(numbered)


def _by_place(finding: Finding) -> tuple[str, int, int, str, str]:
    return (finding.path or "", finding.line or 0, finding.column or 0, finding.rule, finding.subject)


def error(check: Check) -> Check:
    """Declare that what this check finds is an error."""
    return _declare(check, "error")


def warning(check: Check) -> Check:
    """Declare that what this check finds is a warning."""
    return _declare(check, "warning")


def info(check: Check) -> Check:
    """Declare that what this check finds is for information."""
    return _declare(check, "info")


def by_source(check: Check) -> Check:
    """Declare that of the app this check reads only its modules, routes, keys and session cookie.

    Where the app does not come up the source outlines these (`releasecheck.outline`), and the check is asked
    all the same: what it finds is told, and its silence is no pass, unless it can do without an app.
    """
    check.by_source = True  # type: ignore[attr-defined] # functions take attributes, Callable does not know
    return check


def _declare(check: Check, severity: Severity) -> Check:
    check.severity = severity  # type: ignore[attr-defined] # functions take attributes, Callable does not know
    return check
