"""What the reports print of one made-up report."""

import json
import re

import pytest

from releasecheck.facts.left import Left
from releasecheck.findings import CheckResult
from releasecheck.report import json as json_report
from releasecheck.report import terminal, text, words
from releasecheck.verdict import JudgedApp, Summary, TestCounts
from tests.report.made_up import HOSTILE, finding, report

PLAIN_LINE = re.compile(
    r"^(?P<place>.+?): (error|warning|info|inconclusive) (?P<rule>[\w,-]+) (?P<message>.+)$"
)


def test_text_is_one_unwrapped_line_per_finding_and_the_verdict() -> None:
    lines = text.render(report()).splitlines()
    assert lines[0] == "shop/config.py:12:5: error debug-on what debug-on saw (fix: Unset it.)"
    assert lines[1] == "-: warning no-tests no test was found"
    assert lines[4] == "-: inconclusive route-5xx,slow no database at localhost:5432"
    assert lines[5] == (
        "not ready: 1 error, 2 warnings, 1 info, 1 suppressed, 2 of 5 checks ran, 1 skipped, 2 could not look"
        " in 3.2 s"
    )
    assert len(lines) == 6
    assert all(PLAIN_LINE.match(line) for line in lines[:-1])


def test_what_a_check_with_findings_could_not_look_at_is_said_too() -> None:
    partly = CheckResult("tests-fail", "tests", "failed", "the suite needs selenium", 0.0)
    assert "-: inconclusive tests-fail the suite needs selenium" in text.render(report(checks=(partly,)))


@pytest.mark.parametrize(
    ("rules", "shown"),
    [
        (("a", "b", "c", "d"), "a,b,c,d no app"),
        (("a", "b", "c", "d", "e"), "5 checks could not look: no app (--format json lists them)"),
    ],
)
def test_rules_that_share_a_reason_share_a_line(rules: tuple[str, ...], shown: str) -> None:
    checks = tuple(CheckResult(rule, "boot", "inconclusive", "no app", 0.0) for rule in rules)
    assert f"-: inconclusive {shown}\n" in text.render(report(checks=checks))


@pytest.mark.parametrize(
    ("stopper", "reason", "more"),
    [
        (
            "app-import-fails",
            "the app did not come up: x",
            "; mend what app-import-fails says, and they look",
        ),
        ("exit-at-import", "the app did not come up: x", "; mend what exit-at-import says, and they look"),
        ("tests-fail", "the app did not come up: x", ""),
        ("app-import-fails", "no requests were made", ""),
    ],
)
def test_what_makes_the_checks_look_that_wait_for_the_app(stopper: str, reason: str, more: str) -> None:
    names = [*"abcd", "exit-at-import"] if stopper != "exit-at-import" else "abcde"
    waiting = [CheckResult(rule, "boot", "inconclusive", reason, 0.0) for rule in names]
    away = CheckResult(stopper, "boot", "inconclusive", "KEY is not set", 0.0)
    rendered = report(checks=(away, *waiting))
    assert f"-: inconclusive 5 checks could not look: {reason}{more} (--format" in text.render(rendered)
    shown = " ".join(terminal.render(rendered, colour=False).split())
    assert f"{reason}{more} a, b, c, d, e" in shown


def test_a_suppressed_finding_is_counted_and_not_listed() -> None:
    for rendered in (text.render(report()), terminal.render(report(), colour=False)):
        assert "passed-over" not in rendered
        assert "1 suppressed" in rendered


@pytest.mark.parametrize("colour", [True, False])
def test_names_from_the_app_never_become_escape_sequences_or_lines(colour) -> None:
    for rendered in (text.render(report()), terminal.render(report(), colour=colour)):
        assert HOSTILE not in rendered
        assert "\x1b[31m\n" not in rendered
        assert not any(line.startswith("::") for line in rendered.splitlines())
        assert "\u202e" not in rendered


