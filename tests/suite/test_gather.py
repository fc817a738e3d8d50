"""Suites as people have them: their options, their ends, their absence."""

import json
import sys
import time
import venv
from pathlib import Path

import pytest

from releasecheck.facts import NOWHERE, Absence, Place
from releasecheck.facts.runs import Failure, Tests
from releasecheck.gather.interpreter import Interpreter
from releasecheck.gather.request import Request
from releasecheck.gather.suite import _with_ungiven, gather_suite
from releasecheck.gather.suite_answer import Answer, read_answer
from releasecheck.gather.suite_discovery import find_tests
from releasecheck.gather.tests import NOT_THERE, SuiteRun, recheck, run_at_home, run_suite, settle
from releasecheck.settings import Settings

from .projects import CLIENT, distributed, files_of, project, run, suite

ENDS_ALL = "import os\n\n\ndef test_b():\n    os._exit(0)\n"
LEAVES = "import pytest\n\n\ndef test_b():\n    pytest.exit('', returncode=0)\n"
PASSES = "def test_a():\n    pass\n"
FAILS = "def test_b():\n    assert 0\n\n\ndef test_c():\n    assert 0\n"
TEST_CASE = "import unittest\n\n\nclass Old(unittest.TestCase):\n    def test_a(self):\n        pass\n"


def ini(addopts: str, more: str = "") -> dict[str, str]:
    return {"pytest.ini": f"[pytest]\naddopts = {addopts}\n{more}"}


@pytest.mark.parametrize(
    "addopts", ["-x", "--lf", "--ff -q -q", distributed(2), "--maxfail=1", "-p no:terminal"]
)
def test_addopts_do_not_hide_a_failure(addopts: str, tmp_path: Path) -> None:
    folder = project(tmp_path, test_a=PASSES, test_b=FAILS, **ini(addopts))
    before = files_of(folder)
    tests = run(folder)
    assert (tests.outcome, tests.passed, tests.failed) == ("failed", 1, 2)
    assert files_of(folder) == before


IMPORTS_SHOP = "import store\n\n\ndef test_a():\n    assert store.OPEN\n"


@pytest.mark.parametrize(
    ("files", "home", "counts", "reason"),
    [
        ({"site__store": "OPEN = 1\n", "site__test_a": IMPORTS_SHOP}, "site", (1, 0, 0), None),
        (
            {"site__store": "OPEN = 1\n", "site__tests__test_a": IMPORTS_SHOP},
            "site",
            (1, 0, 0),
            "run in site/, where its imports are found",
        ),
        (
            {"site__store": "OPEN = 0\n", "tests__test_a": IMPORTS_SHOP},
            "site",
            (0, 1, 0),
            "run with site/ on the path, where its imports are found",
        ),
        ({"site__other": "", "tests__test_a": IMPORTS_SHOP}, "site", (0, 0, 1), None),
        ({"site__store": "import nowhere\n", "tests__test_a": IMPORTS_SHOP}, "site", (0, 0, 1), None),
        ({"site__store": "OPEN = 1\n", "tests__test_a": IMPORTS_SHOP}, ".", (0, 0, 1), None),
        (
            {
                "src__store": "OPEN = 1\n",
                "tests__conftest": "import store\n",
                "tests__test_a": PASSES,
            },
            ".",
            (1, 0, 0),
            "run with src/ on the path, where its imports are found",
        ),
        (
            {"src__store": "OPEN = 0\n", "tests__test_a": IMPORTS_SHOP},
            ".",
            (0, 1, 0),
            "run with src/ on the path, where its imports are found",
        ),
    ],
)
def test_a_suite_whose_people_start_it_beside_the_app(
    files: dict[str, str], home: str, counts: tuple[int, int, int], reason: str | None, tmp_path: Path
) -> None:
    given = suite(project(tmp_path, **files))
    ran = run_suite(given, 60)
    assert isinstance(ran, SuiteRun)
    _, ran = run_at_home(given, ran, home, 60)
    assert (ran.tests.passed, ran.tests.failed, ran.tests.errors) == counts
    assert ran.tests.reason == reason


