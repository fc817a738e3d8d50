"""The project's suite: run beside the boots, and what failed there once more alone."""

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from releasecheck.facts import Absence
from releasecheck.facts.runs import Tests
from releasecheck.gather import suite_order
from releasecheck.gather.bare_pytest import told_bare
from releasecheck.gather.databases import opened_by_name, shared_database, with_change
from releasecheck.gather.decoding import dotenv_of
from releasecheck.gather.further import AppFacts
from releasecheck.gather.interpreter import Interpreter
from releasecheck.gather.request import Request
from releasecheck.gather.source import SourceIndex
from releasecheck.gather.suite_discovery import find_tests
from releasecheck.gather.suite_routes import named_as_in
from releasecheck.gather.tests import NOT_THERE, Suite, SuiteRun, recheck, run_again, run_at_home, run_suite

_KEY = re.compile(r"[A-Z]+(_[A-Z]+)+")  # such as apps give to their config: a secret is not made of these


def gather_suite(request: Request, python: Interpreter, key: str) -> SuiteRun | Absence:
    """Run the suite, and backwards too where that is wanted; the boots run beside it."""
    if "tests" in request.settings.skip:
        return Absence("skipped", "--skip tests")
    if python.problem is not None:
        there = find_tests(request.root, request.settings.exclude).any
        return Absence("inconclusive", python.problem) if there else NOT_THERE
    limit = request.settings.tests.timeout or request.left
    suite = replace(_whose_suite(request, python), key=key)
    ran = run_suite(suite, min(limit, request.left))
    if isinstance(ran, Absence) or not suite_order.is_wanted(ran.tests, request.settings.tests.reverse):
        return ran
    backwards = run_again(suite, min(limit, request.left), backwards=True)
    return replace(ran, tests=suite_order.differing(ran.tests, ran.order, backwards))


def _whose_suite(request: Request, python: Interpreter) -> Suite:
    """The suite gets the inherited environment only, never the release's database."""
    env = dict(os.environ)
    if (file := request.settings.tests.env_file) is not None:
        values = dotenv_of(request.root / file)
        env.update((name, value) for name, value in values.items() if value is not None)
    return Suite(request.root, str(python.path), env, request.settings.exclude)


def _with_ungiven(tests: Tests, ungiven: tuple[str, ...]) -> Tests:
    """Of the words that failures name only such as are known to be no secrets."""
    failures = (
        replace(one, named=tuple(word for word in one.named if word in ungiven or _KEY.fullmatch(word)))
        for one in tests.failures
    )
    return replace(tests, ungiven=ungiven, failures=tuple(failures))


def _ungiven(request: Request, suite: Suite) -> tuple[str, ...]:
    """The variables that the app is given and the suite is not."""
    files = (dotenv_of(request.root / file) for file in request.settings.env_file)
    names = {name for name, _ in request.sets}.union(*files)
    return tuple(sorted(names - suite.env.keys()))


def settled(request: Request, python: Interpreter, ran: SuiteRun | Absence, app: AppFacts) -> Tests | Absence:
    """What failed beside the boots runs once more alone: they may share a database or a port."""
    if isinstance(ran, Absence):
        return ran
    tests = _settled(request, python, ran, app)
    return named_as_in(app.app, tests) if app.app else tests


def with_opened(
    tests: Tests | Absence, changed: Sequence[str], project: Path, index: SourceIndex
) -> Tests | Absence:
    """With the database file that the suite changed, where the app opens it by its name."""
    if isinstance(tests, Absence) or tests.shared_database:
        return tests
    return replace(tests, shared_database=opened_by_name(changed, project, index.facts))


def _settled(request: Request, python: Interpreter, ran: SuiteRun, app: AppFacts) -> Tests:
    home = app.boot.home if app.boot else "."
    suite, ran = run_at_home(_whose_suite(request, python), ran, home, request.left)
    shared = with_change(shared_database(ran.wrote, app.databases), request.root)
    tests = _with_ungiven(replace(ran.tests, shared_database=shared), _ungiven(request, suite))
    tests = replace(tests, bare=told_bare(suite.project, suite.folder, suite.env, tuple(suite.exclude)))
    tests = suite_order.confirmed(
        tests,
        ran.order,
        lambda backwards: run_again(suite, request.left, backwards=backwards),
        lambda node: run_again(suite, request.left, only=node),
    )
    if not tests.failures or "boot" in request.settings.skip:
        return tests
    return recheck(suite, tests, request.left)