@pytest.mark.parametrize(
    ("paths", "shown"),
    [
        (["a.db"], "a.db (changed)"),
        (list("abcdefg"), ", ".join(f"{name} (changed)" for name in "abcde") + ", 2 more"),
        ([HOSTILE], f"{HOSTILE.encode('unicode_escape').decode()} (changed)"),
    ],
)
def test_what_was_left_in_the_project(paths, shown) -> None:
    left = tuple(Left(path, "changed") for path in paths)
    page = terminal.render(report(left=left), colour=False, width=500)
    assert f"the app and its tests left in the project: {shown}\n" in page


def test_the_terminal_page_groups_by_severity_with_evidence_and_fix(snapshot) -> None:
    assert terminal.render(report(), colour=False) == snapshot


def test_the_terminal_page_has_findings_of_one_rule_together_and_their_fix_once() -> None:
    several = tuple(
        finding(rule, "error", fix=fix) for rule, fix in (("a", "x"), ("b", "y"), ("a", "x"), ("a", "z"))
    )
    page = terminal.render(report(findings=several), colour=False)
    told = [
        line.split()[0:2] for line in page.splitlines() if line.startswith(("  a  ", "  b  ", "    fix:"))
    ]
    assert told == [
        ["a", "shop/config.py:12"],
        ["a", "shop/config.py:12"],
        ["fix:", "x"],
        ["a", "shop/config.py:12"],
        ["fix:", "z"],
        ["b", "shop/config.py:12"],
        ["fix:", "y"],
    ]


def test_of_one_severity_what_costs_most_stands_first() -> None:
    families = {
        "no-tests": "tests",
        "headers-weak": "headers",
        "no-start": "boot",
        "odd": "not-ours",
        "a": "boot",
    }
    found = [finding(rule, "warning", family=family) for rule, family in families.items()]
    said = report(findings=(*found, finding("quiet", "info", family="boot"), finding("late", "error")))
    order = ["late", "no-start", "a", "headers-weak", "no-tests", "odd", "quiet"]
    assert [one.rule for one in words.open_findings(said)] == order


@pytest.mark.parametrize(
    ("rules", "fields", "told"),
    [
        ("a b c d e f", {}, ["1. @ a: what a saw", "2. @ b: what b saw", "3. @ c: what c saw"]),
        ("a a a a a b", {}, ["1. @ a: what a saw", "2. @ b: what b saw"]),
        ("a a a a b", {}, []),
        ("a b c d e f", {"not_up": "no X"}, ["1. no X", "2. @ a: what a saw", "3. @ b: what b saw"]),
        ("a a a a a a", {"not_up": "no X", "reason": "no X"}, ["1. @ a: what a saw"]),
    ],
    ids=["three", "a rule once", "a short page", "not up", "the last line says it"],
)
def test_a_long_terminal_page_ends_with_what_to_begin_with(
    rules: str, fields: dict[str, str], told: list[str]
) -> None:
    many = tuple(finding(rule, "error") for rule in rules.split())
    page = terminal.render(report(findings=many, **fields), colour=False)
    end = page.partition("to begin with\n")[2].partition("\n\n")[0]
    assert [line.strip() for line in end.splitlines()] == [
        line.replace("@", "shop/config.py:12") for line in told
    ]


def test_information_is_nothing_to_begin_with() -> None:
    many = tuple(finding(f"rule-{number}", "info") for number in range(9))
    assert "to begin with" not in terminal.render(report(findings=many), colour=False)


def test_many_rules_that_share_a_reason_are_a_number() -> None:
    checks = tuple(CheckResult(f"r{n}", "boot", "inconclusive", "no app", 0.0) for n in range(9))
    page = terminal.render(report(checks=checks), colour=False)
    assert "  no app\n    9 checks (--format json lists them)\n" in page


def test_what_a_check_only_counted_is_counted_on_the_page_too() -> None:
    evidence = (*(f"seen {number}" for number in range(9)), "and 20 more")
    page = terminal.render(report(findings=(finding("a", "error", evidence=evidence),)), colour=False)
    assert "    - seen 5\n    - and 23 more (3 of them in --format json)\n" in page


