"""Whether the suite passes in reverse order too."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from releasecheck.facts.runs import Failure, Tests
from releasecheck.facts.suite import Disorder
from releasecheck.gather.suite_answer import Answer

# The boots take about as long, and the suite runs beside them: below it a second run costs little.
QUICK_S = 30.0
_SHOWN = 20

Again = Callable[[bool], Answer]  # the suite once more: backwards?
Alone = Callable[[str], Answer]  # one test by itself


def is_wanted(tests: Tests, asked: bool | None) -> bool:
    """Whether to run the suite once more: it passed, in one process, and is quick or was asked for."""
    told = asked if asked is not None else tests.duration_s < QUICK_S
    return told and tests.outcome == "passed" and tests.passed > 1 and not tests.workers


def differing(tests: Tests, order: Sequence[str], backwards: Answer) -> Tests:
    """The facts with the tests that passed and now failed; `order` is that of the suite."""
    failed = {one.node: one for one in backwards.failures if one.node in set(order)}
    first = next((node for node in order if node in failed), None)
    disorder = _disorder(failed[first], order, failed) if first else None
    return replace(tests, disorder=disorder, reordered=backwards.exit_code is not None)


def _disorder(failure: Failure, order: Sequence[str], failed: dict[str, Failure]) -> Disorder:
    others = tuple(node for node in order if node in failed and node != failure.node)[:_SHOWN]
    return Disorder(failure.node, failure.type, failure.place, others=others)


def confirmed(tests: Tests, order: Sequence[str], again: Again, alone: Alone) -> Tests:
    """The facts once the suite has run with nothing beside it, both ways, and the test by itself."""
    if tests.disorder is None:
        return tests
    tests = differing(tests, order, again(True))
    if tests.disorder is None:
        return tests
    node = tests.disorder.node
    straight, single = again(False), alone(node)
    passes = None if single.exit_code is None else node in single.passed
    return replace(tests, disorder=replace(tests.disorder, repeats=straight.exit_code == 0, alone=passes))
