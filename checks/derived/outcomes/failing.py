"""What failing tests have in common: one finding for each cause."""

from collections.abc import Iterator, Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.runs import Failure, Lint
from releasecheck.facts.suite import Met
from releasecheck.findings import Found

from ..wording import capped, counted, listed
from .blamed import is_of_suite
from .undefined import missing_name

_MOST = 10  # findings for one suite; what fails beyond that is one more
_OF_MANY = ("FixtureLookupError",)  # one fixture that is not there fails each test that asks for it
# A library that raises a bare Exception says that it was set up wrongly, from whichever page it is asked.
_SET_UP_WRONGLY = ("Exception", "flask_login.")
_REFUSED_HOST = "SecurityError"  # Werkzeug's, for a host that is not trusted
_LET_IN = (
    "Give the tests a config without TRUSTED_HOSTS, or have their client ask under a host of it: "
    '`client.get(path, base_url="https://shop.example")`.'
)


def by_cause(failures: Sequence[Failure], lint: Lint | None, app: App | None) -> Iterator[Found]:
    """A finding for each cause, what breaks most first; beyond the tenth they are one."""
    groups: dict[tuple[object, ...], list[Failure]] = {}
    for one in sorted(failures, key=_rank):
        groups.setdefault(_cause(one, app), []).append(one)
    causes = list(groups.values())
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
    if failure.missing_module:
        return (failure.missing_module,)
    if failure.type in _OF_MANY:
        return of
    if _is_refused(failure):
        return (_REFUSED_HOST,)
    kind, package = _SET_UP_WRONGLY
    if failure.library and failure.type == kind and failure.library.startswith(package):
        return (kind, failure.library)
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
    return failure.in_test_file or (failure.place.path or "").endswith("conftest.py")


def _line(place: Place) -> Place:
    return Place(place.path or "", place.line or 0)


def _failed(cause: Sequence[Failure], lint: Lint | None) -> Found:
    first = cause[0]
    more = f" and {len(cause) - 1} more" if len(cause) > 1 else ""
    how = "cannot be collected" if first.while_collecting else "fail" if more else "fails"
    where = " in its set-up or tear-down" if first.in_set_up else ""
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
