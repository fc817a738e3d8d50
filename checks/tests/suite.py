"""What the project's own tests say, and whether there are any."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from releasecheck.facts import Place, Project
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.boots import Boots
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.requests import Requests
from releasecheck.facts.runs import Failure, Lint, Tests
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Templates
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error, warning

from ..derived.outcomes.bare_pytest import lost_by_bare
from ..derived.outcomes.blamed import of_versions, told_elsewhere
from ..derived.outcomes.failing import by_cause
from ..derived.outcomes.halted import ends, excuses, in_doubt, undeclared
from ..derived.outcomes.symptoms import Scene
from ..derived.wording import capped, counted, listed

_RUN_IT = "Run `pytest` in the project to see what it says, and mend its settings."
_SHOWN = 3
_ENDED = ("interrupted", "internal-error")


@error
def tests_fail(  # noqa: PLR0913, PLR0917 - what tells a cause of its own are many facts
    tests: Tests,
    project: Project,
    boot: Boot | None = None,  # noqa: PT028 - no test
    lint: Lint | None = None,  # noqa: PT028 - no test
    app: App | None = None,  # noqa: PT028 - no test
    source: Source | None = None,  # noqa: PT028 - no test
    dependencies: Dependencies | None = None,  # noqa: PT028 - no test
    templates: Templates | None = None,  # noqa: PT028 - no test
    requests: Requests | None = None,  # noqa: PT028 - no test
    boots: Boots | None = None,  # noqa: PT028 - no test
) -> Judgement:
    """A test of the project fails, or a test module cannot be collected.

    The people who wrote the app say with their tests what it must do; this release does not do it. Failures
    with the same exception at the same place, in the project or in a library that tests ask, are one finding;
    so are tests whose last request met one error answer of one route, those that the app refuses because
    `TRUSTED_HOSTS` lacks the host under which they ask, and those that meet an exception, an answer, a line
    or versions that another rule tells (route-5xx, errorhandler-changes-status, missing-template, ...); those
    are for information while that rule's error stands in the report and nobody ignores it.
    Only the node id, the exception's type and its place are shown: messages and output may hold secrets.
    Tests that need a service which does not answer here, the address of a running server or a variable that
    nothing gave to the suite, and those that meet what keeps the app itself from coming up, are only counted;
    a set-up that fails without a word of what only the app was given (`--set`) is a warning. So is a module
    that is not there although all that the files of the project ask for is.
    A thread that keeps pytest alive after its last test is a warning: no CI would see the suite's end. So
    is a README or a CI step that says `pytest` where only `python -m pytest` finds what the tests import.

    Fix: Run the named test with `pytest NODE`, and mend the code or the test.

    Fault::

        def test_total(client):
            assert client.get("/total").json == {"total": 3}  # the view answers 4

    Fine::

        def test_total(client):
            assert client.get("/total").json == {"total": 4}
    """
    if tests.outcome == "none-found":
        yield DoesNotApply("the project has no tests")
    if tests.outcome == "timed-out":
        yield CouldNotLook(f"the suite had not ended after {tests.duration_s:.0f} s{_running(tests)}")
    scene = Scene(app, source, templates, dependencies, requests) if app else None
    bare = [one for one in tests.failures if not (one.missing_module or one.unreachable or one.unset)]
    told = of_versions(bare, tests, dependencies)
    if scene:
        told = told_elsewhere(bare, tests, scene, project, boot, boots)
    excused = {one for failures in told.values() for one in failures}
    for rule, failures in told.items():
        yield _as_told(rule, failures)
    if orphans := undeclared(
        [one for one in tests.failures if one not in excused], project, source, dependencies
    ):
        excused.update(orphans)
        yield _undeclared(orphans, dependencies)
    untold = replace(tests, failures=tuple(one for one in tests.failures if one not in excused))
    for reason, failures in excuses(untold, project, boot, app):
        if failures:
            yield CouldNotLook(reason)
            excused.update(failures)
    left = [one for one in tests.failures if one not in excused]
    doubtful, lacked = in_doubt(left, tests, boot)
    yield from by_cause([one for one in left if one not in doubtful], lint, app)
    for found in by_cause(doubtful, lint, app):
        yield replace(found, severity="warning", evidence=(*found.evidence, lacked))
    yield from _of_the_end(tests, boot)
    yield from lost_by_bare(tests, source, dependencies)


def _undeclared(failures: Sequence[Failure], dependencies: Dependencies | None) -> Found:
    """What whoever installs the project from its files cannot run."""
    names = list(dict.fromkeys(one.missing_module or "" for one in failures))
    files = listed(dependencies.files) if dependencies else ""
    return Found(
        f"the suite needs {listed(names)}, and nothing that {files} asks for brings {_it(names)}",
        subject=names[0],
        place=failures[0].place,
        evidence=(
            *capped([f"{one.node} at {one.place}" for one in failures], 20),
            "all that is asked for is installed in the Python that ran it",
        ),
        fix="Declare what the tests need: in a requirements-dev.txt, an extra or a dependency group.",
        severity="warning",
    )


def _it(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"


def _as_told(rule: str, failures: Sequence[Failure]) -> Found:
    """One finding for all of them: whoever ignores that rule must still hear of a suite that fails."""
    fail = "fails" if len(failures) == 1 else "fail"
    return Found(
        f"{counted(len(failures), 'test')} {fail} of what {rule} tells: mend that first",
        subject=rule,
        place=failures[0].place,
        evidence=capped([f"{one.node} at {one.place}" for one in failures], 20),
        symptom_of=rule,
    )


def _of_the_end(tests: Tests, boot: Boot | None) -> Iterator[Found | CouldNotLook]:
    if not tests.failures:
        yield from _ended_badly(tests, boot)
    if tests.lingering is not None:
        yield _lingering(tests.lingering)


def _lingering(threads: Sequence[str]) -> Found:
    """The suite's end, which no CI sees come."""
    kept = f"{counted(len(threads), 'thread')} kept it alive" if threads else "something kept it alive"
    return Found(
        f"pytest did not end after its last test: {kept}",
        subject="the end of the suite",
        evidence=capped(threads),
        fix="Make it a daemon (`Thread(..., daemon=True)`), or stop it after the tests.",
        severity="warning",
    )


