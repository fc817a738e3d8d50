"""From facts to a report: pure, and the one place that forgives a broken rule."""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from releasecheck.facts import Facts
from releasecheck.facts.app import App
from releasecheck.findings import (
    SEVERITIES,
    CheckResult,
    CouldNotLook,
    DoesNotApply,
    Finding,
    Found,
    Outcome,
    Severity,
    with_fingerprints,
)
from releasecheck.outline import outline
from releasecheck.outlined_templates import outlined_templates
from releasecheck.registry import Rule

Said = list[tuple[Finding, Found]]
_OF_APP = frozenset({"app", "templates", "requests", "boots"})  # the facts that only an app which is up has
_UNCLEAR: frozenset[Outcome] = frozenset({"inconclusive", "errored", "failed"})


@dataclass(frozen=True, slots=True)
class Judged:
    """Every finding and the outcome of every rule, before suppressions and verdict."""

    findings: tuple[Finding, ...]
    checks: tuple[CheckResult, ...]


def judge(
    facts: Facts,
    rules: Iterable[Rule],
    severities: Mapping[str, Severity] | None = None,
    passed_over: Mapping[str, str] | None = None,
) -> Judged:
    """Ask every rule; `severities` overrides by rule id, `passed_over` is rule id -> reason not to ask."""
    findings: Said = []
    checks: list[CheckResult] = []
    stood_in = _stood_in(facts)
    outlined = None if stood_in and stood_in.app else outline(facts)
    for rule in rules:
        reason = (passed_over or {}).get(rule.id)
        if reason is not None:
            checks.append(CheckResult(rule.id, rule.family, "skipped", reason, 0.0))
            continue
        said, result = _answer(rule, facts, stood_in, outlined)
        override = (severities or {}).get(rule.id)
        findings.extend((_finding(rule, found, override), found) for found in said)
        checks.append(result)
    left = _once(_untold(findings, checks, severities or {}))
    silenced = {one.rule for one, _ in findings}.difference(one.rule for one in left)
    return Judged(with_fingerprints(left), tuple(_result(one, silenced) for one in checks))


def _untold(said: Said, checks: Sequence[CheckResult], overridden: Collection[str]) -> Said:
    """Without the symptoms whose cause another rule tells as gravely, or may tell when it can look.

    A severity that the user gave a rule is meant for what it takes over too.
    """
    settled = {*overridden, *(one.rule for one in checks if one.reason and one.outcome in _UNCLEAR)}
    worst: dict[str, int] = {}
    for one, _ in said:
        grade = SEVERITIES.index(one.severity)
        worst[one.rule] = min(grade, worst.get(one.rule, grade))

    def is_told(one: Finding, rule: str) -> bool:
        grade = worst.get(rule, len(SEVERITIES))
        return rule in settled or grade <= SEVERITIES.index(one.severity)

    return [(one, found) for one, found in said if not any(is_told(one, rule) for rule in found.left_to)]


def _once(findings: Said) -> list[Finding]:
    """Without what another rule tells on the same line, as the finding itself says."""
    lines: dict[tuple[str, int], set[str]] = {}
    for one, _ in findings:
        if one.path is not None and one.line is not None:
            lines.setdefault((one.path, one.line), set()).update((one.rule, one.family))
    return [
        one
        for one, found in findings
        if lines.get((one.path or "", one.line or 0), set()).isdisjoint(found.told_by)
    ]


def _result(check: CheckResult, silenced: Collection[str]) -> CheckResult:
    """How a check ended all of whose findings other rules tell: it may still have had something to ask."""
    if check.rule not in silenced:
        return check
    return replace(check, outcome="inconclusive" if check.reason else "passed")


def _ask(rule: Rule, facts: Facts) -> tuple[list[Found], CheckResult]:
    for need in rule.needs:
        if getattr(facts, need) is None:
            return [], _unavailable(rule, facts, need)
    clock = time.perf_counter()
    try:
        said = list(rule.check(**{fact: getattr(facts, fact) for fact in rule.takes}))
    except Exception as problem:  # noqa: BLE001 - a broken rule must cost its own answer and no other
        reason = f"our bug: {type(problem).__name__} in {rule.id} ({_where(problem)})"
        return [], CheckResult(rule.id, rule.family, "errored", reason, time.perf_counter() - clock)
    found = [one for one in said if isinstance(one, Found)]
    outcome, reason_ = _outcome(said)
    if outcome == "passed" and "boot" in rule.needs and facts.boot and facts.boot.outcome != "up":
        return found, _unavailable(rule, facts, "app")  # a boot that ended early did not do all that it would
    return found, CheckResult(rule.id, rule.family, outcome, reason_, time.perf_counter() - clock)


