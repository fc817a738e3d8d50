"""What ruff and a failed test say of the same fault: a name that is not there, a file that does not parse."""

from releasecheck.facts import Place
from releasecheck.facts.runs import Failure, Lint, LintFinding

UNDEFINED = "F821"
_SYNTAX = ("SyntaxError", "IndentationError", "TabError")


def missing_name(failure: Failure, lint: Lint | None) -> list[LintFinding]:
    """What ruff says of the name that the test missed, the place where it did so first."""
    if lint is None or failure.type != "NameError":
        return []
    undefined = [one for one in lint.findings if one.code == UNDEFINED]
    met = [one for one in undefined if _line(one.place) == _line(failure.place)]
    if len({one.message for one in met}) != 1:  # of two names on one line the test missed one
        return []
    alike = [one for one in undefined if _is_alike(one, met[0])]
    return sorted(alike, key=lambda one: one not in met)


def is_told_by(failure: Failure, one: LintFinding, lint: Lint) -> bool:
    """Whether the failed test already tells what ruff found."""
    if failure.type in _SYNTAX:
        return not one.code.isalnum() and one.place.path == failure.place.path
    return one in missing_name(failure, lint)


def _line(place: Place) -> tuple[str | None, int | None]:
    return place.path, place.line


def _is_alike(one: LintFinding, other: LintFinding) -> bool:
    return (one.place.path, one.message) == (other.place.path, other.message)
