"""What is said of ruff's findings."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts import Absence, Place
from releasecheck.facts.boot import Cause
from releasecheck.facts.runs import Failure, Lint, LintFinding, Tests
from releasecheck.facts.source import Suppression
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    body,
    boot,
    crash,
    deploy,
    flow,
    launch,
    outcome,
    route,
    source,
    table,
    view,
)


def lint(*findings: LintFinding, **fields: Any) -> Lint:
    """ruff's answer in a project without ruff settings."""
    return Lint(**{"version": "0.17.6", "findings": findings, "configured_in": None, **fields})


BREAKS = LintFinding("F821", "Undefined name `x`", at("app.py", 3, 5), "releasecheck", breaks=True)
SHELL = LintFinding("S605", "Starting a process with a shell", at("app.py", 9, 1), "releasecheck")
ELSEWHERE = replace(SHELL, place=at("b.py", 9))
UNUSED = LintFinding(
    "F401", "`os` imported but unused", at("a.py", 1, 8), "project", fix="Remove unused import: `os`"
)
UNDEFINED = Found(
    "F821 Undefined name `x`",
    "F821",
    at("app.py", 3, 5),
    fix="`ruff rule F821` explains the finding and shows the better code.",
    severity="error",
)
IN_A_SHELL = Found(
    "S605 Starting a process with a shell",
    "S605",
    at("app.py", 9, 1),
    fix="`ruff rule S605` explains the finding and shows the better code.",
    severity="warning",
)


def ignored(rule: str, line: int, reason: str = "a fixed command") -> Suppression:
    return Suppression((rule,), reason, at("app.py", line))


HABIT = [replace(SHELL, place=at("app.py", line)) for line in (9, 12, 15, 18, 21)]


PASSWORD = LintFinding("S105", 'Possible hardcoded password assigned to: "KEY"', at("app.py", 9), "project")


@pytest.mark.parametrize(
    ("code", "told_by"),
    [("S105", ("secrets",)), ("S104", ("server-started-at-import",)), ("S605", ()), ("S310", ())],
)
def test_which_rules_tell_the_cause_of_one_of_ruffs(code: str, told_by: tuple[str, ...]) -> None:
    (found,) = ask("lint-fails", {"lint": lint(replace(PASSWORD, code=code)), "app": app()})
    assert found.told_by == told_by


def test_what_stands_for_several_places_or_has_a_comment_is_told_all_the_same() -> None:
    several = [replace(PASSWORD, place=at("app.py", line)) for line in (9, 12, 15, 18)]
    assert [one.told_by for one in ask("lint-fails", {"lint": lint(*several), "app": app()})] == [()]
    comment = source(suppressions=[ignored("lint-fails", 9)])
    given = {"lint": lint(PASSWORD), "app": app(), "source": comment}
    assert [one.told_by for one in ask("lint-fails", given)] == [()]


def test_a_test_that_another_hides_is_a_warning_though_no_app_loads_it() -> None:
    hidden = LintFinding(
        "F811", "Redefinition of unused `test_sale`", at("tests/test_shop.py", 9), "releasecheck"
    )
    hidden = replace(hidden, fix="Remove definition: `test_sale`")
    assert ask("lint-fails", {"lint": lint(hidden), "app": app()}) == [
        Found(
            "F811 Redefinition of unused `test_sale`",
            "F811",
            at("tests/test_shop.py", 9),
            fix="Give each a name of its own.",
            severity="warning",
        )
    ]


@pytest.mark.parametrize("rule", ["lint-fails", "lint"])
def test_an_ignore_hides_the_place_it_stands_at_and_no_other(rule: str) -> None:
    told = ask("lint-fails", {"lint": lint(*HABIT), "source": source(suppressions=[ignored(rule, 9)])})
    assert [(one.place.line, one.message) for one in told] == [
        (9, "S605 Starting a process with a shell"),
        (12, "S605 Starting a process with a shell, and 3 times more in this file"),
    ]


@pytest.mark.parametrize(
    "comment", [ignored("debug-on", 9), ignored("lint-fails", 9, ""), ignored("lint", 8)]
)
def test_a_comment_that_excuses_none_of_them(comment: Suppression) -> None:
    (told,) = ask("lint-fails", {"lint": lint(*HABIT), "source": source(suppressions=[comment])})
    assert told.message.endswith("and 4 times more in this file")


def styled(code: str) -> LintFinding:
    """One of a code that the project selects."""
    return LintFinding(code, f"it is {code}", at("a.py", 1), "project")


REFUSED = "ruff 0.17.6 did not lint: Rule *** was removed and cannot be selected."