def _answer(
    rule: Rule, facts: Facts, stood_in: Facts | None, outlined: App | None
) -> tuple[list[Found], CheckResult]:
    """By the app as given; where it did not come up, by the app with stand-ins, or by the source."""
    needs_app = not _OF_APP.isdisjoint(rule.needs)
    if stood_in is not None and stood_in.app is not None and needs_app:
        return _ask_instead(rule, facts, stood_in)
    if stood_in is not None and stood_in.app is None and "boot" in rule.needs and not needs_app:
        return _ask_again(rule, facts, stood_in)
    if outlined is not None and rule.by_source:
        return _ask_instead(rule, facts, _by_source(rule, facts, outlined))
    return _ask(rule, facts)


def _by_source(rule: Rule, facts: Facts, outlined: App) -> Facts:
    """The facts with what the source says; of templates too little for rules that can do without."""
    if "templates" not in rule.needs or facts.source is None:
        return replace(facts, app=outlined)
    return replace(facts, app=outlined, templates=outlined_templates(outlined, facts.source))


def _stood_in(facts: Facts) -> Facts | None:
    """The facts with those of the boot with stand-ins; null where there was none."""
    if facts.stood_in is None:
        return None
    return replace(facts, **{name: getattr(facts.stood_in, name) for name in ("boot", *_OF_APP)})


def _ask_instead(rule: Rule, facts: Facts, other: Facts) -> tuple[list[Found], CheckResult]:
    """What other facts than the app as given prove is told; where they prove nothing it has yet to be seen.

    A rule that can do without an app has its say in any case.
    """
    said, result = _ask(rule, other)
    needed = next((need for need in rule.needs if need in _OF_APP), None)
    if needed is None or result.outcome in ("failed", "errored"):
        return said, result
    return [], _unavailable(rule, facts, needed)


def _ask_again(rule: Rule, facts: Facts, stood_in: Facts) -> tuple[list[Found], CheckResult]:
    """By the boot as given; where that proves nothing, by the one that ended with stand-ins too."""
    said, given = _ask(rule, facts)
    if given.outcome != "inconclusive":
        return said, given
    said, result = _ask(rule, stood_in)
    return (said, replace(result, reason=given.reason)) if result.outcome == "failed" else ([], given)


def _where(problem: Exception) -> str:
    """File and line only: an exception's text may hold what it choked on."""
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown place"
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"


def _unavailable(rule: Rule, facts: Facts, need: str) -> CheckResult:
    absence = facts.missing.get(need)
    if absence is None:
        return CheckResult(rule.id, rule.family, "skipped", f"no {need} facts", 0.0)
    return CheckResult(rule.id, rule.family, absence.outcome, absence.reason, 0.0)


def _outcome(said: Sequence[Found | CouldNotLook | DoesNotApply]) -> tuple[Outcome, str | None]:
    """Failed wins over inconclusive, inconclusive over skipped; silence is a pass."""
    unclear: list[str] = []
    beside: list[str] = []
    failed = False
    for one in said:
        match one:
            case Found():
                failed = True
            case CouldNotLook(reason):
                unclear.append(reason)
            case DoesNotApply(reason):
                beside.append(reason)
            case _:
                assert_never(one)
    if failed:
        return "failed", "; ".join(dict.fromkeys(unclear)) or None
    if unclear:
        return "inconclusive", "; ".join(dict.fromkeys(unclear))
    if beside:
        return "skipped", "; ".join(beside)
    return "passed", None


def _finding(rule: Rule, found: Found, override: Severity | None) -> Finding:
    return Finding(
        rule=rule.id,
        family=rule.family,
        severity=override or found.severity or rule.severity,
        message=found.message,
        path=found.place.path,
        line=found.place.line,
        column=found.place.column,
        subject=found.subject,
        evidence=found.evidence,
        fix=found.fix or rule.fix,
        fingerprint="",
        symptom_of=None if override else found.symptom_of,
    )
