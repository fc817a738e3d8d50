"""The project's suite under pytest in the app's own Python, with our plugin beside it."""

import json
import os
import re
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from releasecheck.facts import Absence
from releasecheck.facts.runs import Failure, SuiteOutcome, Tests
from releasecheck.gather import process
from releasecheck.gather.quoting import unquoted
from releasecheck.gather.suite_answer import Answer, read_answer, to_tests
from releasecheck.gather.suite_discovery import find_tests

_PLUGIN = Path(__file__).with_name("inside") / "suite_plugin" / "releasecheck_suite.py"
# -x in the project's addopts would hide all failures but the first, and a broken module the other tests.
_PYTEST = ("-m", "pytest", "-p", _PLUGIN.stem, "--maxfail=0", "--continue-on-collection-errors")
_WITHOUT_ADDOPTS = ("-o", "addopts=")
_USAGE_ERROR = 4
_NONE_FOUND = 5
_IMPORTS = ("ImportError", "ModuleNotFoundError")
_UNKNOWN_OPTIONS = "unrecognized arguments:"
# argparse writes "ERROR: usage: …" above the line that says something.
_SAID = re.compile(r"^(?:.*: error: (?P<error>.*)|ERROR: (?!usage:)(?P<ERROR>.*))$", re.MULTILINE)
# What ends a traceback, which pytest may have shortened; names that an import lacks are no secrets.
_CRASH = re.compile(
    r"^(?:E +)?((?:ImportError: cannot import name '\w+' from|ModuleNotFoundError: No module named) '[\w.]+'"
    r"|[\w.]*(?:Error|Exception|Exit)(?=:|$))(?:$|[ :;].*$)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Suite:
    """Whose tests, under which Python, in which environment: the inherited one, never the release's."""

    project: Path
    python: str
    env: Mapping[str, str]
    exclude: Sequence[str] = ()
    key: str = field(default="", repr=False)  # of this run, for tokens
    folder: str = "."  # below the project, where pytest is started

    @property
    def cwd(self) -> Path:
        return self.project / self.folder


@dataclass(frozen=True, slots=True)
class _Ran:
    """One run of pytest."""

    answer: Answer
    ended: process.Ended
    by_name: tuple[str, ...] = ()  # files that pytest had to be given

    @property
    def started(self) -> bool:
        """Whether it came as far as the project's own code; a conftest may end the process."""
        ended_by_conftest = self.answer.begun and self.ended.returncode == 0
        told = self.answer.session is not None or self.answer.broken > 0
        return told or ended_by_conftest or self.ended.timed_out

    @property
    def returncode(self) -> int | None:
        return None if self.ended.timed_out else self.ended.returncode


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """The facts of a run, and what must not become facts: tokens, and the order in which the tests ran."""

    tests: Tests
    wrote: Mapping[tuple[str, str], str] = field(default_factory=dict)  # config key, token -> test
    order: tuple[str, ...] = ()


NOT_THERE = SuiteRun(Tests("none-found", exit_code=None))  # for which pytest need not be started


def run_suite(suite: Suite, deadline: float) -> SuiteRun | Absence:
    """Run the suite for at most `deadline` seconds."""
    files = find_tests(suite.cwd, suite.exclude)
    if not files.any:
        return NOT_THERE
    ran, note = _run_somehow(suite, files.others, time.monotonic() + deadline)
    if not ran.started:
        absence = _not_started(suite, ran)
        return absence if isinstance(absence, Absence) else SuiteRun(absence)
    tests = to_tests(ran.answer, ran.returncode, ran.ended.duration_s)
    tests = replace(tests, reason=tests.reason or note, by_name=ran.by_name)
    return SuiteRun(tests, ran.answer.wrote, tuple(ran.answer.order))


def run_at_home(suite: Suite, ran: SuiteRun, home: str, deadline: float) -> tuple[Suite, SuiteRun]:
    """The suite once more in `home`, the app's folder, or with it on the path, if its imports are found so.

    Then where the project holds what was not found (`src`), else what was given. pytest is often started
    beside the app, which the project's root does not tell.
    """
    if not _unfound(ran.tests):
        return suite, ran
    ends = time.monotonic() + deadline
    for other, how in _elsewhere(suite, home, ran.tests):
        again = run_suite(other, ends - time.monotonic())
        if isinstance(again, SuiteRun) and _is_closer(again.tests, ran.tests):
            reason = "; ".join(filter(None, [again.tests.reason, f"{how}, where its imports are found"]))
            return other, replace(again, tests=replace(again.tests, reason=reason))
    return suite, ran


def _elsewhere(suite: Suite, home: str, tests: Tests) -> Iterator[tuple[Suite, str]]:
    """The suite as it could have been meant, and how: each folder that may help, both ways."""
    held = [one.held_in for one in tests.failures if one.while_collecting and one.held_in]
    homes = [folder for folder in dict.fromkeys([home, *held]) if folder != "."]
    for folder in homes:
        yield replace(suite, folder=folder), f"run in {folder}/"
        beside = replace(suite, env=_with_path(suite.env, suite.project / folder))
        yield beside, f"run with {folder}/ on the path"


def _unfound(tests: Tests) -> int:
    """Modules that could not be collected for something that they import."""
    return sum(one.while_collecting and one.type in _IMPORTS for one in tests.failures)


def _is_closer(tests: Tests, first: Tests) -> bool:
    """Whether more came to run and fewer imports failed."""
    gained = tests.passed + tests.failed > first.passed + first.failed
    return gained and _unfound(tests) < _unfound(first)


def run_again(suite: Suite, deadline: float, *, backwards: bool = False, only: str | None = None) -> Answer:
    """The suite once more, in its order or in reverse, or one test of it by itself."""
    others = find_tests(suite.cwd, suite.exclude).others
    nodes = () if only is None else (only,)
    ran, _ = _run_somehow(suite, others, time.monotonic() + deadline, nodes, backwards=backwards)
    return ran.answer


def recheck(suite: Suite, tests: Tests, deadline: float) -> Tests:
    """Run what failed once more, with nothing of ours beside it; what passes now has `recovered`."""
    nodes = {failure.node for failure in tests.failures if _may_recover(failure)}
    if not nodes or tests.outcome == "timed-out":
        return tests
    others = find_tests(suite.cwd, suite.exclude).others
    ran, _ = _run_somehow(suite, others, time.monotonic() + deadline, nodes)
    return settle(tests, ran.answer)


def _may_recover(failure: Failure) -> bool:
    """Whether what ran beside the suite can have been the reason."""
    lacking = failure.missing_module or failure.unreachable
    return not lacking and failure.type not in (*_IMPORTS, "SyntaxError")


def settle(tests: Tests, again: Answer) -> Tests:
    """The first run's facts without the failures that the second did not repeat."""
    failed = {failure.node for failure in again.failures}
    passed = again.passed | {node.split("::")[0] for node in again.passed}
    gone = tuple(one for one in tests.failures if one.node in passed and one.node not in failed)
    left = tuple(one for one in tests.failures if one not in gone)
    errors = sum(one.while_collecting or one.in_fixture for one in gone)
    recovered = tuple(sorted({one.node for one in gone}))
    return replace(
        tests,
        outcome=_settled(tests.outcome, left),
        passed=tests.passed + len(recovered),
        failed=tests.failed - (len(gone) - errors),
        errors=tests.errors - errors,
        failures=left,
        recovered=recovered,
    )


def _settled(outcome: SuiteOutcome, left: Collection[Failure]) -> SuiteOutcome:
    if outcome == "collection-broken" and left and not any(one.while_collecting for one in left):
        return "failed"
    return outcome if left or outcome == "interrupted" else "passed"


def _run_somehow(
    suite: Suite, others: Sequence[str], ends: float, only: Collection[str] = (), *, backwards: bool = False
) -> tuple[_Ran, str | None]:
    """Run as the project says, else as it could have meant; the note says which condition that was."""
    if backwards:
        suite = replace(suite, env={**suite.env, "RELEASECHECK_SUITE_REVERSED": "1"})
    ran, note = _run(suite, (), ends, only), None
    complaint = _complaint(suite, ran.ended.stderr)
    if ran.returncode == _USAGE_ERROR and complaint.startswith(_UNKNOWN_OPTIONS):
        note = f"run without the project's addopts ({complaint})"
        ran = _run(suite, _WITHOUT_ADDOPTS, ends, only)
    if ran.returncode == _NONE_FOUND and others:
        ran = _run(suite, (*(_WITHOUT_ADDOPTS if note else ()), *others), ends, only)
        ran = replace(ran, by_name=tuple(str(PurePosixPath(suite.folder, each)) for each in others))
    return ran, note


def _run(suite: Suite, options: Sequence[str], ends: float, only: Collection[str]) -> _Ran:
    with tempfile.TemporaryDirectory(prefix="releasecheck-suite-") as scratch:
        folder = Path(scratch)
        env = {**suite.env, **_our_env(suite, folder)}
        if only:
            (folder / "only.json").write_text(json.dumps(sorted(only)), encoding="utf-8")
            env["RELEASECHECK_SUITE_ONLY"] = str(folder / "only.json")
        command = (suite.python, *_PYTEST, "-o", f"cache_dir={folder / 'cache'}", *options)
        with _readable(suite.key) as descriptor:
            if descriptor is not None:
                env["RELEASECHECK_SUITE_KEY"] = str(descriptor)
            terms = process.Terms(pass_fds=() if descriptor is None else (descriptor,))
            ended = process.run(command, suite.cwd, env, ends - time.monotonic(), terms)
        answer = folder / "answer"
        return _Ran(read_answer(answer.read_bytes() if answer.exists() else b""), ended)


@contextmanager
def _readable(key: str) -> Iterator[int | None]:
    """A descriptor that gives the key, which belongs on no disk and into no environment."""
    if not key:
        yield None
        return
    reader, writer = os.pipe()
    os.write(writer, bytes.fromhex(key))
    os.close(writer)
    try:
        yield reader
    finally:
        os.close(reader)


def _with_path(env: Mapping[str, str], folder: Path) -> dict[str, str]:
    path = env.get("PYTHONPATH")
    return {**env, "PYTHONPATH": f"{folder}{os.pathsep}{path}" if path else str(folder)}


def _our_env(suite: Suite, folder: Path) -> dict[str, str]:
    return {
        "PYTHONPATH": _with_path(suite.env, _PLUGIN.parent)["PYTHONPATH"],
        "RELEASECHECK_SUITE_ANSWER": str(folder / "answer"),
        "RELEASECHECK_SUITE_PROJECT": str(suite.project.resolve()),
        "COVERAGE_FILE": str(folder / "coverage"),  # --cov in addopts would leave .coverage in the project
    }


def _not_started(suite: Suite, ran: _Ran) -> Tests | Absence:
    if "No module named pytest" in ran.ended.stderr:
        return Absence("inconclusive", f"no pytest there: {suite.python} -m pip install pytest")
    complaint = _complaint(suite, ran.ended.stderr)
    if ran.returncode == _USAGE_ERROR and "plugin" not in complaint.lower():
        return replace(to_tests(ran.answer, ran.returncode, ran.ended.duration_s), reason=complaint)
    return Absence("inconclusive", f"pytest did not start under {suite.python}: {complaint}")


def _complaint(suite: Suite, stderr: str) -> str:
    """What pytest says on stderr, without what it quotes: options may hold secrets."""
    said = _SAID.search(stderr)
    crash = _CRASH.findall(stderr)[-1:]
    if said is None:
        return "".join(crash) or "it gave no reason"
    text = said["error"] or said["ERROR"]
    if text.endswith(":"):  # what follows is a traceback
        text = " ".join([text, *crash])
    if text.startswith(_UNKNOWN_OPTIONS):
        options = [word.split("=")[0] for word in text.split() if word.startswith("-")]
        return f"{_UNKNOWN_OPTIONS} {' '.join(options)}"
    return unquoted(text.replace(f"{suite.project}/", ""))
