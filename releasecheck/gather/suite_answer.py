"""From the lines that our pytest plugin wrote to what the suite came to."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from releasecheck.facts import Place
from releasecheck.facts.runs import Exercised, Failure, SuiteOutcome, Tests
from releasecheck.facts.suite import Met, Reached

_OUTCOMES: Mapping[int | None, SuiteOutcome] = {
    0: "passed",
    1: "failed",
    2: "interrupted",
    3: "internal-error",
    4: "usage-error",
    5: "none-found",
}
_SKIPPED = ("skipped", "xfailed")
_PASSED = ("passed", "xpassed")


class _Session(msgspec.Struct, tag_field="kind", tag="session"):
    pytest: str
    workers: int | str
    coverage: float | None


class _Asked(msgspec.Struct, tag_field="kind", tag="asked"):
    endpoint: str | None
    rule: str | None
    method: str
    status: int
    count: int


class _Start(msgspec.Struct, tag_field="kind", tag="start"):
    node: str


class _End(msgspec.Struct, tag_field="kind", tag="end"):
    node: str


class _Met(msgspec.Struct):
    endpoint: str | None
    method: str
    status: int
    type: str | None
    path: str | None
    line: int | None
    library: str | None
    refused: int | None = None
    asked: str | None = None


class _Test(msgspec.Struct, tag_field="kind", tag="test"):
    node: str
    category: str
    type: str = ""
    path: str | None = None
    line: int | None = None
    missing: str | None = None
    unreachable: str | None = None
    held_in: str | None = None
    unset: str | None = None
    library: str | None = None
    named: tuple[str, ...] = ()
    met: _Met | None = None
    meant: tuple[str, ...] = ()
    in_setup_method: bool = False


class _NotCollected(msgspec.Struct, tag_field="kind", tag="not-collected"):
    node: str
    type: str
    path: str | None
    line: int | None
    missing: str | None = None
    unreachable: str | None = None
    held_in: str | None = None
    unset: str | None = None
    library: str | None = None
    named: tuple[str, ...] = ()


class _Begun(msgspec.Struct, tag_field="kind", tag="begun"):
    pass


class _Collected(msgspec.Struct, tag_field="kind", tag="collected"):
    tests: int


class _Finish(msgspec.Struct, tag_field="kind", tag="finish"):
    exit: int


class _Lingered(msgspec.Struct, tag_field="kind", tag="lingered"):
    threads: tuple[str, ...]


class _Reached(msgspec.Struct, tag_field="kind", tag="reached"):
    server: str
    node: str | None
    path: str | None
    line: int | None


class _Wrote(msgspec.Struct, tag_field="kind", tag="wrote"):
    key: str
    token: str
    node: str


_Run = _Begun | _Session | _Collected | _Start | _End | _Test | _NotCollected | _Finish | _Lingered
_Line = _Run | _Asked | _Reached | _Wrote


@dataclass(slots=True)
class Answer:
    """What the plugin told, line by line."""

    begun: bool = False  # with the project's own code
    session: _Session | None = None
    collected: int = 0
    exit_code: int | None = None  # null when the suite did not come to its end
    categories: Counter[str] = field(default_factory=Counter)
    ran: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    failures: dict[Failure, None] = field(default_factory=dict)  # in order, each once
    running: dict[str, None] = field(default_factory=dict)
    asked: Counter[tuple[str | None, str | None, str, int]] = field(default_factory=Counter)
    order: dict[str, None] = field(default_factory=dict)
    reached: dict[str, Reached] = field(default_factory=dict)
    wrote: dict[tuple[str, str], str] = field(default_factory=dict)  # config key and token -> test
    lingering: tuple[str, ...] | None = None  # null when pytest ended by itself

    def take(self, line: _Line) -> None:
        """Add one line."""
        match line:
            case _Asked():
                self.asked[line.endpoint, line.rule, line.method, line.status] += line.count
            case _Reached():
                place = Place(line.path, line.line)
                self.reached.setdefault(line.server, Reached(line.server, line.node, place))
            case _Wrote():
                self.wrote.setdefault((line.key, line.token), line.node)
            case _:
                self._take_run(line)

    def _take_run(self, line: _Run) -> None:
        match line:
            case _Begun():
                self.begun = True
            case _Session():
                self.session = line
            case _Collected():
                self.collected = line.tests
            case _Start():
                self.running[line.node] = self.order[line.node] = None
            case _End():
                self.running.pop(line.node, None)
            case _Test():
                self._take_test(line)
            case _NotCollected():
                self.failures[_failure(line, while_collecting=True)] = None
            case _Finish():
                self.exit_code = line.exit
            case _Lingered():
                self.lingering = line.threads

    def _take_test(self, line: _Test) -> None:
        self.categories[line.category] += 1
        self.ran.add(line.node)
        if line.category in _PASSED:
            self.passed.add(line.node)
        elif line.category in ("failed", "error"):
            self.failures[_failure(line, while_collecting=False)] = None

    @property
    def broken(self) -> int:
        """Modules that could not be collected."""
        return sum(failure.while_collecting for failure in self.failures)

    @property
    def never_ran(self) -> int:
        """Tests that were collected and did not come to an end."""
        return max(self.collected - len(self.ran), 0)


def read_answer(text: bytes) -> Answer:
    """The answer so far; a line that was cut when its process was killed is passed over."""
    answer = Answer()
    for line in text.splitlines():
        try:
            # json, because msgspec refuses the names that are not UTF-8
            answer.take(msgspec.convert(json.loads(line), _Line))
        except (ValueError, msgspec.ValidationError):
            continue
    return answer


def to_tests(answer: Answer, returncode: int | None, duration_s: float) -> Tests:
    """The facts; `returncode` is null when we ended pytest because its time was over."""
    count = answer.categories
    exit_code = _exit_code(answer, returncode)
    return Tests(
        outcome="timed-out" if returncode is None else _outcome(answer, exit_code),
        exit_code=exit_code,
        passed=sum(count[name] for name in _PASSED),
        failed=count["failed"],
        skipped=sum(count[name] for name in _SKIPPED),
        errors=count["error"] + answer.broken,
        duration_s=duration_s,
        failures=tuple(answer.failures),
        exercised=tuple(_exercised(answer)),
        pytest=answer.session.pytest if answer.session else None,
        workers=_workers(answer),
        reason=_reason(answer, exit_code),
        unfinished=tuple(answer.running),
        reached=tuple(answer.reached.values()),
        lingering=answer.lingering,
    )


def _exit_code(answer: Answer, returncode: int | None) -> int | None:
    """The process's own where it is worse: a plugin or an exit handler may fail after the session."""
    return returncode or (returncode if answer.exit_code is None else answer.exit_code)