def test_a_suite_without_tests_is_not_counted() -> None:
    page = terminal.render(report(tests=TestCounts(0, 0, 0, 0, 0.1)), colour=False)
    assert "2 routes, 1 asked\n" in page


@pytest.mark.parametrize("reporter", [terminal, text])
def test_colour_only_adds_escape_sequences(reporter) -> None:
    coloured, plain = (reporter.render(report(), colour=colour) for colour in (True, False))
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    assert coloured != plain


def test_an_inconclusive_report_says_why() -> None:
    unknown = report(
        verdict="inconclusive",
        exit_code=3,
        reason="SECRET_KEY is not set (--set SECRET_KEY=)",
        findings=(),
        summary=Summary(0, 0, 0, 0, 30),
    )
    last = text.render(unknown).splitlines()[-1]
    assert last == "could not tell: SECRET_KEY is not set (--set SECRET_KEY=) (3.2 s)"


def test_json_has_every_key_of_the_contract() -> None:
    data = json.loads(json_report.render(report()))
    assert data["schema"] == "releasecheck/report/1"
    assert set(data) >= {
        "schema",
        "tool",
        "started",
        "duration_s",
        "project",
        "app",
        "verdict",
        "exit_code",
        "summary",
        "findings",
        "checks",
        "routes",
        "tests",
        "probe",
        "timings",
    }
    assert set(data["app"]) >= {"target", "chosen_by", "python", "flask"}
    assert set(data["summary"]) == {"error", "warning", "info", "suppressed", "inconclusive"}
    assert set(data["findings"][0]) >= {
        "rule",
        "family",
        "severity",
        "message",
        "path",
        "line",
        "column",
        "subject",
        "evidence",
        "fix",
        "fingerprint",
        "suppressed",
        "symptom_of",
    }
    assert data["findings"][-1]["suppressed"] == {"by": "comment", "reason": "a local tool"}
    assert set(data["checks"][0]) >= {"rule", "family", "outcome", "reason", "duration_s"}
    assert data["routes"][0] == {
        "rule": "/",
        "methods": ["GET", "HEAD", "OPTIONS"],
        "endpoint": "index",
        "view": "shop:index",
        "requested": {"status": 200, "duration_s": 0.01},
        "tested": True,
    }
    assert set(data["tests"]) >= {"passed", "failed", "skipped", "errors", "duration_s"}
    assert data["tool"] == {"name": "releasecheck", "version": "1.2.3"}


def test_json_survives_names_that_are_not_utf8() -> None:
    odd = report(findings=(finding("debug-on", "error", path="a/\\udcff.py"),))
    assert json.loads(json_report.render(odd))["findings"][0]["path"] == "a/\\udcff.py"


LONG = ("one two, " * 30).strip()


@pytest.mark.parametrize(
    ("reason", "told", "last"),
    [
        (LONG, LONG, f"could not tell: {'one two, ' * 17}one… (1.0 s)"),
        (LONG, "another", f"could not tell: {LONG} (1.0 s)"),
        ("no check ran", "no check ran", "could not tell: no check ran (1.0 s)"),
    ],
    ids=["told above", "told nowhere", "short"],
)
def test_the_last_line_repeats_no_long_reason(reason: str, told: str, last: str) -> None:
    check = CheckResult("app-import-fails", "boot", "inconclusive", told, 0.0)
    said = report(verdict="inconclusive", exit_code=3, reason=reason, checks=(check,), duration_s=1.0)
    assert words.verdict(said) == last


def test_the_head_names_the_folder_and_the_apps_that_were_not_judged() -> None:
    app = JudgedApp("run.py", "compose.yaml", ".venv/bin/python (.venv)", "3.1.2", "web", ("api",))
    assert words.judged_app(report(app=app)) == [
        "shop: run.py in web/ (from compose.yaml)",
        ".venv/bin/python (.venv), Flask 3.1.2",
        "not judged: the app of api/, which is deployed beside it: releasecheck run api",
    ]
