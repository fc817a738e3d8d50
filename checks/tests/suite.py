"""What the project's own tests say, and whether there are any."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from releasecheck.facts import Place, Project
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.requests import Requests
from releasecheck.facts.runs import Failure, Lint, Tests
from releasecheck.facts.source import Source
from releasecheck.facts.suite import Met
from releasecheck.facts.templates import Templates
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error, warning

from ..derived.blamed import blamed, is_of_suite
from ..derived.broken_sets import failing_in_tests
from ..derived.needs import crash_place
from ..derived.removed import gone
from ..derived.symptoms import Scene
from ..derived.undefined import missing_name
from ..derived.wording import capped, counted, listed

_MOST = 10  # findings for one suite; what fails beyond that is one more
_RUN_IT = "Run `pytest` in the project to see what it says, and mend its settings."
# What no variable of the environment would mend.
_OF_THE_CODE = frozenset(
    [
        "AssertionError",
        "CommandError",  # Alembic's, of the migrations
        "FixtureLookupError",
        "ImportError",
        "IndentationError",
        "ModuleNotFoundError",
        "NameError",
        "SyntaxError",
    ]
)
# What requests and httpx raise of a URL that begins with no scheme: "None/login", "/login".
_OF_NO_ADDRESS = frozenset(["MissingSchema", "UnsupportedProtocol"])
_OF_SESSIONS = ("flask.sessions:", "itsdangerous.", "flask_wtf.csrf:")  # what a signing key is missed by
_NEAR = 4  # lines from the look at a variable to the `raise` for want of it
_EXIT = "SystemExit"
_ENDED = ("interrupted", "internal-error")
_OF_MANY = ("FixtureLookupError",)  # one fixture that is not there fails each test that asks for it
_REFUSED_HOST = "SecurityError"  # Werkzeug's, for a host that is not trusted
_LET_IN = (
    "Give the tests a config without TRUSTED_HOSTS, or have their client ask under a host of it: "
    '`client.get(path, base_url="https://shop.example")`.'
)
_SUITE_ENVIRONMENT = "export it, or name a file for the suite with the setting tests.env-file"


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
) -> Judgement:
    """A test of the project fails, or a test module cannot be collected.

    The people who wrote the app say with their tests what it must do; this release does not do it. Failures
    with the same exception at the same place, in the project or in a library that tests ask, are one finding;
    so are tests whose last request met one error answer of one route, those that the app refuses because
    `TRUSTED_HOSTS` lacks the host under which they ask, and those that meet an exception, a line or versions
    that another rule tells (route-5xx, login-loader-missing, missing-template, removed-flask-api, ...).
    Only the node id, the exception's type and its place are shown: messages and output may hold secrets.
    Tests that need a service which does not answer here, the address of a running server or a variable that
    nothing gave to the suite, and those that meet what keeps the app itself from coming up, are only counted.

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
    told = _told(bare, tests, scene, project, boot) if scene else _of_versions(bare, tests, dependencies)
    excused = {one for failures in told.values() for one in failures}
    for rule, failures in told.items():
        yield _as_told(rule, failures)
    untold = replace(tests, failures=tuple(one for one in tests.failures if one not in excused))
    for reason, failures in _excuses(untold, project, boot, app):
        if failures:
            yield CouldNotLook(reason)
            excused.update(failures)
    left = [one for one in tests.failures if one not in excused]
    yield from _failures(left, lint, app)
    if not tests.failures:
        yield from _ended_badly(tests, boot)


def _as_told(rule: str, failures: Sequence[Failure]) -> Found:
    """One finding for all of them: whoever ignores that rule must still hear of a suite that fails."""
    fail = "fails" if len(failures) == 1 else "fail"
    return Found(
        f"{counted(len(failures), 'test')} {fail} of what {rule} tells: mend that first",
        subject=rule,
        place=failures[0].place,
        evidence=capped([f"{one.node} at {one.place}" for one in failures], 20),
    )


