"""Who has the value of an unset variable: what the lines say that asked for it, and those around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from .places import Places
    from .recording import Missed

CONSTANT = re.compile(r"\b[A-Z][A-Z0-9_]{3,}\b")
ASSIGNED = re.compile(r"\s*(\w+)\s*(?::[^=]+)?=[^=]")
_ATTRIBUTE = re.compile(r"\.(\w{3,})\b(?!\s*\()")  # not a method that is called
_WORD = re.compile(r"\w+")
_LONGEST = 30  # lines of a dict of settings
_CALLED = re.compile(r"(\w+)\(")
_DEFINED = re.compile(r"(?P<indent>\s*)(?:async\s+)?def\s+(?P<name>\w+)")


def by_constants(constants: set[str], missed: Sequence[Missed], places: Places) -> str | None:
    """`DATABASE_URI must be set`, of DATABASE_URI = os.environ.get("DSN")."""
    return next((each.name for each in missed if constants & given(each, places)), None)


def given(missed: Missed, places: Places) -> set[str]:
    """The constants in the line that asked for a variable, its own name among them, or around that line."""
    return {missed.name, *CONSTANT.findall(places.line(missed.place)), *_around(missed, places)}


def _around(missed: Missed, places: Places) -> Iterator[str]:
    """The constant whose dict or call of several lines holds the line that asked."""
    where = missed.place
    if where["path"] is None:
        return
    indent = _indent(places.line(where))
    for number in range(where["line"] - 1, max(where["line"] - _LONGEST, 0), -1):
        above = places.line({**where, "line": number})
        if above.strip() and _indent(above) < indent:
            indent = _indent(above)
            opened = ASSIGNED.match(above)
            if not above.rstrip().endswith(("{", "(", "[")):
                return
            if opened:
                yield opened[1]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def handed_on(traceback: TracebackType | None, missed: Sequence[Missed], places: Places) -> str | None:
    """The variable that a function handed on in its line of the traceback, read there or put into a name.

    Of several the one that was read last in the outermost function: what is read below may well be optional.
    """
    while traceback is not None:
        code = traceback.tb_frame.f_code
        here = places.place(code.co_filename, traceback.tb_lineno)
        used = set(_WORD.findall(places.line(here))) if here["path"] else set()
        for each in missed[::-1]:
            where = each.place
            if where["path"] is None or where["path"] != here["path"]:
                continue
            if where["line"] == here["line"]:
                return each.name
            if code.co_firstlineno <= where["line"] < here["line"]:
                given = ASSIGNED.match(places.line(where))
                if given and given[1] in used:
                    return each.name
        traceback = traceback.tb_next
    return None


def given_to(place: dict[str, Any], missed: Sequence[Missed], places: Places) -> str | None:
    """The variable that a class or a module gave to a name which another file uses as `Config.name`."""
    used = set(_ATTRIBUTE.findall(places.line(place))) if place["path"] else set()
    for each in missed:
        where = each.place
        given = ASSIGNED.match(places.line(where)) if where["path"] not in (None, place["path"]) else None
        if given and given[1] in used:
            return each.name
    return None


def named_in(text: str, path: str | None, missed: Sequence[Missed], places: Places) -> str | None:
    """The variable whose constant of the module, or of another file, stands in these lines of `path`."""
    used = set(CONSTANT.findall(text))
    for each in missed:
        asking = places.line(each.place) if each.place["path"] is not None else ""
        given = ASSIGNED.match(asking)
        of_module = each.place["path"] != path or asking[:1].strip()
        if given and given[1] in used and of_module:
            return each.name
    return None


def given_back(place: dict[str, Any], missed: Sequence[Missed], places: Places) -> str | None:
    """The variable that a function returns which is called there: `connect(database_url())`."""
    called = set(_CALLED.findall(places.line(place))) if place["path"] else set()
    return next((each.name for each in missed if called and giver(each, places) in called), None)


def giver(missed: Missed, places: Places) -> str | None:
    """The function whose `return` asks for a variable, or is of the name that the line above gave to it."""
    where = missed.place
    if where["path"] is None:
        return None
    asking = places.line(where)
    given = ASSIGNED.match(asking)
    after = places.line({**where, "line": where["line"] + 1}).split("#")[0].split()
    if not (asking.split()[:1] == ["return"] or (given and after == ["return", given[1]])):
        return None
    indent = len(asking) - len(asking.lstrip())
    for number in range(where["line"] - 1, 0, -1):
        defined = _DEFINED.match(places.line({**where, "line": number}))
        if defined and len(defined["indent"]) < indent:
            return defined["name"]
    return None