def test_a_place_is_that_in_the_project_also_where_the_suite_starts_in_a_folder_of_it(tmp_path: Path) -> None:
    fails = "import store\n\n\ndef test_a():\n    assert store.OPEN\n"
    given = suite(project(tmp_path, site__store="OPEN = 0\n", site__tests__test_a=fails))
    first = run_suite(given, 60)
    assert isinstance(first, SuiteRun)
    _, ran = run_at_home(given, first, "site", 60)
    assert [str(one.place) for one in ran.tests.failures] == ["site/tests/test_a.py:5"]


def test_a_server_started_at_import_does_not_hold_the_suite(tmp_path: Path) -> None:
    app = "from flask import Flask\napp = Flask(__name__)\napp.run(port=0)\n"
    test = "import app\nfrom werkzeug import serving\n\n\ndef test_a():\n    assert serving.run_simple."
    tests = run(project(tmp_path, app=app, test_a=f"{test}__module__ == 'werkzeug.serving'\n"))
    assert (tests.outcome, tests.passed) == ("passed", 1)


def test_a_package_called_src_is_not_put_on_the_path(tmp_path: Path) -> None:
    given = suite(project(tmp_path, src__store="OPEN = 1\n", tests__test_a=IMPORTS_SHOP))
    (tmp_path / "src/__init__.py").touch()
    ran = run_suite(given, 60)
    assert isinstance(ran, SuiteRun)
    assert run_at_home(given, ran, ".", 60) == (given, ran)


def test_options_of_a_plugin_that_is_not_there(tmp_path: Path) -> None:
    tests = run(project(tmp_path, test_a=PASSES, **ini("--cov=hunter2 --nope hunter2")))
    assert (tests.outcome, tests.passed) == ("passed", 1)
    assert tests.reason == "run without the project's addopts (unrecognized arguments: --cov --nope)"


def test_settings_that_pytest_refuses(tmp_path: Path) -> None:
    tests = run(project(tmp_path, test_a=PASSES, **{"pytest.ini": "[pytest]\n'hunter2'\n"}))
    assert tests.outcome == "usage-error"
    assert tests.reason is not None
    assert tests.reason.startswith("pytest.ini:2: ")
    assert "hunter2" not in tests.reason


def test_a_warning_of_the_projects_own_that_cannot_be_imported(tmp_path: Path) -> None:
    files = {"test_a": PASSES, **ini("", "filterwarnings = error::broken.Warned\n")}
    tests = run(project(tmp_path, broken="raise ValueError('hunter2')\n", **files))
    assert tests.outcome == "usage-error"
    assert tests.reason == "while parsing the following warning configuration: ValueError"


@pytest.mark.parametrize(
    ("plugin", "reason"),
    [
        ("import gone.models\n", "ModuleNotFoundError: No module named 'gone'"),
        ("from os import hunted\n", "ImportError: cannot import name 'hunted' from 'os'"),
        ("raise KeyError('hunter2')\n", "KeyError"),
    ],
)
def test_a_plugin_that_cannot_be_imported(plugin: str, reason: str, tmp_path: Path) -> None:
    found = run_suite(suite(project(tmp_path, own=plugin, test_a=PASSES, **ini("-p own"))), 60)
    assert isinstance(found, Absence)
    assert found.reason.endswith(f": {reason}")


def test_a_plugin_that_the_project_requires(tmp_path: Path) -> None:
    folder = project(tmp_path, test_a=PASSES, **ini("", "required_plugins = pytest-nowhere\n"))
    found = run_suite(suite(folder), 60)
    assert isinstance(found, Absence)
    assert found.outcome == "inconclusive"
    assert "pytest-nowhere" in found.reason


@pytest.mark.parametrize(
    ("files", "expected", "others"),
    [
        ({}, False, ()),
        ({"test_a": PASSES}, True, ()),
        ({"deep__er__a_test": PASSES}, True, ()),
        ({"tests": TEST_CASE}, False, ("tests.py",)),
        ({"tests__all": PASSES}, False, ("tests/all.py",)),
        ({"tests____init__": "", "tests__data": "X = 1\n"}, False, ()),
        ({"views": "def test_mail():\n    send()\n"}, False, ()),
        ({"checks": TEST_CASE}, False, ("checks.py",)),
        ({".venv__lib__test_a": PASSES, "env__pyvenv.cfg": "", "env__test_a": PASSES}, False, ()),
        ({"node_modules__test_a": PASSES}, False, ()),
        ({"setup.cfg": "[tool:pytest]\npython_files = check_*.py\n"}, True, ()),
    ],
)
def test_what_looks_like_a_test(
    files: dict[str, str], expected: bool, others: tuple[str, ...], tmp_path: Path
) -> None:
    found = find_tests(project(tmp_path, **files), ())
    assert (found.expected, found.others) == (expected, others)


