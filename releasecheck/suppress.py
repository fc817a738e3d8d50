"""Findings that somebody asked to be passed over, with the reason; and requests that did nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

from releasecheck import globs
from releasecheck.facts import NOWHERE, Place
from releasecheck.facts.source import Suppression
from releasecheck.findings import CheckResult, Finding, Judgement, Suppressed, with_fingerprints
from releasecheck.registry import Rule
from releasecheck.settings import Ignore

UNUSED = "unused-suppression"
NO_REASON = "suppression-without-reason"
FAMILY = "repository"
COMMENT = "# releasecheck: ignore"
SETTING = "[tool.releasecheck.ignore]"


def apply(
    findings: Sequence[Finding],
    suppressions: Sequence[Suppression],
    ignores: Sequence[Ignore],
    checks: Sequence[CheckResult],
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings with `suppressed` filled in, and a warning for each suppression without use or reason.

    A symptom is for information while the error that is its cause counts; where that one is passed over, or
    was not asked for, the symptom still stops the release.

    `checks` has a result for every rule there is: of one that did not look, no suppression is unused.
    """
    valid = [comment for comment in suppressions if comment.reason]
    marked = tuple(replace(finding, suppressed=_suppressed(finding, valid, ignores)) for finding in findings)
    complaints = [
        *(_without_reason(comment) for comment in suppressions if not comment.reason),
        *_unused_comments(valid, findings, checks),
        *_unused_settings(ignores, findings, checks),
    ]
    return tuple(_eased(marked)), tuple(
        replace(complaint, suppressed=_suppressed(complaint, (), ignores))
        for complaint in with_fingerprints(complaints)
    )


def _eased(findings: Sequence[Finding]) -> Iterator[Finding]:
    causes = {one.rule for one in findings if one.severity == "error" and one.suppressed is None}
    for one in findings:
        yield replace(one, severity="info") if one.symptom_of in causes else one


def _suppressed(
    finding: Finding, comments: Sequence[Suppression], ignores: Sequence[Ignore]
) -> Suppressed | None:
    for comment in comments:
        if any(_is_about(comment, rule, finding) for rule in comment.rules):
            return Suppressed(COMMENT, comment.reason)
    for ignore in ignores:
        if _is_covered(finding, ignore):
            return Suppressed(SETTING, ignore.reason)
    return None


def _is_about(comment: Suppression, rule: str, finding: Finding) -> bool:
    same_line = (comment.place.path, comment.place.line) == (finding.path, finding.line)
    return same_line and finding.path is not None and rule in (finding.rule, finding.family)


def _is_covered(finding: Finding, ignore: Ignore) -> bool:
    if ignore.rule not in (finding.rule, finding.family):
        return False
    return ignore.path is None or (finding.path is not None and globs.matches(finding.path, ignore.path))


def _without_reason(comment: Suppression) -> Finding:
    rules = ", ".join(comment.rules)
    return _warning(
        NO_REASON,
        rules,
        f"the comment that ignores {rules or 'nothing'} gives no reason, so it is not obeyed",
        "Say why behind the brackets.",
        comment.place,
    )


def _unused_comments(
    comments: Sequence[Suppression], findings: Sequence[Finding], checks: Sequence[CheckResult]
) -> Iterator[Finding]:
    for comment in comments:
        for rule in comment.rules:
            if not any(_is_about(comment, rule, finding) for finding in findings):
                yield from _unused(rule, f"the comment ignores {rule}", comment.place, checks)


def _unused_settings(
    ignores: Sequence[Ignore], findings: Sequence[Finding], checks: Sequence[CheckResult]
) -> Iterator[Finding]:
    for ignore in ignores:
        if not any(_is_covered(finding, ignore) for finding in findings):
            where = f" in {ignore.path}" if ignore.path else ""
            yield from _unused(ignore.rule, f"the settings ignore {ignore.rule}{where}", NOWHERE, checks)


def _unused(rule: str, ignoring: str, place: Place, checks: Sequence[CheckResult]) -> Iterator[Finding]:
    if rule in (UNUSED, NO_REASON):
        return
    concerned = [check for check in checks if rule in (check.rule, check.family)]
    if not concerned:
        close = get_close_matches(rule, [check.rule for check in checks], n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        yield _warning(UNUSED, rule, f"{ignoring}, and there is no such rule{hint}", "Correct the id.", place)
    elif all(check.outcome in ("passed", "failed") for check in concerned):
        yield _warning(UNUSED, rule, f"{ignoring}, and nothing there needs it", "Take it out.", place)


def _warning(rule: str, subject: str, message: str, fix: str, place: Place) -> Finding:
    at = (place.path, place.line, place.column)
    return Finding(rule, FAMILY, "warning", message, *at, subject, (), fix, fingerprint="")


def _by_apply() -> Judgement:
    """Suppressions can be judged only when all findings are there: `apply` does it, not the engine."""
    yield from ()


# Rules like all others to whoever reads, explains or ignores them.
RULES = {
    name: Rule(id=name, family=FAMILY, severity="warning", check=_by_apply, takes=(), needs=(), doc=doc)
    for name, doc in (
        (
            UNUSED,
            """A comment or a setting ignores a finding that is not there.

What it once excused is gone, or its id was never right; left there it would hide the next real fault.

Fix: take it out, or correct the id.

Fault::

    DEBUG = False  # releasecheck: ignore[debug-on] a local tool

Fine::

    DEBUG = False
""",
        ),
        (
            NO_REASON,
            """A comment that ignores a finding does not say why.

It is not obeyed: without a reason nobody can tell later whether the excuse still holds.

Fix: say why behind the brackets.

Fault::

    DEBUG = True  # releasecheck: ignore[debug-on]

Fine::

    DEBUG = True  # releasecheck: ignore[debug-on] never deployed, runs on my desk only
""",
        ),
    )
}
