"""Suppressions: what they cover, and what is said of those that do nothing."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts import Place
from releasecheck.facts.source import Suppression
from releasecheck.findings import CheckResult, Finding, Outcome, Suppressed
from releasecheck.settings import Ignore
from releasecheck.suppress import COMMENT, NO_REASON, SETTING, UNUSED, apply


def finding(path: str | None = "shop/app.py", line: int | None = 3) -> Finding:
    return Finding("debug-on", "config", "error", "it is on", path, line, 1, "DEBUG", (), "", "f")


def comment(*rules: str, reason: str = "why", path: str = "shop/app.py", line: int = 3) -> Suppression:
    return Suppression(rules, reason, Place(path, line, 9))


def checks(outcome: Outcome = "failed") -> list[CheckResult]:
    return [
        CheckResult("debug-on", "config", outcome, None, 0.0),
        CheckResult("no-tests", "tests", "passed", None, 0),
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (comment("debug-on"), Suppressed(COMMENT, "why")),
        (comment("other", "config"), Suppressed(COMMENT, "why")),
        (comment("other"), None),
        (comment("debug-on", line=4), None),
        (comment("debug-on", path="app.py"), None),
        (comment("debug-on", reason=""), None),
        (Ignore("debug-on", "so"), Suppressed(SETTING, "so")),
        (Ignore("config", "so"), Suppressed(SETTING, "so")),
        (Ignore("debug-on", "so", "shop"), Suppressed(SETTING, "so")),
        (Ignore("debug-on", "so", "*.py"), Suppressed(SETTING, "so")),
        (Ignore("debug-on", "so", "shop/*.py"), Suppressed(SETTING, "so")),
        (Ignore("debug-on", "so", "./shop/"), Suppressed(SETTING, "so")),
        (Ignore("debug-on", "so", "shop/other.py"), None),
        (Ignore("debug-on", "so", "hop"), None),
        (Ignore("no-tests", "so"), None),
    ],
)
def test_what_a_suppression_covers(given: Suppression | Ignore, expected: Suppressed | None) -> None:
    comments = [given] if isinstance(given, Suppression) else []
    ignores = [given] if isinstance(given, Ignore) else []
    ((marked,), _unused) = apply([finding()], comments, ignores, checks())
    assert marked.suppressed == expected


@pytest.mark.parametrize(
    ("cause", "ignores", "severity"),
    [
        ({}, [], "info"),
        ({"severity": "warning"}, [], "error"),
        ({"rule": "testing-flag-on"}, [], "error"),
        ({}, [Ignore("debug-on", "known")], "error"),  # somebody must hear of it
        ({}, [Ignore("tests-fail", "known")], "info"),
    ],
)
def test_a_symptom_counts_where_its_cause_does_not(
    cause: dict[str, Any], ignores: list[Ignore], severity: str
) -> None:
    symptom = replace(finding("tests/test_a.py"), rule="tests-fail", family="tests", symptom_of="debug-on")
    marked, _ = apply([replace(finding(), **cause), symptom], [], ignores, checks())
    assert marked[1].severity == severity
    assert marked[0].severity == cause.get("severity", "error")


def test_a_finding_without_place_is_only_reached_without_a_path() -> None:
    ignores = [Ignore("debug-on", "here", "*")]
    ((marked,), _) = apply([finding(None, None)], [], ignores, checks())
    assert marked.suppressed is None
    ((marked,), _) = apply([finding(None, None)], [], [Ignore("debug-on", "all")], checks())
    assert marked.suppressed == Suppressed(SETTING, "all")


@pytest.mark.parametrize(
    ("given", "outcome", "said"),
    [
        (
            comment("debug-on", line=9),
            "passed",
            (UNUSED, "the comment ignores debug-on, and nothing there needs it"),
        ),
        (comment("debug-on", line=9), "inconclusive", None),
        (comment("debug-on", line=9), "skipped", None),
        (
            comment("config", line=9),
            "passed",
            (UNUSED, "the comment ignores config, and nothing there needs it"),
        ),
        (
            comment("debugon"),
            "failed",
            (UNUSED, "the comment ignores debugon, and there is no such rule; did you mean debug-on?"),
        ),
        (
            comment("debug-on", reason=""),
            "failed",
            (NO_REASON, "the comment that ignores debug-on gives no reason, so it is not obeyed"),
        ),
        (comment("debug-on"), "failed", None),
        (
            Ignore("no-tests", "so"),
            "failed",
            (UNUSED, "the settings ignore no-tests, and nothing there needs it"),
        ),
        (
            Ignore("debug-on", "so", "demo"),
            "failed",
            (UNUSED, "the settings ignore debug-on in demo, and nothing there needs it"),
        ),
        (Ignore("zzz", "so"), "failed", (UNUSED, "the settings ignore zzz, and there is no such rule")),
        (Ignore("debug-on", "so"), "failed", None),
        (Ignore(UNUSED, "so"), "failed", None),
    ],
)
def test_what_is_said_of_one_that_does_nothing(
    given: Suppression | Ignore, outcome: Outcome, said: tuple[str, str] | None
) -> None:
    comments = [given] if isinstance(given, Suppression) else []
    ignores = [given] if isinstance(given, Ignore) else []
    (_findings, complaints) = apply([finding()], comments, ignores, checks(outcome))
    assert [(complaint.rule, complaint.message) for complaint in complaints] == ([said] if said else [])
    assert all(complaint.severity == "warning" for complaint in complaints)


def test_a_complaint_has_the_comments_place_and_a_fingerprint_of_its_own() -> None:
    twice = [comment("debug-on", line=8), comment("debug-on", line=9)]
    (_findings, (first, second)) = apply([], twice, [], checks("passed"))
    assert (first.path, first.line, first.column, first.subject) == ("shop/app.py", 8, 9, "debug-on")
    assert first.fingerprint != second.fingerprint


def test_a_complaint_can_be_ignored() -> None:
    (_findings, (complaint,)) = apply([], [comment("debug-on")], [Ignore(UNUSED, "later")], checks("passed"))
    assert complaint.suppressed == Suppressed(SETTING, "later")