@table(
    {
        "what breaks is an error": (
            {"lint": lint(BREAKS)},
            [UNDEFINED],
        ),
        "in a file that the app did not load": (
            {
                "lint": lint(BREAKS, SHELL, replace(SHELL, place=at("app.py", 12))),
                "app": app(modules=("shop.py",)),
            },
            [
                replace(UNDEFINED, severity="warning"),
                replace(
                    IN_A_SHELL,
                    message=f"{IN_A_SHELL.message}, and 1 time more in this file",
                    evidence=("app.py:9:1", "app.py:12"),
                    severity="info",
                ),
            ],
        ),
        "in files that the app loads": (
            {"lint": lint(BREAKS, SHELL), "app": app()},
            [UNDEFINED, IN_A_SHELL],
        ),
        "the rest is a warning, with ruff's fix": (
            {"lint": lint(SHELL, UNUSED, configured_in="ruff.toml")},
            [
                IN_A_SHELL,
                Found(
                    "F401 `os` imported but unused",
                    "F401",
                    at("a.py", 1, 8),
                    fix="Remove unused import: `os`.",
                    severity="warning",
                ),
            ],
        ),
        "what the project selects is one for each code": (
            {"lint": lint(UNUSED, SHELL, replace(UNUSED, place=at("b.py", 2)), ELSEWHERE)},
            [
                Found(
                    "F401 `os` imported but unused, and 1 more of F401",
                    "F401",
                    at("a.py", 1, 8),
                    ("a.py:1:8", "b.py:2"),
                    fix="Remove unused import: `os`.",
                    severity="warning",
                ),
                IN_A_SHELL,
                replace(IN_A_SHELL, place=ELSEWHERE.place),
            ],
        ),
        "a name that a file lacks is told once, and in another file again": (
            {
                "lint": lint(
                    BREAKS,
                    replace(BREAKS, place=at("app.py", 8)),
                    replace(BREAKS, message="Undefined name `y`", place=at("app.py", 9)),
                    replace(BREAKS, place=at("b.py", 1)),
                )
            },
            [
                replace(
                    UNDEFINED,
                    message="F821 Undefined name `x`, and 1 time more in this file",
                    evidence=("app.py:3:5", "app.py:8"),
                ),
                replace(UNDEFINED, message="F821 Undefined name `y`", place=at("app.py", 9)),
                replace(UNDEFINED, place=at("b.py", 1)),
            ],
        ),
        "other code that breaks is told one by one": (
            {
                "lint": lint(
                    *(replace(BREAKS, code="F632", message="m", place=at("app.py", i)) for i in (1, 2))
                )
            },
            [
                Found(
                    "F632 m",
                    "F632",
                    at("app.py", i),
                    fix="`ruff rule F632` explains the finding and shows the better code.",
                    severity="error",
                )
                for i in (1, 2)
            ],
        ),
        "style of more than three codes is told once": (
            {
                "lint": lint(
                    BREAKS,
                    replace(SHELL, selected_by="project"),
                    *(styled(code) for code in ("I001", "W291", "E501", "W291", "SIM102")),
                    configured_in="ruff.toml",
                )
            },
            [
                UNDEFINED,
                IN_A_SHELL,
                Found(
                    "5 places break 4 more rules that ruff.toml selects: W291 (2), I001 (1) and 2 more",
                    "style",
                    at("a.py", 1),
                    (
                        "2 of W291, as at a.py:1: it is W291",
                        "1 of I001, as at a.py:1: it is I001",
                        "1 of E501, as at a.py:1: it is E501",
                        "1 of SIM102, as at a.py:1: it is SIM102",
                    ),
                    fix="`ruff check` lists them, and `ruff check --fix` mends most; "
                    "deselect what nobody means to keep.",
                    severity="warning",
                ),
            ],
        ),
        "three codes of style are told one by one": (
            {"lint": lint(*map(styled, ("I001", "W291", "E501")))},
            [
                Found(
                    f"{code} it is {code}",
                    code,
                    at("a.py", 1),
                    fix=f"`ruff rule {code}` explains the finding and shows the better code.",
                    severity="warning",
                )
                for code in ("I001", "W291", "E501")
            ],
        ),
        "settings that could not be used are said beside what was found": (
            {"lint": lint(BREAKS, configured_in="ruff.toml", reason=REFUSED)},
            [
                CouldNotLook(f"the ruff settings in ruff.toml were not used: {REFUSED}"),
                UNDEFINED,
            ],
        ),
    }
)
def test_lint_fails_faulty(given: Given, says: list[Any]) -> None:
    assert ask("lint-fails", given) == says


