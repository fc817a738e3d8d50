"""How rules are asked, and what becomes of what they say."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from releasecheck.engine import judge
from releasecheck.facts import Absence, Facts, Place, Project
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.runs import Git
from releasecheck.facts.stood_in import StoodIn
from releasecheck.findings import CouldNotLook, DoesNotApply, Found
from releasecheck.registry import Rule

GIT = Git(commit="c" * 40, branch="main", dirty=False, tracked=())
BOOT = Boot("up", "app", "--app", ".", "python", "--python")
APP = App("app", Place("app.py"), (), (), (), ())
FAULT = Found("a fault", "thing", Place("a.py", 3))


def rule(check, needs=("git",), takes=None) -> Rule:
    doc = "What.\n\nWhy.\n\nFix: mend\nit."
    return Rule("a-rule", "family", "error", check, takes or needs, needs, doc)


def saying(*said):
    def check(git) -> Iterator[object]:
        yield from said

    return check


def broken(git) -> Iterator[object]:
    raise ValueError("hunter2-secret")
    yield


@pytest.mark.parametrize(
    ("said", "outcome", "reason"),
    [
        ((), "passed", None),
        ((FAULT,), "failed", None),
        ((DoesNotApply("none here"),), "skipped", "none here"),
        ((CouldNotLook("no database"),), "inconclusive", "no database"),
        ((DoesNotApply("none here"), CouldNotLook("no database")), "inconclusive", "no database"),
        ((CouldNotLook("no database"), CouldNotLook("no database")), "inconclusive", "no database"),
        ((CouldNotLook("no database"), FAULT), "failed", "no database"),
    ],
)
def test_outcome_is_the_worst_that_was_said(said, outcome, reason) -> None:
    judged = judge(Facts(Project("p"), git=GIT), [rule(saying(*said))])
    assert [(one.outcome, one.reason) for one in judged.checks] == [(outcome, reason)]
    assert len(judged.findings) == sum(isinstance(one, Found) for one in said)


@pytest.mark.parametrize("outcome", ["skipped", "inconclusive"])
def test_a_missing_fact_gives_its_reason(outcome) -> None:
    facts = Facts(Project("p"), missing={"git": Absence(outcome, "no git here")})
    (check,) = judge(facts, [rule(saying(FAULT))]).checks
    assert (check.outcome, check.reason) == (outcome, "no git here")


NOT_UP = Absence("inconclusive", "the app did not come up: an exception ended it")


@pytest.mark.parametrize(
    ("ended", "said", "outcome"),
    [
        ("up", (), "passed"),
        ("raised", (), "inconclusive"),
        ("no-app", (), "inconclusive"),
        ("raised", (FAULT,), "failed"),
        ("raised", (DoesNotApply("none here"),), "skipped"),
    ],
)
def test_silence_about_a_boot_that_ended_early_is_no_pass(ended, said, outcome) -> None:
    boot = Boot(ended, "app:app", "app.py", ".", "python", "--python")

    def check(boot) -> Iterator[object]:
        yield from said

    facts = Facts(Project("p"), boot=boot, missing={} if ended == "up" else {"app": NOT_UP})
    (result,) = judge(facts, [rule(check, needs=("boot",))]).checks
    assert result.outcome == outcome
    if outcome == "inconclusive":
        assert result.reason == NOT_UP.reason


def test_a_rule_that_may_do_without_the_boot_passes_all_the_same() -> None:
    def check(git, boot=None) -> Iterator[object]:
        yield from ()

    boot = Boot("raised", "app:app", "app.py", ".", "python", "--python")
    facts = Facts(Project("p"), git=GIT, boot=boot, missing={"app": NOT_UP})
    assert judge(facts, [rule(check, takes=("git", "boot"))]).checks[0].outcome == "passed"


def test_an_optional_fact_may_be_missing() -> None:
    def check(git, app=None):
        yield Found(f"app is {app}", "s")

    judged = judge(Facts(Project("p"), git=GIT), [rule(check, takes=("git", "app"))])
    assert [one.message for one in judged.findings] == ["app is None"]


def test_a_broken_rule_costs_its_own_answer_and_says_no_value() -> None:
    judged = judge(Facts(Project("p"), git=GIT), [rule(broken), rule(saying(FAULT))])
    assert [one.outcome for one in judged.checks] == ["errored", "failed"]
    assert "ValueError" in (judged.checks[0].reason or "")
    assert "hunter2" not in (judged.checks[0].reason or "")


def test_severity_fix_and_family_come_from_the_rule() -> None:
    (finding,) = judge(Facts(Project("p"), git=GIT), [rule(saying(FAULT))]).findings
    assert (finding.severity, finding.fix, finding.family) == ("error", "Mend it.", "family")


def test_what_the_finding_says_itself_wins_and_the_settings_win_over_it() -> None:
    found = Found("m", "s", severity="info", fix="rename it")
    facts = Facts(Project("p"), git=GIT)
    assert judge(facts, [rule(saying(found))]).findings[0].severity == "info"
    assert judge(facts, [rule(saying(found))]).findings[0].fix == "rename it"
    assert judge(facts, [rule(saying(found))], {"a-rule": "warning"}).findings[0].severity == "warning"


OTHERS = Rule("other", "secrets", "info", saying(FAULT), ("git",), ("git",), "What.\n\nFix: mend it.")


@pytest.mark.parametrize(
    ("told_by", "place", "left"),
    [
        (("other",), Place("a.py", 3, 9), ["other"]),
        (("secrets",), Place("a.py", 3), ["other"]),
        (("routes",), Place("a.py", 3), ["a-rule", "other"]),
        (("other",), Place("a.py", 4), ["a-rule", "other"]),
        (("other",), Place("b.py", 3), ["a-rule", "other"]),
        (("other",), Place(), ["a-rule", "other"]),
    ],
)
def test_what_another_rule_tells_on_the_same_line_is_told_once(told_by, place, left) -> None:
    mine = rule(saying(Found("m", "s", place, told_by=told_by)))
    judged = judge(Facts(Project("p"), git=GIT), [mine, OTHERS])
    assert sorted(one.rule for one in judged.findings) == left
    assert [one.outcome for one in judged.checks] == ["failed" if "a-rule" in left else "passed", "failed"]


def telling(*said) -> Rule:
    return replace(rule(saying(*said)), id="the-cause")


MILD = Found("m", "cause", Place("b.py", 1), severity="warning")


@pytest.mark.parametrize(
    ("cause", "left"),
    [
        (telling(Found("m", "cause", Place("b.py", 1))), ["the-cause"]),
        (telling(MILD), ["a-rule", "the-cause"]),
        (telling(), ["a-rule"]),
        (telling(DoesNotApply("nothing there")), ["a-rule"]),
        (telling(CouldNotLook("no database")), []),
        (telling(MILD, CouldNotLook("no database")), ["the-cause"]),
        (OTHERS, ["a-rule", "other"]),
    ],
    ids=[
        "as gravely",
        "milder",
        "not at all",
        "not in this app",
        "cannot know",
        "knows not all",
        "not asked",
    ],
)
def test_what_another_rule_takes_over_is_never_told_milder(cause: Rule, left: list[str]) -> None:
    mine = rule(saying(Found("m", "s", Place("a.py", 3), left_to=("the-cause",))))
    judged = judge(Facts(Project("p"), git=GIT), [mine, cause])
    assert sorted(one.rule for one in judged.findings) == left
    assert judged.checks[0].outcome == ("failed" if "a-rule" in left else "passed")


def test_a_severity_that_the_user_gave_the_cause_is_meant_for_its_symptoms() -> None:
    mine = rule(saying(Found("m", "s", Place("a.py", 3), left_to=("the-cause",))))
    judged = judge(Facts(Project("p"), git=GIT), [mine, telling(MILD)], {"the-cause": "info"})
    assert [one.rule for one in judged.findings] == ["the-cause"]


def test_a_rule_that_also_could_not_look_does_not_pass_for_another_that_tells() -> None:
    said = (Found("m", "s", Place("a.py", 3), told_by=("other",)), CouldNotLook("no database"))
    judged = judge(Facts(Project("p"), git=GIT), [rule(saying(*said)), OTHERS])
    assert (judged.checks[0].outcome, judged.checks[0].reason) == ("inconclusive", "no database")


def test_two_findings_do_not_hide_each_other_where_the_other_rule_is_not_asked() -> None:
    mine = rule(saying(Found("m", "s", Place("a.py", 3), told_by=("other",))))
    assert len(judge(Facts(Project("p"), git=GIT), [mine]).findings) == 1
    assert len(judge(Facts(Project("p"), git=GIT), [mine, OTHERS], passed_over={"other": "x"}).findings) == 1


def stood_in(seen: StoodIn) -> Facts:
    lacking = dict.fromkeys(("app", "requests"), Absence("inconclusive", "it did not come up"))
    return Facts(Project("p"), boot=replace(BOOT, outcome="raised"), missing=lacking, stood_in=seen)


@pytest.mark.parametrize(
    ("said", "outcome", "told"),
    [((FAULT,), "failed", 1), ((), "inconclusive", 0), ((DoesNotApply("none"),), "inconclusive", 0)],
)
def test_an_app_with_stand_ins_may_prove_a_fault_and_nothing_else(said, outcome, told) -> None:
    def check(app) -> Iterator[object]:
        assert app is APP
        yield from said

    judged = judge(stood_in(StoodIn(("KEY",), BOOT, APP)), [rule(check, ("app",))])
    assert [one.outcome for one in judged.checks] == [outcome]
    assert len(judged.findings) == told


def test_what_the_stand_ins_do_not_show_is_wanted_as_before() -> None:
    judged = judge(stood_in(StoodIn(("KEY",), BOOT, APP)), [rule(saying(FAULT), ("requests",))])
    assert [(one.outcome, one.reason) for one in judged.checks] == [("inconclusive", "it did not come up")]


def asking_for_a_key(boot) -> Iterator[object]:
    yield CouldNotLook("KEY is not set") if boot.outcome == "raised" else FAULT


@pytest.mark.parametrize(("app", "outcome"), [(None, "failed"), (APP, "inconclusive")])
def test_a_boot_that_ended_with_stand_ins_too_is_judged_where_the_first_could_not_be(app, outcome) -> None:
    ended = StoodIn(("KEY",), replace(BOOT, outcome="exited"), app)
    (check,) = judge(stood_in(ended), [rule(asking_for_a_key, ("boot",))]).checks
    assert (check.outcome, check.reason) == (outcome, "KEY is not set")


def test_a_rule_passed_over_is_not_asked() -> None:
    judged = judge(Facts(Project("p"), git=GIT), [rule(broken)], passed_over={"a-rule": "--ignore"})
    assert [(one.outcome, one.reason) for one in judged.checks] == [("skipped", "--ignore")]


def fingerprints(*found: Found) -> list[str]:
    judged = judge(Facts(Project("p"), git=GIT), [rule(saying(*found))])
    return [one.fingerprint for one in judged.findings]


def test_fingerprints_survive_moved_lines_and_tell_twins_apart() -> None:
    here, moved = Found("m", "s", Place("a.py", 3)), Found("m", "s", Place("a.py", 30))
    assert fingerprints(here) == fingerprints(moved)
    assert len(set(fingerprints(here, moved))) == 2
    assert fingerprints(here) != fingerprints(Found("m", "other", Place("a.py", 3)))
    assert fingerprints(here) != fingerprints(Found("m", "s", Place("b.py", 3)))


def test_findings_are_ordered_by_severity_then_place() -> None:
    said = [
        Found("m", "s", Place("b.py", 1), severity="warning"),
        Found("m", "s", Place("b.py", 2)),
        Found("m", "s", Place("a.py", 9)),
    ]
    judged = judge(Facts(Project("p"), git=GIT), [rule(saying(*said))])
    assert [(one.path, one.line) for one in judged.findings] == [("a.py", 9), ("b.py", 2), ("b.py", 1)]
