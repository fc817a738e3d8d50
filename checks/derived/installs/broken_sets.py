"""Which of the known breaks this project has, here or at its next install."""

from collections.abc import Iterator
from dataclasses import dataclass

from packaging.specifiers import SpecifierSet

from releasecheck.facts import Place
from releasecheck.facts.boot import Boot
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.runs import Failure, Tests

from .breaks import BREAKS, Break
from .installs import admits, closure, installed, limits, pinned, released


@dataclass(frozen=True, slots=True)
class Pair:
    """A break, the version of its holder, that of the other one if it is installed, and the place."""

    known: Break
    holder: str
    other: str | None
    place: Place


def failing(dependencies: Dependencies, boot: Boot | None) -> list[Pair]:
    """The installed pairs that fail; of an app that was booted, those that explain how that ended."""
    together = (one for one in _together(dependencies) if not one.known.in_tests)
    return [one for one in together if _is_seen(one.known, boot)]


def failing_in_tests(dependencies: Dependencies, tests: Tests) -> dict[Failure, Pair]:
    """The tests that failed by an installed pair, which the app itself may well be served with."""
    pairs = [one for one in _together(dependencies) if one.known.in_tests]
    met = (
        (failure, next((one for one in pairs if one.known.fails(failure)), None))
        for failure in tests.failures
    )
    return {failure: pair for failure, pair in met if pair}


def _together(dependencies: Dependencies) -> Iterator[Pair]:
    """The installed pairs that fail where the app uses the holder."""
    there = installed(dependencies)
    for one in BREAKS:
        if one.holder in there and one.other in there:
            holder, other = there[one.holder].version, there[one.other].version
            if one.holds(holder, other):
                yield Pair(one, holder, other, _place(one, dependencies))


def broken_by(other: str, version: str, dependencies: Dependencies) -> list[str]:
    """The installed distributions that would fail with this version of another."""
    there = installed(dependencies)
    breaks = (one for one in BREAKS if one.other == other and one.holder in there)
    return list(dict.fromkeys(one.holder for one in breaks if one.holds(there[one.holder].version, version)))


def _is_seen(one: Break, boot: Boot | None) -> bool:
    return boot is None or (boot.crash is not None and one.explains(boot.crash))


def _place(one: Break, dependencies: Dependencies) -> Place:
    """Where the holder is asked for, else where the other one is."""
    asked = [each for each in dependencies.declared if each.name in (one.holder, one.other)]
    asked.sort(key=lambda each: each.name != one.holder)
    return asked[0].place if asked else Place()


def about_to_fail(dependencies: Dependencies, *, in_tests: bool = False) -> Iterator[Pair]:
    """Holders pinned to a version that fails, and the other one free to be as new as it takes.

    In the app, or in tests alone. Two that are so new here already, and do no harm, will do none at the next
    install: the app has no use for the holder.
    """
    asked = released(dependencies)
    brought = closure(dependencies, asked)
    harmless = {(one.known.holder, one.known.other) for one in _together(dependencies)}
    breaks = (each for each in BREAKS if each.in_tests == in_tests)
    for one in (each for each in breaks if (each.holder, each.other) not in harmless):
        for requirement in asked:
            version = pinned(requirement) if requirement.name == one.holder else None
            taken = one.other in brought or any(each.name == one.other for each in asked)
            if version and one.holds(version, one.since) and taken and _is_free(one, dependencies):
                yield Pair(one, version, None, requirement.place)


def _is_free(one: Break, dependencies: Dependencies) -> bool:
    """Whether the other one may be one that fails: where it begins, or where a requirement begins later."""
    begins = [
        each.version
        for text in limits(dependencies, one.other)
        for each in SpecifierSet(text)
        if not each.version.endswith(".*") and one.holds(one.last, each.version)
    ]
    return any(admits(dependencies, one.other, version) for version in (f"{one.since}.1", *begins))
