"""What is said of the project's suite and of what it asked."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts import NOWHERE
from releasecheck.facts.app import Secret
from releasecheck.facts.imports import Import
from releasecheck.facts.runs import Exercised, Failure, Lint, LintFinding, Tests
from releasecheck.facts.suite import BareCommand
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    boot,
    config,
    crash,
    env_read,
    foreign_view,
    module,
    project,
    route,
    source,
    table,
    view,
)
from .build_dependencies import dependencies, distribution, wanted


def suite(outcome: Any = "passed", **fields: Any) -> Tests:
    """A suite of four tests that pass."""
    return Tests(**{"outcome": outcome, "exit_code": 0, "passed": 4, "duration_s": 2.0, **fields})


def failed(*failures: Failure, outcome: Any = "failed", **fields: Any) -> Tests:
    return suite(outcome, exit_code=1, failures=failures, **fields)


def failure(test: str, line: int, type_: str = "AssertionError", **fields: Any) -> Failure:
    """A test of tests/test_shop.py that fails on a line of it."""
    place = at("tests/test_shop.py", line)
    return Failure(**{"node": f"tests/test_shop.py::{test}", "type": type_, "place": place, **fields})


ONE = failure("test_one", 5)
BROKEN = Failure("tests/test_new.py", "ImportError", at("shop/new.py", 3), while_collecting=True)
LACKING = replace(BROKEN, type="ModuleNotFoundError", missing_module="selenium")
NOT_THERE = CouldNotLook(
    "the suite needs selenium, which the Python that ran it does not have: "
    "install it there, or name the app's own interpreter with --python PATH"
)
AIMLESS = failure("test_login", 9, "MissingSchema")
WAITING = failure("test_one", 5, "OperationalError", in_fixture=True, unreachable="db:5432")
DOWN = boot(outcome="raised", crash=crash("shop.ImportError", place=at("shop/new.py", 3, 8)))
NO_NAME = crash("builtins.ImportError", place=NOWHERE, library="flask/helpers.py:14")
BARELY_BEGUN = boot(outcome="raised", crash=NO_NAME)
GIVEN = boot(env_reads=[env_read("SERVER_NAME", hit=True, line=45)])
UNGIVEN = replace(BROKEN, type="KeyError", place=at("config.py", 45))
REFUSING = replace(UNGIVEN, type="ValueError", place=at("config.py", 48))
ELSEWHERE = boot(outcome="raised", crash=crash("ImportError", place=at("shop/old.py", 3)))
SAME = replace(ONE.place, path="shop/views.py", line=40)
ONE_ALONE = Found(
    "tests/test_shop.py::test_one fails in its set-up or tear-down: AssertionError", ONE.node, ONE.place
)
NODES = tuple(f"tests/test_shop.py::test_{n}" for n in range(12))
MISSES = failure("test_total", 0, "NameError", place=SAME)
RUFF = Lint(
    "0.17.6",
    tuple(
        LintFinding("F821", "Undefined name `prices`", at("shop/views.py", line, 8), "releasecheck")
        for line in (60, 40)
    ),
    configured_in=None,
)
LEAVING = boot(outcome="exited", exit_code=3, place=at("app.py", 6))
OF_A_LIBRARY = {"type_": "AttributeError", "library": "flask.testing:117"}
MANY = tuple(failure(f"test_{n}", n + 1) for n in range(12))


@table(
    {
        "one test": (
            {"tests": failed(ONE), "project": project()},
            [
                Found(
                    "tests/test_shop.py::test_one fails: AssertionError",
                    "tests/test_shop.py::test_one",
                    at("tests/test_shop.py", 5),
                )
            ],
        ),
        "a fixture": (
            {"tests": failed(replace(ONE, in_fixture=True)), "project": project()},
            [
                Found(
                    "tests/test_shop.py::test_one fails in its set-up or tear-down: AssertionError",
                    "tests/test_shop.py::test_one",
                    at("tests/test_shop.py", 5),
                )
            ],
        ),
        "one cause for three tests is one finding": (
            {
                "tests": failed(*(failure(f"test_{n}", 0, "KeyError", place=SAME) for n in range(3))),
                "project": project(),
            },
            [Found("tests/test_shop.py::test_0 and 2 more fail: KeyError", NODES[0], SAME, NODES[:3])],
        ),
        "one cause in a library, met at many places": (
            {
                "tests": failed(
                    *(failure(f"test_{n}", n + 5, **OF_A_LIBRARY) for n in range(3)),
                    replace(ONE, in_fixture=True),
                ),
                "project": project(),
            },
            [
                ONE_ALONE,
                Found(
                    f"{NODES[0]} and 2 more fail: AttributeError",
                    NODES[0],
                    at("tests/test_shop.py", 5),
                    tuple(f"{NODES[n]} at tests/test_shop.py:{n + 5}" for n in range(3)),
                ),
            ],
        ),
        "a library that refuses elsewhere, or what the app asks": (
            {
                "tests": failed(
                    failure("test_0", 5, **OF_A_LIBRARY),
                    failure("test_1", 6, **{**OF_A_LIBRARY, "library": "flask.app:9"}),
                    replace(failure("test_2", 7, **OF_A_LIBRARY), place=at("shop/app.py", 7)),
                ),
                "project": project(),
            },
            [
                Found(f"{NODES[2]} fails: AttributeError", NODES[2], at("shop/app.py", 7)),
                Found(f"{NODES[0]} fails: AttributeError", NODES[0], at("tests/test_shop.py", 5)),
                Found(f"{NODES[1]} fails: AttributeError", NODES[1], at("tests/test_shop.py", 6)),
            ],
        ),
        "a name that ruff misses too": (
            {"tests": failed(MISSES, *MANY), "project": project(), "lint": RUFF},
            [
                Found(
                    "tests/test_shop.py::test_total fails: NameError: Undefined name `prices`",
                    "tests/test_shop.py::test_total",
                    at("shop/views.py", 40),
                    ("also at shop/views.py:60:8",),
                ),
                *(
                    Found(f"{node} fails: AssertionError", node, one.place)
                    for node, one in zip(NODES[:9], MANY, strict=False)
                ),
                Found("3 more tests fail", "the rest of the suite", evidence=NODES[9:]),
            ],
        ),
        "a broken module comes first": (
            {"tests": failed(ONE, BROKEN, outcome="collection-broken"), "project": project()},
            [
                Found(
                    "tests/test_new.py cannot be collected: ImportError",
                    "tests/test_new.py",
                    at("shop/new.py", 3),
                ),
                Found(
                    "tests/test_shop.py::test_one fails: AssertionError",
                    "tests/test_shop.py::test_one",
                    at("tests/test_shop.py", 5),
                ),
            ],
        ),
        "a module is missing in the interpreter that was named": (
            {
                "tests": failed(LACKING, outcome="collection-broken"),
                "project": project(python_named=True),
            },
            [
                Found(
                    "tests/test_new.py cannot be collected: ModuleNotFoundError: selenium",
                    "tests/test_new.py",
                    at("shop/new.py", 3),
                )
            ],
        ),
        "several modules lack one": (
            {
                "tests": failed(
                    LACKING,
                    replace(LACKING, node="tests/test_old.py", place=at("tests/base.py", 1)),
                    outcome="collection-broken",
                ),
                "project": project(python_named=True),
            },
            [
                Found(
                    "tests/test_new.py and 1 more cannot be collected: ModuleNotFoundError: selenium",
                    "tests/test_new.py",
                    at("shop/new.py", 3),
                    ("tests/test_new.py at shop/new.py:3", "tests/test_old.py at tests/base.py:1"),
                )
            ],
        ),
        "the app does not come up for another reason": (
            {"tests": failed(BROKEN, outcome="collection-broken"), "project": project(), "boot": ELSEWHERE},
            [
                Found(
                    "tests/test_new.py cannot be collected: ImportError",
                    "tests/test_new.py",
                    at("shop/new.py", 3),
                )
            ],
        ),
        "failures before the time was over": (
            {"tests": failed(ONE, outcome="timed-out", unfinished=("tests/a.py::b",)), "project": project()},
            [
                CouldNotLook("the suite had not ended after 2 s, in tests/a.py::b"),
                Found(
                    "tests/test_shop.py::test_one fails: AssertionError",
                    "tests/test_shop.py::test_one",
                    at("tests/test_shop.py", 5),
                ),
            ],
        ),
        "a fixture that is not there": (
            {
                "tests": failed(
                    replace(ONE, type="FixtureLookupError", in_fixture=True),
                    replace(
                        ONE,
                        node="tests/b.py::c",
                        place=at("tests/b.py", 3),
                        type="FixtureLookupError",
                        in_fixture=True,
                    ),
                ),
                "project": project(),
            },
            [
                Found(
                    f"{ONE.node} and 1 more fail in its set-up or tear-down: FixtureLookupError",
                    ONE.node,
                    ONE.place,
                    (ONE.node, "tests/b.py::c"),
                )
            ],
        ),
        "the coverage is too low": (
            {
                "tests": failed(reason="the coverage is below --cov-fail-under=90"),
                "project": project(),
            },
            [
                Found(
                    "pytest fails although no test did: the coverage is below --cov-fail-under=90",
                    "the suite",
                )
            ],
        ),
        "pytest refuses its settings": (
            {"tests": suite("usage-error", reason="pytest.ini:2: unexpected line"), "project": project()},
            [
                Found(
                    "pytest refuses the project's settings for it: pytest.ini:2: unexpected line",
                    "the suite",
                    fix="Run `pytest` in the project to see what it says, and mend its settings.",
                )
            ],
        ),
        "a test that exits elsewhere than the app": (
            {"tests": failed(failure("test_one", 5, "SystemExit")), "project": project(), "boot": LEAVING},
            [Found("tests/test_shop.py::test_one fails: SystemExit", ONE.node, ONE.place)],
        ),
        "a test ended the process": (
            {
                "tests": suite("interrupted", exit_code=7, unfinished=("tests/a.py::b",)),
                "project": project(),
            },
            [
                Found(
                    "pytest ended early with exit code 7, in tests/a.py::b",
                    "the suite",
                    evidence=("tests/a.py::b",),
                )
            ],
        ),
        "an address that the app lacks is the app's": (
            {"tests": failed(replace(AIMLESS, place=at("shop/mail.py", 3))), "project": project()},
            [
                Found(
                    "tests/test_shop.py::test_login fails: MissingSchema",
                    "tests/test_shop.py::test_login",
                    at("shop/mail.py", 3),
                )
            ],
        ),
        "a suite that does not end": (
            {"tests": Tests("passed", 0, passed=3, lingering=("sweeper",)), "project": project()},
            [
                Found(
                    "pytest did not end after its last test: 1 thread kept it alive",
                    "the end of the suite",
                    evidence=("sweeper",),
                    fix="Make it a daemon (`Thread(..., daemon=True)`), or stop it after the tests.",
                    severity="warning",
                )
            ],
        ),
        "versions that do not go together": (
            {
                "tests": failed(*(failure(f"test_{n}", n + 5, **OF_A_LIBRARY) for n in range(2))),
                "project": project(),
                "dependencies": dependencies(
                    distribution("flask", "2.3.2"), distribution("werkzeug", "3.1.6")
                ),
            },
            [
                Found(
                    "2 tests fail of what flask-werkzeug-incompatible tells: mend that first",
                    "flask-werkzeug-incompatible",
                    at("tests/test_shop.py", 5),
                    tuple(f"tests/test_shop.py::test_{n} at tests/test_shop.py:{n + 5}" for n in range(2)),
                    symptom_of="flask-werkzeug-incompatible",
                )
            ],
        ),
    }
)
def test_tests_fail_faulty(given: Given, says: list[Any]) -> None:
    assert ask("tests-fail", given) == says


def test_tests_fail_says_no_more_than_eleven_things() -> None:
    said = ask("tests-fail", {"tests": failed(*MANY), "project": project()})
    assert [one.subject for one in said] == [*NODES[:10], "the rest of the suite"]
    assert said[-1] == Found("2 more tests fail", "the rest of the suite", evidence=NODES[10:])


@pytest.mark.parametrize("tests", [suite(), suite(recovered=("tests/test_shop.py::test_one",))])
def test_tests_fail_fine(tests: Tests) -> None:
    assert ask("tests-fail", {"tests": tests, "project": project()}) == []


@table(
    {
        "there are none": (
            {"tests": suite("none-found", passed=0), "project": project()},
            [DoesNotApply("the project has no tests")],
        ),
        "the time was over": (
            {"tests": suite("timed-out", exit_code=None), "project": project()},
            [CouldNotLook("the suite had not ended after 2 s")],
        ),
        "what the suite needs is in no environment of the project": (
            {
                "tests": failed(LACKING, outcome="collection-broken"),
                "project": project(),
                "dependencies": dependencies(),
            },
            [
                Found(
                    "the suite needs selenium, and nothing that requirements.txt asks for brings it",
                    "selenium",
                    at("shop/new.py", 3),
                    (
                        "tests/test_new.py at shop/new.py:3",
                        "all that is asked for is installed in the Python that ran it",
                    ),
                    "Declare what the tests need: in a requirements-dev.txt, an extra or a dependency group.",
                    "warning",
                )
            ],
        ),
        "what the suite needs may be among what is not installed": (
            {
                "tests": failed(LACKING, outcome="collection-broken"),
                "project": project(),
                "dependencies": dependencies(declared=(wanted("e2e", stage="development"),)),
            },
            [NOT_THERE],
        ),
        "what the suite needs is a module of the project": (
            {
                "tests": failed(LACKING, outcome="collection-broken"),
                "project": project(),
                "dependencies": dependencies(),
                "source": source(module("tests/selenium.py")),
            },
            [NOT_THERE],
        ),
        "what the suite needs is not in our own Python": (
            {
                "tests": failed(LACKING, outcome="collection-broken"),
                "project": project(),
                "dependencies": dependencies(own_interpreter=False),
            },
            [NOT_THERE],
        ),
        "what the suite needs is not installed": (
            {"tests": failed(LACKING, outcome="collection-broken"), "project": project()},
            [NOT_THERE],
        ),
        "services that are not here": (
            {"tests": failed(WAITING, replace(WAITING, unreachable="a:1"), WAITING), "project": project()},
            [CouldNotLook("3 tests could not reach a:1 and db:5432 from here: start it first")],
        ),
        "a host of no name, which no variable gives": (
            {"tests": failed(replace(WAITING, unreachable="None:3306")), "project": project()},
            [
                CouldNotLook(
                    '1 test asked for the host "None", since a variable is not set: export it, or name a '
                    "file for the suite with the setting tests.env-file"
                )
            ],
        ),
        "a host of no name, which the boot asked for": (
            {
                "tests": failed(replace(WAITING, unreachable="None"), ungiven=("DB_SERVER",)),
                "project": project(),
                "boot": boot(
                    env_reads=[env_read("MYSQL_HOST"), env_read("DB_SERVER", hit=True), env_read("PORT")]
                ),
            },
            [
                CouldNotLook(
                    '1 test asked for the host "None", since DB_SERVER and MYSQL_HOST are not set for the '
                    "suite: export it, or name a file for the suite with the setting tests.env-file"
                )
            ],
        ),
        "services that only the app was told of": (
            {"tests": failed(WAITING, ungiven=("DSN",)), "project": project()},
            [
                CouldNotLook(
                    "1 test could not reach db:5432 from here: start it first (DSN, which only the app was"
                    " given: export it, or name a file for the suite with the setting tests.env-file)"
                )
            ],
        ),
        "the address of a running server": (
            {
                "tests": failed(AIMLESS, replace(AIMLESS, in_fixture=True), ungiven=("SERVER_NAME",)),
                "project": project(),
                "boot": GIVEN,
            },
            [
                CouldNotLook(
                    "2 tests had no address of the server to ask: where it comes from a variable, "
                    "export it, or name a file for the suite with the setting tests.env-file"
                )
            ],
        ),
        "a variable for want of which the app raises": (
            {
                "tests": failed(REFUSING, replace(REFUSING, node="tests/a.py"), ungiven=("SERVER_NAME",)),
                "project": project(),
                "boot": GIVEN,
            },
            [
                CouldNotLook(
                    "2 tests asked in vain for SERVER_NAME, which only the app was given: "
                    "export it, or name a file for the suite with the setting tests.env-file"
                )
            ],
        ),
        "a variable that only the app was given": (
            {
                "tests": failed(UNGIVEN, replace(UNGIVEN, node="tests/a.py")),
                "project": project(),
                "boot": GIVEN,
            },
            [
                CouldNotLook(
                    "2 tests asked in vain for SERVER_NAME, which only the app was given: "
                    "export it, or name a file for the suite with the setting tests.env-file"
                )
            ],
        ),
        "a variable that nothing gave": (
            {
                "tests": failed(replace(UNGIVEN, unset="TOKEN_URL"), replace(ONE, unset="API_URL")),
                "project": project(),
                "boot": boot(),
            },
            [
                CouldNotLook(
                    "2 tests asked in vain for API_URL and TOKEN_URL: "
                    "export it, or name a file for the suite with the setting tests.env-file"
                )
            ],
        ),
        "a service that keeps the app from coming up is told once": (
            {
                "tests": failed(replace(BROKEN, unreachable="db:5432"), outcome="collection-broken"),
                "project": project(),
                "boot": DOWN,
            },
            [CouldNotLook("1 test met what keeps the app from coming up")],
        ),
        "set-up that ends where the app has a variable": (
            {
                "tests": replace(
                    failed(
                        replace(BROKEN, type="AttributeError", named=("SERVER_NAME",)),
                        replace(ONE, type="RuntimeError", in_fixture=True, named=("UNREAD", "SERVER_NAME")),
                        replace(ONE, type="ValueError", in_setup_method=True, named=("SERVER_NAME",)),
                    ),
                    ungiven=("SERVER_NAME", "UNREAD"),
                ),
                "project": project(),
                "boot": GIVEN,
            },
            [
                CouldNotLook(
                    "3 tests did not come to run without SERVER_NAME, which only the app was given: "
                    "export it, or name a file for the suite with the setting tests.env-file"
                )
            ],
        ),
        "the app exits while it is imported": (
            {
                "tests": failed(
                    failure("test_one", 0, "SystemExit", place=at("app.py", 6), in_fixture=True),
                    failure("test_two", 11, in_fixture=True),
                ),
                "project": project(),
                "boot": LEAVING,
            },
            [CouldNotLook("2 tests met what keeps the app from coming up")],
        ),
        "the app exits and takes pytest along": (
            {"tests": suite("internal-error", exit_code=3), "project": project(), "boot": LEAVING},
            [CouldNotLook("pytest met what keeps the app from coming up")],
        ),
        "the app ends the process and pytest with it": (
            {
                "tests": suite("internal-error", exit_code=3, unfinished=("tests/a.py::b",)),
                "project": project(),
                "boot": boot(outcome="died", exit_code=3),
            },
            [CouldNotLook("pytest met what keeps the app from coming up")],
        ),
        "what keeps the app from coming up": (
            {"tests": failed(BROKEN, outcome="collection-broken"), "project": project(), "boot": DOWN},
            [CouldNotLook("1 test met what keeps the app from coming up")],
        ),
        "what keeps the app from coming up, met in a library that the loader imports": (
            {
                "tests": failed(replace(BROKEN, library="flask.helpers:14"), outcome="collection-broken"),
                "project": project(),
                "boot": BARELY_BEGUN,
            },
            [CouldNotLook("1 test met what keeps the app from coming up")],
        ),
        "met in a package of it": (
            {
                "tests": failed(replace(BROKEN, library="flask:14"), outcome="collection-broken"),
                "project": project(),
                "boot": boot(outcome="raised", crash=replace(NO_NAME, library="flask/__init__.py:14")),
            },
            [CouldNotLook("1 test met what keeps the app from coming up")],
        ),
        "what keeps the app from coming up, met in pytest's settings": (
            {
                "tests": suite("usage-error", reason="while parsing a warning: ImportError"),
                "project": project(),
                "boot": DOWN,
            },
            [CouldNotLook("pytest met what keeps the app from coming up")],
        ),
    }
)
def test_tests_fail_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("tests-fail", given) == says


@pytest.mark.parametrize(
    ("one", "ungiven"),
    [
        (replace(ONE, type="RuntimeError"), "SERVER_NAME"),  # it came to run
        (replace(ONE, type="RuntimeError", in_fixture=True), "UNREAD"),  # the app does not ask for it
        (replace(ONE, type="FixtureLookupError", in_fixture=True), "SERVER_NAME"),
        (replace(ONE, type="CommandError", in_fixture=True), "SERVER_NAME"),  # of the migrations
        (BROKEN, "SERVER_NAME"),  # an import
    ],
)
def test_tests_fail_whatever_the_app_was_given(one: Failure, ungiven: str) -> None:
    given = {"tests": replace(failed(one), ungiven=(ungiven,)), "project": project(), "boot": GIVEN}
    assert [type(said) for said in ask("tests-fail", given)] == [Found]


def test_tests_fail_of_what_a_test_met_that_came_to_run() -> None:
    refused = replace(ONE, type="TypeError", place=at("auth.py", 15))
    fixture = replace(
        refused, node="tests/test_pages.py::test_other", in_fixture=True, named=("SERVER_NAME",)
    )
    elsewhere = replace(fixture, node="tests/test_pages.py::test_third", place=at("db.py", 3))
    given = {"project": project(), "boot": GIVEN}
    same = replace(failed(refused, fixture), ungiven=("SERVER_NAME",))
    (said,) = ask("tests-fail", {**given, "tests": same})
    assert isinstance(said, Found)
    assert said.message.endswith("and 1 more fail: TypeError")
    apart = replace(failed(refused, elsewhere), ungiven=("SERVER_NAME",))
    assert {type(one) for one in ask("tests-fail", {**given, "tests": apart})} == {Found, CouldNotLook}


def test_tests_fail_of_a_set_up_that_names_no_variable() -> None:
    """A variable that only the app was given is no excuse for what does not speak of it."""
    one = replace(ONE, type="TypeError", in_fixture=True, named=("OTHER",))
    tests = replace(failed(one), ungiven=("SERVER_NAME", "UNREAD"))
    (said,) = ask("tests-fail", {"tests": tests, "project": project(), "boot": GIVEN})
    assert isinstance(said, Found)
    assert said.severity == "warning"
    assert said.evidence == ("the suite ran without SERVER_NAME, which only the app was given",)


BY_ENVIRONMENT = Secret("SECRET_KEY", "str", 40, signing=True, environment=("SECRET_KEY",))
URI = config("SQLALCHEMY_DATABASE_URI", "***", place=at("config.py", 3))


@pytest.mark.parametrize(
    ("failing", "named"),
    [
        ({"named": ("DATABASE_URL",)}, "DATABASE_URL"),
        ({"named": ("SQLALCHEMY_DATABASE_URI",)}, "DATABASE_URL"),  # whose key is set by it
        ({"named": ("DATABASE_URL", "SECRET_KEY")}, "DATABASE_URL and SECRET_KEY"),
        ({"library": "flask.sessions:9"}, "SECRET_KEY"),
        ({"library": "flask.sessions:9", "named": ("DATABASE_URL",)}, "DATABASE_URL and SECRET_KEY"),
        ({"library": "flask.app:9"}, None),
        ({"named": ("SQLALCHEMY_BINDS",)}, None),
        ({"named": ("SERVER_NAME",)}, None),
    ],
)
def test_tests_fail_names_the_variables_that_a_set_up_speaks_of(failing: Given, named: str | None) -> None:
    lacking = replace(ONE, type="RuntimeError", in_fixture=True, **failing)
    reads = [
        env_read("SECRET_KEY", hit=True),
        replace(env_read("DATABASE_URL", hit=True), place=at("config.py", 3)),
    ]
    given = {
        "tests": failed(lacking, ungiven=("DATABASE_URL", "SECRET_KEY")),
        "project": project(),
        "boot": boot(env_reads=[replace(reads[0], place=at("config.py", 2)), reads[1]]),
        "app": app(secrets=[BY_ENVIRONMENT], config=[URI]),
    }
    (said,) = ask("tests-fail", given)
    if named is None:
        assert isinstance(said, Found)
    else:
        assert said.reason.startswith(f"1 test did not come to run without {named}, which only")


@table(
    {
        "none": (
            {"tests": suite("none-found", passed=0, exit_code=None)},
            [Found("the project has no tests", "tests")],
        ),
        "none is selected": (
            {"tests": suite("none-found", passed=0, exit_code=5)},
            [Found("pytest finds no test to run", "tests")],
        ),
        "all skipped": (
            {"tests": suite(passed=0, skipped=3)},
            [Found("all 3 tests were skipped", "tests")],
        ),
        "they ran because they were given by name": (
            {"tests": suite(by_name=("test.py", "api/tests.py"))},
            [
                Found(
                    "pytest by itself finds no test: it passes over test.py and api/tests.py",
                    "tests",
                    at("test.py"),
                    ("it looks for test_*.py and *_test.py, and was given the file by its name here",),
                    fix="Name the file so that pytest finds it, such as test_routes.py.",
                    severity="info",
                )
            ],
        ),
        "given by name, and none is in them": (
            {"tests": suite("none-found", passed=0, exit_code=5, by_name=("test.py",))},
            [Found("pytest finds no test to run", "tests")],
        ),
    }
)
def test_no_tests_faulty(given: Given, says: list[Any]) -> None:
    assert ask("no-tests", given) == says


@pytest.mark.parametrize("tests", [suite(), suite(skipped=3), failed(ONE, passed=0, skipped=3)])
def test_no_tests_fine(tests: Tests) -> None:
    assert ask("no-tests", {"tests": tests}) == []


def test_no_tests_does_not_apply() -> None:
    assert ask("no-tests", {"tests": suite("usage-error", passed=0)}) == []


HOME = route("/", "home", view=view("home", 5))
ORDERS = route("/orders", "shop.orders", view=view("orders", 9), methods=["GET", "HEAD", "OPTIONS", "POST"])
STATIC = route("/static/<path:filename>", "static", view=foreign_view())
ASKED = (Exercised("home", "GET", 200, 3), Exercised(None, "GET", 404, 1))


@table(
    {
        "one of two": (
            {"tests": suite(exercised=ASKED), "app": app(routes=[HOME, ORDERS, STATIC])},
            [
                Found(
                    "1 of 2 routes exercised: no test asks GET,POST /orders",
                    "routes",
                    at("app.py", 9),
                    ("GET,POST /orders (shop.orders) at app.py:9",),
                )
            ],
        ),
        "two paths of one endpoint": (
            {"tests": suite(), "app": app(routes=[HOME, route("/index", "home", view=view("home", 5))])},
            [
                Found(
                    "0 of 2 routes exercised: no test asks GET / and GET /index",
                    "routes",
                    at("app.py", 5),
                    ("GET / (home) at app.py:5", "GET /index (home) at app.py:5"),
                )
            ],
        ),
        "one path, and an endpoint for each of its methods": (
            {
                "tests": suite(exercised=ASKED),
                "app": app(
                    routes=[HOME, *(route("/orders", one, methods=[one]) for one in ("PUT", "DELETE"))]
                ),
            },
            [
                Found(
                    "1 of 3 routes exercised: no test asks PUT /orders and DELETE /orders",
                    "routes",
                    at("app.py", 5),
                    ("PUT /orders (PUT) at app.py:5", "DELETE /orders (DELETE) at app.py:5"),
                )
            ],
        ),
        "only the OPTIONS that Flask answers itself": (
            {
                "tests": suite(exercised=(Exercised("home", "OPTIONS", 200, 1),)),
                "app": app(routes=[HOME]),
            },
            [
                Found(
                    "0 of 1 route exercised: no test asks GET /",
                    "routes",
                    at("app.py", 5),
                    ("GET / (home) at app.py:5",),
                )
            ],
        ),
    }
)
def test_route_not_tested_faulty(given: Given, says: list[Any]) -> None:
    assert ask("route-not-tested", given) == says


@pytest.mark.parametrize(
    "routes",
    [
        pytest.param([HOME, STATIC], id="static files do not count"),
        pytest.param([HOME, replace(HOME, rule="/index")], id="a second rule of an endpoint"),
        pytest.param([HOME, replace(ORDERS, build_only=True)], id="only for building URLs"),
        pytest.param([HOME, replace(ORDERS, shadowed_by="home")], id="another rule answers in its place"),
    ],
)
@pytest.mark.parametrize(
    "tests", [suite(exercised=ASKED), failed(ONE, exercised=ASKED), failed(WAITING, exercised=ASKED)]
)
def test_route_not_tested_fine(tests: Tests, routes: list[Any]) -> None:
    assert ask("route-not-tested", {"tests": tests, "app": app(routes=routes)}) == []


@table(
    {
        "no tests": (
            {"tests": suite("none-found"), "app": app(routes=[HOME])},
            [DoesNotApply("the project has no tests")],
        ),
        "no routes": (
            {"tests": suite(), "app": app(routes=[STATIC])},
            [DoesNotApply("the app has no routes of its own")],
        ),
        "not all tests ran": (
            {"tests": failed(BROKEN, outcome="collection-broken"), "app": app(routes=[HOME])},
            [CouldNotLook("the suite did not run to its end (collection-broken)")],
        ),
        "tests that ask a server by its address": (
            {
                "tests": suite(),
                "app": app(routes=[HOME]),
                "source": source(over_http=[at("test.py", 9)]),
            },
            [
                CouldNotLook(
                    "the tests ask a server by its address (test.py:9), and not the app by its test client: "
                    "which routes they come to cannot be seen"
                )
            ],
        ),
        "tests whose fixtures failed": (
            {"tests": failed(WAITING, ONE), "app": app(routes=[HOME])},
            [CouldNotLook("1 test did not get as far as asking: the set-up failed")],
        ),
    }
)
def test_route_not_tested_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("route-not-tested", given) == says


def test_one_fault_in_how_a_library_is_set_up_is_one_finding() -> None:
    """Flask-Login without a user_loader raises on whichever line asks for the user."""
    lines = (at("app/errors.py", 7), at("app/views.py", 21), at("tests/test_shop.py", 9))
    where = "flask_login.login_manager:347"
    failures = [failure(f"test_{n}", 0, "Exception", place=one, library=where) for n, one in enumerate(lines)]
    (found,) = ask("tests-fail", {"tests": failed(*failures), "project": project()})
    assert found.message == "tests/test_shop.py::test_0 and 2 more fail: Exception"
    assert found.evidence[2] == "tests/test_shop.py::test_2 at tests/test_shop.py:9"
    other = [replace(one, library="shop_client.api:3") for one in failures]
    assert len(ask("tests-fail", {"tests": failed(*other), "project": project()})) == len(lines)


def bare(*tests: str, imports: str = "models", by: str = "tests/conftest.py") -> Given:
    """A README that says `pytest`, tests in these files, and models.py in the root."""
    told = BareCommand(at("README.md", 9), ".", (Import(imports, at(by, 3)),))
    return {
        "tests": Tests("passed", 0, passed=2, bare=told),
        "project": project(),
        "source": source(module("models.py"), *[module(path, role="test") for path in tests]),
        "dependencies": dependencies(),
    }


BARE = bare("tests/conftest.py", "tests/test_a.py")


def test_what_pytest_by_itself_does_not_find() -> None:
    assert ask("tests-fail", BARE) == [
        Found(
            "`pytest`, as README.md:9 has it, does not find models, which tests/conftest.py:3 imports: "
            "only `python -m pytest` puts the project's root on the import path",
            "pytest by itself",
            at("tests/conftest.py", 3),
            ("models is imported at tests/conftest.py:3",),
            'Set `pythonpath = ["."]` below [tool.pytest.ini_options], or add a conftest.py to the root.',
            severity="warning",
        )
    ]


@pytest.mark.parametrize(
    "given",
    [
        bare("tests/__init__.py", "tests/conftest.py"),
        bare("tests/conftest.py", "conftest.py"),
        bare("tests/conftest.py", "test_b.py"),
        bare("tests/conftest.py", "tests/models.py"),
        bare("tests/conftest.py", imports="requests"),
        bare("tests/conftest.py", by="tests/by_hand.py"),
        {**BARE, "tests": Tests("passed", 0, passed=2)},
        {**BARE, "tests": replace(BARE["tests"], passed=0)},
        {**BARE, "dependencies": replace(BARE["dependencies"], own=("shop",))},
    ],
)
def test_what_pytest_by_itself_finds(given: Given) -> None:
    assert ask("tests-fail", given) == []