def test_no_tests_and_pytest_is_not_even_started(tmp_path: Path) -> None:
    assert run(project(tmp_path), python="/nowhere") == Tests("none-found", exit_code=None)


@pytest.mark.parametrize(
    "files",
    [
        {"test_a": "x = 1\n"},
        {"test_a": PASSES, **ini("-k nothing_like_it")},
    ],
)
def test_pytest_finds_none(files: dict[str, str], tmp_path: Path) -> None:
    tests = run(project(tmp_path, **files))
    assert (tests.outcome, tests.exit_code) == ("none-found", 5)


@pytest.mark.parametrize("name", ["tests", "checks", "test__all"])
def test_unittest_files_under_names_of_their_own(name: str, tmp_path: Path) -> None:
    tests = run(project(tmp_path, **{name: TEST_CASE}))
    assert (tests.outcome, tests.passed) == ("passed", 1)
    assert tests.by_name == (f"{name.replace('__', '/')}.py",)


def test_files_that_pytest_finds_need_no_name(tmp_path: Path) -> None:
    assert run(project(tmp_path, test_a=PASSES, test__all=TEST_CASE)).by_name == ()


def test_the_time_is_over(tmp_path: Path) -> None:
    test = f"{FAILS}\n\ndef test_hangs():\n    import threading\n    threading.Event().wait()\n"
    tests = run(project(tmp_path, test_b=test), deadline=4)
    assert (tests.outcome, tests.exit_code, tests.failed) == ("timed-out", None, 2)
    assert tests.unfinished == ("test_b.py::test_hangs",)


def test_no_pytest_there(tmp_path: Path) -> None:
    venv.create(tmp_path / "bare", with_pip=False, symlinks=True)
    python = str(tmp_path / "bare" / "bin" / "python")
    found = run_suite(suite(project(tmp_path / "shop", test_a=PASSES), python), 60)
    assert found == Absence("inconclusive", f"no pytest there: {python} -m pip install pytest")


def test_no_such_python(tmp_path: Path) -> None:
    found = run_suite(suite(project(tmp_path, test_a=PASSES), "/nowhere/python"), 60)
    assert isinstance(found, Absence)
    assert found.outcome == "inconclusive"


def test_the_environment_is_the_one_given(tmp_path: Path) -> None:
    test = """
import os

import elsewhere


def test_a():
    assert os.environ["SHOP"] == "open"
    assert "HOME" not in os.environ
"""
    extra = tmp_path / "extra"
    extra.mkdir()
    (extra / "elsewhere.py").write_text("", encoding="utf-8")
    folder = project(tmp_path / "shop", test_a=test)
    assert run(folder, SHOP="open", PYTHONPATH=str(extra)).outcome == "passed"


def test_the_coverage_is_too_low(tmp_path: Path) -> None:
    """With a plugin that behaves as pytest-cov does."""
    conftest = """
def pytest_addoption(parser):
    parser.addoption("--cov-fail-under", type=float)

def pytest_runtestloop(session):
    session.testsfailed += 1
"""
    tests = run(project(tmp_path, conftest=conftest, test_a=PASSES, **ini("--cov-fail-under=90")))
    assert (tests.outcome, tests.failures) == ("failed", ())
    assert tests.reason == "the coverage is below --cov-fail-under=90"


def test_coverage_reports_leave_nothing_behind(tmp_path: Path) -> None:
    """With a plugin that behaves as pytest-cov does."""
    conftest = """
from pathlib import Path
from types import SimpleNamespace

def pytest_configure(config):
    options = SimpleNamespace(cov_report={"html": None, "xml": None, "term-missing": None})
    config.pluginmanager.register(SimpleNamespace(options=options), "_cov")

def pytest_sessionfinish(session):
    for kind in session.config.pluginmanager.get_plugin("_cov").options.cov_report:
        Path(f"report-{kind}").touch()
"""
    assert run(project(tmp_path, conftest=conftest, test_a=PASSES)).outcome == "passed"
    assert [file.name for file in tmp_path.glob("report-*")] == ["report-term-missing"]