def _excuses(
    tests: Tests, project: Project, boot: Boot | None, app: App | None
) -> Iterator[tuple[str, list[Failure]]]:
    """What this machine lacks, or another rule says already, with the failures that are no more than that."""
    same = [one for one in tests.failures if boot and _is_same(one, boot)]
    if any(one.type == _EXIT for one in same):  # after which pytest stumbles over the fixture that it ended
        same += [one for one in tests.failures if one.in_fixture and one.type == "AssertionError"]
    yield f"{counted(len(same), 'test')} met what keeps the app from coming up", same
    left = [one for one in tests.failures if one not in same]
    lacking = [one for one in left if one.missing_module and not project.python_named]
    yield _lacking(sorted({one.missing_module or "" for one in lacking})), lacking
    waiting = [one for one in left if one.unreachable]
    services = listed(sorted({one.unreachable or "" for one in waiting}))
    yield f"{counted(len(waiting), 'test')} could not reach {services} from here: start it first", waiting
    aimless = [one for one in left if one.type in _OF_NO_ADDRESS and _is_of_the_test(one)]
    whom = f"{counted(len(aimless), 'test')} had no address of the server to ask"
    yield f"{whom}: where it comes from a variable, {_SUITE_ENVIRONMENT}", aimless
    left = [one for one in left if one not in aimless]
    unset = {one: name for one in left if (name := one.unset or _unset(one, boot, tests.ungiven))}
    names = sorted(set(unset.values()))
    asked = f"{counted(len(unset), 'test')} asked in vain for {listed(names)}"
    whose = ", which only the app was given" if all(_was_given(boot, name) for name in names) else ""
    yield f"{asked}{whose}: {_SUITE_ENVIRONMENT}", list(unset)
    ungiven = [name for name in tests.ungiven if _asks(boot, name)]
    halted = [one for one in left if ungiven and one not in unset and _may_lack_a_variable(one)]
    early = (
        f"{counted(len(halted), 'test')} did not come to run without {listed(_missed(halted, ungiven, app))}"
    )
    yield f"{early}, which only the app was given: {_SUITE_ENVIRONMENT}", halted


def _told(
    failures: Sequence[Failure], tests: Tests, scene: Scene, project: Project, boot: Boot | None
) -> dict[str, list[Failure]]:
    """By the rule that tells their cause, the failures that are no more than its symptoms."""
    worn = _worn(scene)
    told = {"removed-flask-api": [one for one in failures if (one.place.path, one.place.line) in worn]}
    left = [one for one in failures if one not in told["removed-flask-api"]]
    told.update(_of_versions(left, tests, scene.dependencies))
    left = [one for one in left if not any(one in others for others in told.values())]
    for rule, met in blamed(left, scene, project, boot).items():
        told.setdefault(rule, []).extend(met)
    return {rule: met for rule, met in told.items() if met}


def _of_versions(
    failures: Sequence[Failure], tests: Tests, dependencies: Dependencies | None
) -> dict[str, list[Failure]]:
    paired = failing_in_tests(dependencies, tests) if dependencies else {}
    met = [one for one in failures if one in paired]
    return {"flask-werkzeug-incompatible": met} if met else {}


def _worn(scene: Scene) -> frozenset[tuple[str | None, int | None]]:
    """The lines that ask for what the installed Flask and its libraries do not have any more."""
    if scene.source is None or scene.dependencies is None:
        return frozenset()
    uses = gone(scene.app, scene.source, scene.dependencies)
    return frozenset((use.place.path, use.place.line) for use in uses)


def _unset(failure: Failure, boot: Boot | None, ungiven: Sequence[str]) -> str | None:
    """The environment variable that the boot was given, and that the test asked for in vain."""
    for read in boot.env_reads if boot else ():
        here, there = read.place, failure.place
        if read.hit and here.path == there.path and here.line is not None and there.line is not None:
            lines = there.line - here.line
            if failure.type == "KeyError" and not lines:
                return read.name
            if read.name in ungiven and failure.type not in _OF_THE_CODE and 0 < lines <= _NEAR:
                return read.name
    return None


def _was_given(boot: Boot | None, name: str) -> bool:
    return boot is not None and any(read.name == name and read.hit for read in boot.env_reads)


def _asks(boot: Boot | None, name: str) -> bool:
    return boot is not None and any(read.name == name for read in boot.env_reads)


def _is_of_the_test(failure: Failure) -> bool:
    """Whether it comes of a line in the file of the test itself."""
    return failure.place.path == failure.node.partition("::")[0]


def _missed(halted: Sequence[Failure], ungiven: Sequence[str], app: App | None) -> list[str]:
    """The variables that a set-up can have lacked: not those of keys without which the app came up."""
    if any((one.library or "").startswith(_OF_SESSIONS) for one in halted):
        return list(ungiven)
    keys = app.secrets if app else ()
    idle = {name for key in keys if key.signing for name in (*key.none_without, *key.boots_without)}
    return [name for name in ungiven if name not in idle] or list(ungiven)


def _may_lack_a_variable(failure: Failure) -> bool:
    """Whether the set-up ended in what a None, or a value to fall back on, brings about."""
    return (failure.while_collecting or failure.in_fixture) and failure.type not in _OF_THE_CODE


def _is_same(failure: Failure, boot: Boot) -> bool:
    here, there = failure.place, crash_place(boot)
    return _ends(boot, failure.type) and (here.path, here.line) == (there.path, there.line)


def _ends(boot: Boot, type_: str) -> bool:
    """Whether the app's boot ended with an exception of this name, its module left out."""
    if boot.outcome == "exited":
        return type_ == _EXIT
    return boot.crash is not None and boot.crash.type.rpartition(".")[2] == type_


def _left(boot: Boot, tests: Tests) -> bool:
    """Whether pytest went the way of the app, which ends the process that imports it."""
    return boot.outcome in ("exited", "died") and (boot.exit_code or 0) > 0 and tests.outcome in _ENDED