def _left(boot: Boot, tests: Tests) -> bool:
    """Whether pytest went the way of the app, which ends the process that imports it."""
    return boot.outcome in ("exited", "died") and (boot.exit_code or 0) > 0 and tests.outcome in _ENDED


def _ended_badly(tests: Tests, boot: Boot | None) -> Iterator[Found | CouldNotLook]:
    """No test failed, and still pytest is not content."""
    if boot and (ends(boot, (tests.reason or "").rpartition(" ")[2]) or _left(boot, tests)):
        yield CouldNotLook("pytest met what keeps the app from coming up")
        return
    said = f": {tests.reason}" if tests.reason else ""
    match tests.outcome:
        case "failed":
            yield Found(f"pytest fails although no test did{said}", "the suite")
        case "usage-error":
            yield Found(f"pytest refuses the project's settings for it{said}", "the suite", fix=_RUN_IT)
        case "interrupted" | "internal-error":
            ended = f"pytest ended early with exit code {tests.exit_code}"
            yield Found(f"{ended}{said}{_running(tests)}", "the suite", evidence=capped(tests.unfinished))
        case _:
            return


def _running(tests: Tests) -> str:
    return f", in {listed(tests.unfinished)}" if tests.unfinished else ""


@warning
def no_tests(tests: Tests) -> Judgement:
    """The project has no tests, skips them all, or has them where pytest finds none.

    Nothing tells a release that works from one that does not before its users do. One request per route with
    the test client finds most of what breaks in an update. For information where pytest finds tests only when
    it is given their files by name, as it is with a `test.py` that is run by hand.

    Fix: Begin with one test that asks each route: `app.test_client().get("/")`.

    Fault::

        shop/
            __init__.py
            views.py

    Fine::

        shop/
            __init__.py
            views.py
        tests/
            test_views.py
    """
    if tests.outcome == "none-found":
        none = "the project has no tests" if tests.exit_code is None else "pytest finds no test to run"
        yield Found(none, "tests")
    elif tests.skipped and not (tests.passed or tests.failures):
        yield Found(f"all {counted(tests.skipped, 'test')} were skipped", "tests")
    elif tests.by_name and (tests.passed or tests.failures):
        yield _passed_over(tests.by_name)


def _passed_over(files: Sequence[str]) -> Found:
    return Found(
        f"pytest by itself finds no test: it passes over {listed(files[:_SHOWN])}",
        subject="tests",
        place=Place(files[0]),
        evidence=("it looks for test_*.py and *_test.py, and was given the file by its name here",),
        fix="Name the file so that pytest finds it, such as test_routes.py.",
        severity="info",
    )