FLAKY = """
import os
{client}

def test_flaky():
    import pathlib
    mark = pathlib.Path(os.environ["MARK"])
    if not mark.exists():
        mark.touch()
        raise OSError("database is locked")


def test_fails():
    assert 0


def test_passes():
    open(os.environ["MARK"] + ".ran", "a").write("x")
"""


@pytest.mark.parametrize("addopts", ["", distributed(2)])
def test_what_failed_runs_once_more_alone(addopts: str, tmp_path: Path) -> None:
    folder = project(tmp_path / "shop", test_a=FLAKY.format(client=CLIENT), **ini(addopts))
    mark = tmp_path / "mark"
    first = run(folder, MARK=str(mark))
    assert (first.failed, first.passed) == (2, 1)
    second = recheck(suite(folder, MARK=str(mark)), first, 60)
    assert second.recovered == ("test_a.py::test_flaky",)
    assert (second.outcome, second.failed, second.passed) == ("failed", 1, 2)
    assert [one.node for one in second.failures] == ["test_a.py::test_fails"]
    assert (tmp_path / "mark.ran").read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize(
    "failures",
    [
        (),
        (Failure("a.py::test", "OperationalError", NOWHERE, unreachable="db:5432"),),
        (Failure("a.py", "ModuleNotFoundError", NOWHERE, while_collecting=True, missing_module="selenium"),),
        (Failure("a.py::test", "SyntaxError", Place("shop.py", 1)),),
    ],
)
def test_what_nothing_of_ours_can_have_caused_does_not_run_again(
    failures: tuple[Failure, ...], tmp_path: Path
) -> None:
    tests = Tests("failed", 1, passed=3, failures=failures)
    assert recheck(suite(tmp_path, "/nowhere"), tests, 60) is tests


BROKEN = Failure("test_m.py", "OSError", Place("shop.py", 1), while_collecting=True)
FIXTURE = Failure("test_a.py::test_x", "OSError", Place("shop.py", 1), in_fixture=True)
FAILED = Failure("test_a.py::test_y", "OSError", Place("shop.py", 1))


def again(*passed: str, failures: tuple[Failure, ...] = ()) -> Answer:
    return Answer(passed=set(passed), failures=dict.fromkeys(failures))


@pytest.mark.parametrize(
    ("second", "outcome", "counts", "left"),
    [
        (again(), "collection-broken", (1, 1, 2), (BROKEN, FIXTURE, FAILED)),
        (again("test_m.py::test_1", "test_m.py::test_2"), "failed", (2, 1, 1), (FIXTURE, FAILED)),
        (again(FIXTURE.node, failures=(FIXTURE,)), "collection-broken", (1, 1, 2), (BROKEN, FIXTURE, FAILED)),
        (again(FIXTURE.node, FAILED.node), "collection-broken", (3, 0, 1), (BROKEN,)),
        (again("test_m.py::test_1", FIXTURE.node, FAILED.node), "passed", (4, 0, 0), ()),
    ],
)
def test_settling(
    second: Answer, outcome: str, counts: tuple[int, int, int], left: tuple[Failure, ...]
) -> None:
    first = Tests("collection-broken", 1, passed=1, failed=1, errors=2, failures=(BROKEN, FIXTURE, FAILED))
    settled = settle(first, second)
    assert (settled.outcome, settled.failures) == (outcome, left)
    assert (settled.passed, settled.failed, settled.errors) == counts


def test_a_line_that_was_cut_is_passed_over() -> None:
    answer = read_answer(b'{"kind": "start", "node": "a"}\n{"kind": "fini')
    assert list(answer.running) == ["a"]


def test_a_test_whose_name_is_not_utf8() -> None:
    line = {"kind": "test", "node": "test_\udcfe.py::test_a", "category": "failed", "type": "AssertionError"}
    assert [one.node for one in read_answer(json.dumps(line).encode()).failures] == [line["node"]]


