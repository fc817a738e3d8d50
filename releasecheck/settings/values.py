"""Settings that have a form of their own: what is ignored and why, and amounts of memory."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from releasecheck.findings import SEVERITIES, Severity

Text = Annotated[str, Meta(min_length=1)]
_MEMORY = re.compile(r"(\d+(?:\.\d+)?) ?(KiB|MiB|GiB)")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FUNCTION = re.compile(r"\w+(\.\w+)*:\w+")
_UNITS = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30}


@dataclass(frozen=True, slots=True)
class Ignore:
    """A rule or family that is passed over, in the whole project or below a path pattern."""

    rule: str
    reason: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the project's checklist."""

    id: str
    question: str


class MisfitError(Exception):
    """A value that does not fit its key; the text is for a person and does not repeat the value."""


def read_memory(value: object) -> int:
    """Bytes, from a number or from text such as "512 MiB"; raises MisfitError."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    match = _MEMORY.fullmatch(value) if isinstance(value, str) else None
    amount = int(float(match[1]) * _UNITS[match[2]]) if match else 0
    if amount <= 0:
        raise MisfitError('expected bytes, or text such as "512 MiB"')
    return amount


def read_function(value: object) -> str:
    """The name of a function of the project, as `module:function`; raises MisfitError."""
    if isinstance(value, str) and _FUNCTION.fullmatch(value):
        return value
    raise MisfitError('expected "module:function"')


def read_severities(value: object) -> dict[str, Severity]:
    """Rule id -> severity; raises MisfitError with every fault."""
    if not isinstance(value, Mapping):
        raise MisfitError('expected a table of rule-id = "severity"')
    wrong = [str(rule) for rule, given in value.items() if given not in SEVERITIES]
    if wrong:
        raise MisfitError(f"{', '.join(wrong)}: expected one of {', '.join(SEVERITIES)}")
    return dict(value)


def read_questions(value: object) -> tuple[Asked, ...]:
    """`id` and `question` of each table; raises MisfitError with every fault."""
    if not isinstance(value, list):
        raise MisfitError('expected [[tool.releasecheck.review]] with id = "…" and question = "…"')
    read = [_question(number, one) for number, one in enumerate(value, start=1)]
    faults = [one for one in read if isinstance(one, str)]
    found = [one for one in read if isinstance(one, Asked)]
    twice = {one.id for one in found if [each.id for each in found].count(one.id) > 1}
    faults += [f"{name}: there are two of that id" for name in sorted(twice)]
    if faults:
        raise MisfitError("; ".join(faults))
    return tuple(found)


def _question(number: int, given: object) -> Asked | str:
    """One question, or what is wrong with it."""
    match given:
        case {"id": str(name), "question": str(question), **others} if not others and question.strip():
            return (
                Asked(name, question.strip()) if _ID.fullmatch(name) else f"{number}: id: expected kebab-case"
            )
    return f'{number}: expected id = "…" and question = "…" and nothing else'


def read_ignores(value: object) -> tuple[Ignore, ...]:
    """Rule -> reason, or table(s) with `path` and `reason`; raises MisfitError with every fault."""
    if not isinstance(value, Mapping):
        raise MisfitError('expected a table of rule-id = "reason"')
    read = [
        _ignore(rule, one)
        for rule, given in value.items()
        for one in (given if isinstance(given, list) else [given])
    ]
    faults = [one for one in read if isinstance(one, str)]
    if faults:
        raise MisfitError("; ".join(faults))
    return tuple(one for one in read if isinstance(one, Ignore))


def _ignore(rule: str, given: object) -> Ignore | str:
    """One entry, or what is wrong with it."""
    match given:
        case str(reason):
            path = None
        case {"path": str(path), "reason": str(reason), **others} if path and not others:
            pass
        case _:
            return f'{rule}: expected "reason" or {{ path = "pattern", reason = "…" }}'
    return Ignore(rule, reason.strip(), path) if reason.strip() else f"{rule}: a reason is required"
