"""Failing tests that tell of this machine, or of what keeps the app from coming up, not of the release."""

import re
from collections.abc import Iterator, Sequence

from releasecheck.facts import Project
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.runs import Failure, Tests
from releasecheck.facts.source import Source

from ..config.surroundings import read_for
from ..installs.installs import installed
from ..wording import be, counted, listed
from .needs import crash_place

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
_HOST = re.compile(r"(HOST|HOSTNAME|SERVER|ADDR|ADDRESS)$", re.IGNORECASE)
_SUITE_ENVIRONMENT = "export it, or name a file for the suite with the setting tests.env-file"


def excuses(
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
    nowhere = [one for one in left if (one.unreachable or "").partition(":")[0] == "None"]
    yield _of_no_host(len(nowhere), tests, boot), nowhere
    waiting = [one for one in left if one.unreachable and one not in nowhere]
    services = listed(sorted({one.unreachable or "" for one in waiting}))
    needing = f"{counted(len(waiting), 'test')} could not reach {services} from here: start it first"
    elsewhere = f" ({listed(tests.ungiven)}, which only the app was given: {_SUITE_ENVIRONMENT})"
    yield needing + (elsewhere if tests.ungiven else ""), waiting
    aimless = [one for one in left if one.type in _OF_NO_ADDRESS and one.in_test_file]
    whom = f"{counted(len(aimless), 'test')} had no address of the server to ask"
    yield f"{whom}: where it comes from a variable, {_SUITE_ENVIRONMENT}", aimless
    left = [one for one in left if one not in aimless]
    unset = {one: name for one in left if (name := one.unset or _unset(one, boot, tests.ungiven))}
    names = sorted(set(unset.values()))
    asked = f"{counted(len(unset), 'test')} asked in vain for {listed(names)}"
    whose = ", which only the app was given" if all(_was_given(boot, name) for name in names) else ""
    yield f"{asked}{whose}: {_SUITE_ENVIRONMENT}", list(unset)
    halted = {
        one: names
        for one in _halted([one for one in left if one not in unset], tests, boot)
        if (names := _named(one, tests, boot, app))
    }
    early = f"{counted(len(halted), 'test')} did not come to run without "
    missed = listed(sorted({name for names in halted.values() for name in names}))
    yield f"{early}{missed}, which only the app was given: {_SUITE_ENVIRONMENT}", list(halted)


def _of_no_host(count: int, tests: Tests, boot: Boot | None) -> str:
    """Of a URL that was put together of variables that the suite does not have: `mysql://None@None`."""
    reads = boot.env_reads if boot else ()
    asked = {one.name for one in reads if not one.hit or one.name in tests.ungiven}
    named = sorted(name for name in asked if _HOST.search(name))
    unset = f"{listed(named)} {be(named)} not set for the suite" if named else "a variable is not set"
    return f'{counted(count, "test")} asked for the host "None", since {unset}: {_SUITE_ENVIRONMENT}'


def undeclared(
    failures: Sequence[Failure], project: Project, source: Source | None, dependencies: Dependencies | None
) -> list[Failure]:
    """Those for want of a module that is not there, where all that any file asks for is installed."""
    if project.python_named:  # the failure speaks for itself
        return []
    if (
        dependencies is None
        or not dependencies.own_interpreter
        or dependencies.unread
        or not dependencies.files
    ):
        return []
    there = installed(dependencies).keys() | set(dependencies.own)
    if any(one.applies and one.name not in there for one in dependencies.declared):
        return []
    own = {part for one in (source.modules if source else ()) for part in one.name.split(".")}
    return [one for one in failures if one.missing_module and one.missing_module.split(".")[0] not in own]


def in_doubt(failures: Sequence[Failure], tests: Tests, boot: Boot | None) -> tuple[list[Failure], str]:
    """The set-ups that may have lacked, without a word of it, what only the app was given: which, as text."""
    missed = [name for name in tests.ungiven if _asks(boot, name)]
    said = f"the suite ran without {listed(missed)}, which only the app was given"
    return _halted(failures, tests, boot), said


def _halted(failures: Sequence[Failure], tests: Tests, boot: Boot | None) -> list[Failure]:
    """The set-ups that ended in what a variable may bring about which the app has and the suite lacks."""
    if not any(_asks(boot, name) for name in tests.ungiven):
        return []
    begun = {(one.type, one.place, one.library) for one in tests.failures if not _is_of_set_up(one)}
    return [
        one
        for one in failures
        if _may_lack_a_variable(one)
        and (one.type, one.place, one.library) not in begun  # tests that came to run met the same
    ]


def _named(failure: Failure, tests: Tests, boot: Boot | None, app: App | None) -> list[str]:
    """The ungiven variables that it tells of: by their names, by keys of the config, or by want of a key."""
    told = set(failure.named)
    for value in app.config if app else ():
        if value.key in failure.named and (read := read_for(value, boot)):
            told.add(read.name)
    if (failure.library or "").startswith(_OF_SESSIONS):
        told.update(name for key in (app.secrets if app else ()) if key.signing for name in key.environment)
    return [name for name in tests.ungiven if name in told and _asks(boot, name)]


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


def _may_lack_a_variable(failure: Failure) -> bool:
    """Whether the set-up ended in what a None, or a value to fall back on, brings about."""
    return _is_of_set_up(failure) and failure.type not in _OF_THE_CODE


def _is_of_set_up(failure: Failure) -> bool:
    return failure.while_collecting or failure.in_set_up


def _is_same(failure: Failure, boot: Boot) -> bool:
    here, there = failure.place, crash_place(boot)
    if there.path is None and boot.crash and boot.crash.library:  # before a line of the project was reached
        return ends(boot, failure.type) and failure.library == _module_line(boot.crash.library)
    return ends(boot, failure.type) and (here.path, here.line) == (there.path, there.line)


def _module_line(library: str) -> str:
    """As failures of tests have it: "flask.helpers:14" of "flask/helpers.py:14"."""
    return library.replace("/__init__.py:", ":").replace("/", ".").replace(".py:", ":")


def ends(boot: Boot, type_: str) -> bool:
    """Whether the app's boot ended with an exception of this name, its module left out."""
    if boot.outcome == "exited":
        return type_ == _EXIT
    return boot.crash is not None and boot.crash.type.rpartition(".")[2] == type_


def _lacking(modules: Sequence[str]) -> str:
    return (
        f"the suite needs {listed(modules)}, which the Python that ran it does not have: "
        "install it there, or name the app's own interpreter with --python PATH"
    )