def test_lint_fails_tells_a_habit_once() -> None:
    """More than three of one security rule in one file are one finding there; other files keep theirs."""
    many = [LintFinding("S608", "SQL", at("tool.py", line, 1), "releasecheck") for line in (3, 5, 7, 9)]
    few = [LintFinding("S608", "SQL", at("app.py", line, 1), "releasecheck") for line in (3, 5, 7)]
    found = ask("lint-fails", {"lint": lint(*many, *few)})
    assert [(one.place.path, one.place.line) for one in found] == [
        ("app.py", 3),
        ("app.py", 5),
        ("app.py", 7),
        ("tool.py", 3),
    ]
    assert found[-1].message == "S608 SQL, and 3 times more in this file"
    assert len(found[-1].evidence) == 4


def test_lint_fails_tells_a_habit_of_many_files_once() -> None:
    """One security rule in more than two files of the app is one finding; what lies beside it is apart."""
    files = ("a.py", "b.py", "c.py")
    everywhere = [
        LintFinding("S608", "SQL", at(file, line, 1), "releasecheck") for file in files for line in (3, 5)
    ]
    beside = LintFinding("S608", "SQL", at("tool.py", 3, 1), "releasecheck")
    twice = [LintFinding("S113", "no timeout", at(file, 8, 1), "releasecheck") for file in files[:2]]
    given = {"lint": lint(*everywhere, beside, *twice), "app": app(modules=files)}
    found = ask("lint-fails", given)
    assert [(one.message, one.place.path, one.severity) for one in found] == [
        ("S608 SQL", "tool.py", "info"),
        ("S113 no timeout", "a.py", "warning"),
        ("S113 no timeout", "b.py", "warning"),
        ("S608 SQL, at 6 places in 3 files", "a.py", "warning"),
    ]
    assert len(found[-1].evidence) == 6


SYNTAX = LintFinding("invalid-syntax", "Expected `:`", at("app.py", 3, 5), "releasecheck", breaks=True)


@pytest.mark.parametrize(
    ("place", "cause", "subjects"),
    [
        (at("app.py", 3, 4), "syntax", []),
        (at("b.py", 3), "syntax", ["invalid-syntax"]),
        (at("app.py", 3), "other", ["invalid-syntax"]),
    ],
)
def test_lint_fails_leaves_the_crash_to_its_rule(place: Place, cause: Cause, subjects: list[str]) -> None:
    failed = boot(outcome="raised", crash=crash("SyntaxError", place=place, cause=cause))
    said = ask("lint-fails", {"lint": lint(SYNTAX), "boot": failed})
    assert [one.subject for one in said] == subjects


@pytest.mark.parametrize("settings", [None, "pyproject.toml"])
def test_lint_fails_fine(settings: str | None) -> None:
    assert ask("lint-fails", {"lint": lint(configured_in=settings)}) == []


def test_lint_fails_does_not_apply() -> None:
    result = outcome("lint-fails", missing={"lint": Absence("skipped", "--skip lint")})
    assert (result.outcome, result.reason) == ("skipped", "--skip lint")


def failing(type_: str, place: Place) -> Tests:
    failures = (Failure("tests/test_a.py::test_a", type_, place),)
    return Tests("failed", exit_code=1, failed=1, failures=failures)


LATER = replace(BREAKS, place=at("app.py", 30, 5))
OTHER_NAME = replace(BREAKS, message="Undefined name `y`")
CONFLICT = LintFinding(
    "invalid-syntax", "Expected a statement", at("tests/conftest.py", 1, 1), "releasecheck"
)


@pytest.mark.parametrize(
    ("findings", "type_", "place", "told"),
    [
        ((BREAKS,), "NameError", at("app.py", 3), 0),
        ((BREAKS, LATER), "NameError", at("app.py", 3), 0),
        ((BREAKS,), "NameError", at("app.py", 4), 1),
        ((BREAKS,), "KeyError", at("app.py", 3), 1),
        ((BREAKS, OTHER_NAME), "NameError", at("app.py", 3), 2),
        ((SHELL,), "NameError", at("app.py", 9), 1),
        ((CONFLICT,), "SyntaxError", at("tests/conftest.py", 2), 0),
        ((CONFLICT,), "SyntaxError", at("tests/test_a.py", 1), 1),
        ((SHELL,), "SyntaxError", at("app.py", 9), 1),
    ],
)
def test_lint_fails_leaves_what_a_test_fails_for_to_its_rule(
    findings: tuple[LintFinding, ...], type_: str, place: Place, told: int
) -> None:
    given = {"lint": lint(*findings), "tests": failing(type_, place)}
    assert len(ask("lint-fails", given)) == told


@pytest.mark.parametrize(("line", "told"), [(3, 0), (4, 1)])
def test_lint_fails_leaves_a_missing_name_that_ends_the_app_to_its_rule(line: int, told: int) -> None:
    down = boot(outcome="raised", crash=crash("NameError", place=at("app.py", line)))
    assert len(ask("lint-fails", {"lint": lint(BREAKS), "boot": down})) == told