def _lacking(modules: Sequence[str]) -> str:
    return (
        f"the suite needs {listed(modules)}, which the Python that ran it does not have: "
        "install it there, or name the app's own interpreter with --python PATH"
    )


def _failures(failures: Sequence[Failure], lint: Lint | None, app: App | None) -> Iterator[Found]:
    by_cause: dict[tuple[object, ...], list[Failure]] = {}
    for one in sorted(failures, key=_rank):
        by_cause.setdefault(_cause(one, app), []).append(one)
    causes = list(by_cause.values())
    for cause in causes[:_MOST]:
        yield _failed(cause, lint)
    rest = [one.node for cause in causes[_MOST:] for one in cause]
    if rest:
        yield Found(
            f"{counted(len(rest), 'more test')} fail", "the rest of the suite", evidence=capped(rest, 50)
        )


def _rank(failure: Failure) -> tuple[bool, bool, str, Place]:
    """What breaks a whole module comes first, then what `lint-fails` leaves to this rule."""
    where = Place() if failure.type in _OF_MANY else failure.place
    return (not failure.while_collecting, failure.type != "NameError", failure.type, _line(where))


def _cause(failure: Failure, app: App | None) -> tuple[object, ...]:
    """What is the same for all failures of one cause, be it where a library refuses what tests ask of it."""
    of = (failure.type, failure.while_collecting)
    if failure.type in _OF_MANY:
        return of
    if _is_refused(failure):
        return (_REFUSED_HOST,)
    met = failure.met
    if met and is_of_suite(failure, app) and met.status >= 400 and (met.endpoint or met.type):
        raised = (met.type, _line(met.place), None if met.place.path else met.library)
        return raised if met.type else (met.endpoint, met.method, met.status)
    if failure.library and _is_of_tests(failure):
        return (*of, failure.library)
    return (*of, _line(failure.place))


def _is_refused(failure: Failure) -> bool:
    """Whether the app had no answer for the host under which the test asked."""
    return failure.met is not None and failure.met.type == _REFUSED_HOST


def _is_of_tests(failure: Failure) -> bool:
    """Whether no code of the app was on the way to where it was raised."""
    path = failure.place.path or ""
    return path == failure.node.partition("::")[0] or path.endswith("conftest.py")


def _line(place: Place) -> Place:
    return Place(place.path or "", place.line or 0)


def _failed(cause: Sequence[Failure], lint: Lint | None) -> Found:
    first = cause[0]
    more = f" and {len(cause) - 1} more" if len(cause) > 1 else ""
    how = "cannot be collected" if first.while_collecting else "fail" if more else "fails"
    where = " in its set-up or tear-down" if first.in_fixture else ""
    undefined = missing_name(first, lint)
    about = first.missing_module or (undefined[0].message if undefined else None)
    type_ = listed(dict.fromkeys(one.type for one in cause))
    what = f"{type_}: {about}" if about else type_
    others = [f"also at {one.place}" for one in undefined[1:]]
    evidence = (*capped(_nodes(cause), 20), *capped(others, 10), *_came_to(cause))
    refused = _is_refused(first)
    what = f"the app refuses the host that {'they ask' if more else 'it asks'} under" if refused else what
    message = f"{first.node}{more} {how}{where}: {what}"
    return Found(message, first.node, first.place, evidence, fix=_LET_IN if refused else None)


def _came_to(cause: Sequence[Failure]) -> Iterator[str]:
    """What the last request of these tests came to, where that is the same error for all."""
    met = cause[0].met
    same = met and all(one.met and _answer(one.met) == _answer(met) for one in cause)
    if met is None or not same or met.status < 400 or met.endpoint is None or _is_refused(cause[0]):
        return
    own = met.type and (met.type, _line(met.place)) != (cause[0].type, _line(cause[0].place))
    raised = f": {met.type}" if own else ""
    at = f" at {met.place}" if own and met.place.path else ""
    yield f"{met.method} to {met.endpoint} was answered with {met.status}{raised}{at}"


def _answer(met: Met) -> tuple[object, ...]:
    return (met.endpoint, met.method, met.status, met.type, met.place)


def _nodes(cause: Sequence[Failure]) -> list[str]:
    """The tests, where there are several, with their places if one cause has many."""
    if len(cause) == 1:
        return []
    alike = len({_line(one.place) for one in cause}) == 1 or cause[0].type in _OF_MANY
    return [one.node if alike else f"{one.node} at {one.place}" for one in cause]


def _ended_badly(tests: Tests, boot: Boot | None) -> Iterator[Found | CouldNotLook]:
    """No test failed, and still pytest is not content."""
    if boot and (_ends(boot, (tests.reason or "").rpartition(" ")[2]) or _left(boot, tests)):
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
    """The project has no tests, or skips them all.

    Nothing tells a release that works from one that does not before its users do. One request per route with
    the test client finds most of what breaks in an update.

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