def test_secrets_of_a_failing_test_stay_in_it(tmp_path: Path) -> None:
    test = f"{CLIENT}\n\ndef test_a():\n    client().get('/')\n    raise ValueError('hunter2')\n"
    assert "hunter2" not in repr(run(project(tmp_path, test_a=test), sys.executable))


@pytest.mark.parametrize(
    ("files", "exit_code", "reason"),
    [
        ({"conftest": "import os\n\nos._exit(0)\n"}, 0, None),
        ({"test_b": ENDS_ALL}, 0, "1 of 2 collected tests never ran"),
        ({"test_b": LEAVES}, 0, "1 of 2 collected tests never ran"),
        (ini("--collect-only"), 0, "1 of 1 collected tests never ran"),
        (ini("--setup-plan"), 0, "1 of 1 collected tests never ran"),
        (ini("--fixtures"), 0, "1 of 1 collected tests never ran"),
        ({"conftest": "import atexit, os\n\natexit.register(os._exit, 9)\n"}, 9, None),
        ({"conftest": "import atexit, os\n\natexit.register(os.abort)\n"}, -6, None),
    ],
    ids=str,
)
def test_a_suite_that_ended_early_did_not_pass(
    files: dict[str, str], exit_code: int, reason: str | None, tmp_path: Path
) -> None:
    tests = run(project(tmp_path, test_a=PASSES, **files))
    assert (tests.outcome, tests.exit_code, tests.reason) == ("interrupted", exit_code, reason)


@pytest.mark.parametrize("hook", ["sessionfinish(session)", "unconfigure(config)"])
def test_a_plugin_that_fails_after_the_last_test(hook: str, tmp_path: Path) -> None:
    tests = run(project(tmp_path, test_a=PASSES, conftest=f"def pytest_{hook}:\n    1 / 0\n"))
    assert (tests.outcome, tests.passed, tests.exit_code) == ("failed", 1, 1)


@pytest.mark.parametrize("then", ["time.sleep(600)", "time.sleep(0.2)"])
def test_a_thread_that_outlives_the_suite(then: str, tmp_path: Path) -> None:
    body = (
        f"import threading, time\n\n\ndef test_a():\n"
        f"    threading.Thread(target=lambda: {then}, name='sweeper').start()\n"
    )
    tests = run(project(tmp_path, test_a=body), RELEASECHECK_SUITE_LINGERS_S="5")
    assert (tests.outcome, tests.passed, tests.exit_code) == ("passed", 1, 0)
    assert tests.lingering == (("sweeper",) if "600" in then else None)


def test_threads_that_an_app_makes_greenlets_of(tmp_path: Path) -> None:
    """As eventlet's monkey_patch() does: what looks whether pytest ends must be a thread all the same."""
    patch = "import threading\n\nthreading.Thread.start = threading.Thread.run\n"
    tests = run(project(tmp_path, test_a=PASSES, conftest=patch), RELEASECHECK_SUITE_LINGERS_S="1")
    assert (tests.outcome, tests.passed, tests.lingering) == ("passed", 1, None)


TOO_OLD = Absence("inconclusive", "Flask 1.1.4 is older than 2.0")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"app": "def test_drive():\n    return 'a view'\n"}, NOT_THERE),
        ({"test_a": PASSES}, TOO_OLD),
        ({"checks": TEST_CASE}, TOO_OLD),
    ],
)
def test_an_interpreter_that_runs_no_suite(
    files: dict[str, str], said: SuiteRun | Absence, tmp_path: Path
) -> None:
    """Whether there is anything to be run is seen without it."""
    python = Interpreter(
        Path("python"), "--python", "3.8.18", "1.1.4", problem="Flask 1.1.4 is older than 2.0"
    )
    request = Request(project(tmp_path, **files), Settings(), time.monotonic() + 60)
    assert gather_suite(request, python, "key") == said


def test_of_the_words_of_a_failure_only_names_are_kept() -> None:
    words = ("AKIA4XRT", "DSN", "HUNTER2", "HUNTER_2", "SHOP_URI", "TOKEN")
    failure = Failure("test_a.py::test_a", "RuntimeError", Place("test_a.py", 1), named=words)
    tests = _with_ungiven(Tests("failed", 1, failures=(failure,)), ("DSN",))
    assert tests.ungiven == ("DSN",)
    assert tests.failures[0].named == ("DSN", "SHOP_URI")
