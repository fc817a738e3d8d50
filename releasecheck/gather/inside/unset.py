"""The unset environment variable for which an exception was raised, if it was for one."""

from __future__ import annotations

import linecache
import os
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from .places import Places

    Missed = tuple[str, dict[str, Any]]  # what was asked for in vain, and where

_CONSTANT = re.compile(r"\b[A-Z][A-Z0-9_]{3,}\b")
_NOTHING = re.compile(r"\bNone(Type)?\b")
_FIELD_MISSING = re.compile(r"^(\w+)\s*\n\s+(?:Field required|field required)", re.MULTILINE)
_HOST_NONE = re.compile(r"(host(?: ?name)?|server)\W+None\b|\bNone:\d", re.IGNORECASE)
_ASSIGNED = re.compile(r"\s*(\w+)\s*(?::[^=]+)?=[^=]")
_WORD = re.compile(r"\w+")
_HOST = re.compile(r"HOST|SERVER|ADDR")


def variable(
    problem: BaseException, words: str, place: dict[str, Any], missed: Sequence[Missed], places: Places
) -> str | None:
    """The variable that `problem`, of these words and raised at this place of the project, is about."""
    if not isinstance(problem, Exception):
        return None
    if isinstance(problem, KeyError) and _raised_in_environ(problem):
        return str(problem.args[0])
    found = _named(words, missed) or _spelled_out(problem, words, missed, places)
    found = found or _by_constants(set(_CONSTANT.findall(words)), missed, places)
    if found is None and _NOTHING.search(words):
        found = _about_nothing(problem, words, place, missed, places)
    return found or _field(problem, words)


def _named(words: str, missed: Sequence[Missed]) -> str | None:
    names = (name for name, _ in missed if len(name) > 2)
    return next((name for name in names if re.search(r"(?<!\w)%s(?!\w)" % re.escape(name), words)), None)


def _spelled_out(problem: BaseException, words: str, missed: Sequence[Missed], places: Places) -> str | None:
    """`raise ValueError("Stripe API key not set")`, of STRIPE_API_KEY: where the project itself refuses."""
    traceback = problem.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None or not places.own(traceback.tb_frame.f_code.co_filename):
        return None
    several = [name for name, _ in missed if "_" in name.strip("_")]
    spelled = {name: r"(?<!\w)%s(?!\w)" % re.escape(name).replace("_", "[ -]") for name in several}
    return next((name for name in several if re.search(spelled[name], words, re.IGNORECASE)), None)


def _by_constants(constants: set[str], missed: Sequence[Missed], places: Places) -> str | None:
    """`DATABASE_URI must be set`, of DATABASE_URI = os.environ.get("DSN")."""
    return next((name for name, where in missed if constants & _given(name, where, places)), None)


def _given(name: str, where: dict[str, Any], places: Places) -> set[str]:
    """The constants in the line that asked for a variable, its own name among them."""
    return {name, *_CONSTANT.findall(places.line(where))}


def _about_nothing(
    problem: BaseException, words: str, place: dict[str, Any], missed: Sequence[Missed], places: Places
) -> str | None:
    """The variable that is the None of which `problem` speaks: used there, or by the library called there."""
    here = next((name for name, where in missed if where == place), None)
    used = set(_CONSTANT.findall(places.line(place))) if place["path"] else set()
    below = "".join(_libraries_below(problem.__traceback__, places))
    asked = set(re.findall(r"[\"']([A-Z][A-Z0-9_]{3,})[\"']", below))
    found = here or _by_constants(used, missed, places) or _by_constants(asked, missed, places)
    found = found or _handed_on(problem.__traceback__, missed, places)
    if found is None and _HOST_NONE.search(words):
        return next((name for name, _ in missed if _HOST.search(name)), None)
    return found


def _handed_on(traceback: TracebackType | None, missed: Sequence[Missed], places: Places) -> str | None:
    """The variable that a function handed on in its line of the traceback, read there or put into a name.

    Of several the one that was read last in the outermost function: what is read below may well be optional.
    """
    while traceback is not None:
        code = traceback.tb_frame.f_code
        here = places.place(code.co_filename, traceback.tb_lineno)
        used = set(_WORD.findall(places.line(here))) if here["path"] else set()
        for name, where in reversed(missed):
            if where["path"] is None or where["path"] != here["path"]:
                continue
            if where["line"] == here["line"]:
                return name
            if code.co_firstlineno <= where["line"] < here["line"]:
                given = _ASSIGNED.match(places.line(where))
                if given and given[1] in used:
                    return name
        traceback = traceback.tb_next
    return None


def _libraries_below(traceback: TracebackType | None, places: Places) -> Iterator[str]:
    """The sources of the libraries' files below the project's innermost frame."""
    files: list[str] = []
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        files = [] if places.own(file) else [*files, file]
        traceback = traceback.tb_next
    for file in dict.fromkeys(files):
        yield "".join(linecache.getlines(file))


def _field(problem: BaseException, words: str) -> str | None:
    """The field that pydantic's settings miss."""
    fields = _FIELD_MISSING.findall(words) if type(problem).__module__.startswith("pydantic") else []
    return fields[0].upper() if fields else None


def _raised_in_environ(problem: BaseException) -> bool:
    traceback = problem.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback is not None and os.path.basename(traceback.tb_frame.f_code.co_filename) in (
        "os.py",
        "<frozen os>",
    )