EVALUATES = replace(SHELL, code="S307", place=at("app.py", 7, 12))


@pytest.mark.parametrize(
    ("finding", "flows", "number"),
    [
        (EVALUATES, [flow("code", call="eval")], 0),
        (EVALUATES, [flow("file", call="open")], 1),
        (replace(EVALUATES, place=at("app.py", 17)), [flow("code", call="eval")], 1),
        (replace(BREAKS, place=at("app.py", 7, 12)), [flow("code", call="eval")], 1),
    ],
)
def test_a_request_that_is_run_is_told_by_another_rule(
    finding: LintFinding, flows: list[Any], number: int
) -> None:
    live = app(routes=[route("/", "index", view=view("index", 5))])
    given = {"lint": lint(finding), "app": live, "source": source(views=[body(flows=flows)])}
    assert len(ask("lint-fails", given)) == number


OFF = Found("`# ruff: noqa` hides all that ruff finds in this file", "app.py", at("app.py", 1))


@table(
    {
        "settings without security rules": (
            {"lint": lint(configured_in="ruff.toml", security=False)},
            [Found("ruff.toml selects no security rules (S)", "S", at("ruff.toml"))],
        ),
        "a file that is passed over": ({"lint": lint(switched_off=(at("app.py", 1),))}, [OFF]),
    }
)
def test_ruff_security_not_enabled_faulty(given: Given, says: Any) -> None:
    assert ask("ruff-security-not-enabled", given) == says


@pytest.mark.parametrize("security", [True, None], ids=["they are selected", "nothing is selected"])
def test_ruff_security_not_enabled_fine(security: bool | None) -> None:
    settings = lint(configured_in="pyproject.toml", security=security)
    assert ask("ruff-security-not-enabled", {"lint": settings}) == []


def test_ruff_security_not_enabled_does_not_apply() -> None:
    says = [DoesNotApply("the project has no ruff settings")]
    assert ask("ruff-security-not-enabled", {"lint": lint()}) == says


@pytest.mark.parametrize(
    ("path", "manifests", "severity"),
    [
        ("shop.wsgi", deploy(), "error"),
        ("shop.wsgi", None, "warning"),
        ("shop.wsgi", deploy(launches=[launch()]), "warning"),
        ("tool.py", deploy(), "warning"),
    ],
)
def test_lint_fails_in_what_mod_wsgi_loads(path: str, manifests: Any, severity: str) -> None:
    given = {"lint": lint(replace(BREAKS, place=at(path, 3))), "app": app()}
    (found,) = ask("lint-fails", given | ({"deploy": manifests} if manifests else {}))
    assert (found.place, found.severity) == (at(path, 3), severity)


def test_lint_fails_in_copies_of_a_file_beside_the_app() -> None:
    """Equal findings in files of one name are one; another line, or another name, is another."""
    paths = ("scripts/load.py", "deploy/scripts/load.py", "temp/load.py", "temp/other.py")
    first, copy, moved, other = (
        LintFinding("S113", "no timeout", at(path, 3, 1), "releasecheck") for path in paths
    )
    moved = replace(moved, place=at("temp/load.py", 4, 1))
    found = ask("lint-fails", {"lint": lint(first, copy, moved, other), "app": app(modules=["app.py"])})
    assert [(one.place, one.evidence) for one in found if isinstance(one, Found)] == [
        (first.place, ("likewise in deploy/scripts/load.py",)),
        (moved.place, ()),
        (other.place, ()),
    ]


def test_lint_fails_in_files_of_one_name_that_the_app_loads() -> None:
    paths = ("a/load.py", "b/load.py")
    alike = [LintFinding("S113", "no timeout", at(path, 3, 1), "releasecheck") for path in paths]
    found = ask("lint-fails", {"lint": lint(*alike), "app": app(modules=paths)})
    assert [one.place.path for one in found if isinstance(one, Found)] == ["a/load.py", "b/load.py"]


def test_what_macos_put_beside_the_files_is_told_once() -> None:
    unread = LintFinding(
        "E902", "stream did not contain valid UTF-8", at("__MACOSX/._app.py", 1), "releasecheck"
    )
    other = replace(unread, place=at("__MACOSX/shop/._views.py", 1))
    assert ask("lint-fails", {"lint": lint(unread, other, BREAKS)}) == [
        Found(
            "__MACOSX/._app.py and 1 more: no Python, but what macOS keeps of a file beside it",
            "._*",
            Place("__MACOSX/._app.py"),
            ("__MACOSX/shop/._views.py",),
            fix="Take it out of git, `git rm -r --cached` with its folder, and add `._*` and `__MACOSX/` to "
            ".gitignore.",
            severity="info",
        ),
        UNDEFINED,
    ]
