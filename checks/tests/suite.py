"""What the project's own tests say, and whether there are any."""

from collections.abc import Iterator, Sequence

from releasecheck.facts import Place, Project
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.runs import Failure, Lint, Tests
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error, warning

from ..derived.broken_sets import failing_in_tests
from ..derived.needs import crash_place
from ..derived.removed import gone
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
_NEAR = 4  # lines from the look at a variable to the `raise` for want of it
_EXIT = "SystemExit"
_ENDED = ("interrupted", "internal-error")
_OF_MANY = ("FixtureLookupError",)  # one fixture that is not there fails each test that asks for it
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
) -> Judgement:
    """A test of the project fails, or a test module cannot be collected.

    The people who wrote the app say with their tests what it must do; this release does not do it. Failures
    with the same exception at the same place, in the project or in a library that tests ask, are one finding.
    Only the node id, the exception's type and its place are shown: messages and output may hold secrets.
    Tests that need a service which does not answer here, the address of a running server or a variable that
    nothing gave to the suite, and those that meet what keeps the app itself from coming up, a line that
    removed-flask-api tells or versions that flask-werkzeug-incompatible tells, are only counted.

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
    excused: set[Failure] = set()
    for reason, failures in _excuses(tests, project, boot):
        if failures:
            yield CouldNotLook(reason)
            excused.update(failures)
    left = [one for one in tests.failures if one not in excused]
    worn = [one for one in left if (one.place.path, one.place.line) in _worn(app, source, dependencies)]
    if worn:
        yield CouldNotLook(f"{counted(len(worn), 'test')} met what removed-flask-api tells: mend that first")
    left = [one for one in left if one not in worn]
    paired = failing_in_tests(dependencies, tests).keys() & left if dependencies else set[Failure]()
    if paired:
        yield CouldNotLook(
            f"{counted(len(paired), 'test')} met what flask-werkzeug-incompatible tells: mend that first"
        )
    yield from _failures([one for one in left if one not in paired], lint)
    if not tests.failures:
        yield from _ended_badly(tests, boot)


def _excuses(tests: Tests, project: Project, boot: Boot | None) -> Iterator[tuple[str, list[Failure]]]:
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
    ungiven = listed(name for name in tests.ungiven if _asks(boot, name))
    halted = [one for one in left if ungiven and one not in unset and _may_lack_a_variable(one)]
    early = f"{counted(len(halted), 'test')} did not come to run without {ungiven}"
    yield f"{early}, which only the app was given: {_SUITE_ENVIRONMENT}", halted


def _worn(
    app: App | None, source: Source | None, dependencies: Dependencies | None
) -> frozenset[tuple[str | None, int | None]]:
    """The lines that ask for what the installed Flask and its libraries do not have any more."""
    if app is None or source is None or dependencies is None:
        return frozenset()
    return frozenset((use.place.path, use.place.line) for use in gone(app, source, dependencies))


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


def _failures(failures: Sequence[Failure], lint: Lint | None) -> Iterator[Found]:
    by_cause: dict[tuple[str | bool | Place | None, ...], list[Failure]] = {}
    for one in sorted(failures, key=_rank):
        by_cause.setdefault(_cause(one), []).append(one)
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


def _cause(failure: Failure) -> tuple[str | bool | Place | None, ...]:
    """What is the same for all failures of one cause, be it where a library refuses what tests ask of it."""
    of = (failure.type, failure.while_collecting)
    if failure.type in _OF_MANY:
        return of
    if failure.library and _is_of_tests(failure):
        return (*of, failure.library)
    return (*of, _line(failure.place))


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
    what = f"{first.type}: {about}" if about else first.type
    others = [f"also at {one.place}" for one in undefined[1:]]
    evidence = (*capped(_nodes(cause), 20), *capped(others, 10))
    return Found(f"{first.node}{more} {how}{where}: {what}", first.node, first.place, evidence)


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