def _outcome(answer: Answer, exit_code: int | None) -> SuiteOutcome:
    if answer.broken:
        return "collection-broken"
    if answer.exit_code is None and exit_code not in (3, 4):
        return "interrupted"
    if exit_code == 0 and not answer.ran:
        return "interrupted" if answer.collected else "none-found"
    if exit_code == 0 and answer.never_ran:
        return "interrupted"
    return _OUTCOMES.get(exit_code, "interrupted")


def _reason(answer: Answer, exit_code: int | None) -> str | None:
    """Why pytest is not content although no test failed, or why we are not although pytest is."""
    if exit_code == 0 and answer.never_ran:
        return f"{answer.never_ran} of {answer.collected} collected tests never ran"
    if exit_code != 1 or answer.failures:
        return None
    wanted = answer.session.coverage if answer.session else None
    return f"the coverage is below --cov-fail-under={wanted:g}" if wanted else "a plugin of pytest's objects"


def _workers(answer: Answer) -> int:
    workers = answer.session.workers if answer.session else 0
    return workers if isinstance(workers, int) else 0


def _exercised(answer: Answer) -> Iterable[Exercised]:
    ordered = sorted(answer.asked.items(), key=lambda item: tuple(str(part or "") for part in item[0]))
    for (endpoint, rule, method, status), count in ordered:
        yield Exercised(endpoint, method, status, count, rule)


def _failure(line: _Test | _NotCollected, *, while_collecting: bool) -> Failure:
    in_fixture = isinstance(line, _Test) and line.category == "error"
    place = Place(line.path, line.line)
    return Failure(
        line.node,
        line.type,
        place,
        while_collecting,
        in_fixture,
        line.missing,
        line.unreachable,
        line.held_in,
        line.unset,
        line.library,
        _met(line.met) if isinstance(line, _Test) and line.met else None,
        line.meant if isinstance(line, _Test) else (),
        isinstance(line, _Test) and line.in_setup_method,
        line.named,
    )


def _met(line: _Met) -> Met:
    place = Place(line.path, line.line)
    return Met(
        line.endpoint, line.method, line.status, line.type, place, line.library, line.refused, line.asked
    )
