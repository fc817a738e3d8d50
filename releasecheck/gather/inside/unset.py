"""The unset environment variable for which an exception was raised, if it was for one."""

from __future__ import annotations

import linecache
import os
import re
from typing import TYPE_CHECKING, Any

from . import config_loads, holders, refusals, secret_names, source_lines, unset_library

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from .places import Places
    from .recording import Missed, Recorder

_NOTHING = re.compile(r"\bNone(Type)?\b")
_FIELD_MISSING = re.compile(r"^(\w+)\s*\n\s+(?:Field required|field required)", re.MULTILINE)
_HOST_NONE = re.compile(r"(host(?: ?name)?|server)\W+None\b|\bNone:\d", re.IGNORECASE)
_NO_PORT = re.compile(r"base 10: '(None)?'")
_CONFIG = re.compile(r"config\s*(\[|\.pop\()")
_HOST = re.compile(r"HOST|SERVER(?!_NAME|_SOFTWARE)|ADDR")
_DATABASE_UNSET = re.compile(
    r"\bSQLALCHEMY_DATABASE_URI\b.*must be set"
    r"|Could not parse (SQLAlchemy|rfc1738) URL from (given URL )?string ''",
    re.DOTALL,
)
# What Python itself says of a value that is not what it should be.
_UNFIT = re.compile(
    r"'(bool|str)' object has no attribute|^invalid literal for int|^could not convert string to float|"
    r"^argument of type '(bool|int)' is not|^'bool' object is not|^Expecting value: line 1 column 1 "
)
_KEY = re.compile(r"[A-Z][A-Z0-9_]+$")
_PREFIXED = re.compile(r"\.from_prefixed_env\(\s*(?:prefix\s*=\s*)?(?:[\"'](?P<prefix>\w*)[\"'])?")
_DATABASE = re.compile(r"DSN|(DB|DATABASE|SQL|POSTGRES|PG|MYSQL).*(UR[IL])")
_SPEAKS_OF_ENVIRONMENT = re.compile(r"\benv(ironment)?\b", re.IGNORECASE)
_VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9]\b")
# What a library raises of a bad argument, and not of what it meets when it uses one.
_OTHER_KINDS = (ImportError, AttributeError, NameError, LookupError, OSError, SyntaxError, MemoryError)


def variable(
    problem: BaseException, words: str, place: dict[str, Any], missed: Sequence[Missed], places: Places
) -> str | None:
    """The variable that `problem`, of these words and raised at this place of the project, is about."""
    if not isinstance(problem, Exception):
        return None
    if isinstance(problem, KeyError) and _raised_in_environ(problem):
        return str(problem.args[0])
    if type(problem) is KeyError:
        of_config = _config_key(problem) or _prefixed(problem, places)
        if of_config or not places.own(_raised_in(problem)):
            return of_config  # else a library misses a key of some mapping of its own
    ours = [each for each in missed if each.named]
    found = _named(words, missed) or _spelled_out(problem, words, ours, places)
    found = found or holders.by_constants(set(holders.CONSTANT.findall(words)), ours, places)
    if found is None and (_NOTHING.search(words) or _UNFIT.search(words)):
        left = [each for each in ours if each.hollow or not each.fallback]
        found = _about_nothing(problem, words, place, left, places)
    if found is None and _DATABASE_UNSET.search(words):
        names = (*(each.name for each in missed), *unset_library.empty_fields())
        return next((name for name in names if _DATABASE.search(name)), None)
    return found or _field(problem, words) or _said(words) or unset_library.credentials(problem)


def handed_to_library(
    problem: BaseException, place: dict[str, Any], recorder: Recorder, places: Places
) -> str | None:
    """The variable that stands, unset, in the line whose call into a library failed, or that it lacks."""
    if not isinstance(problem, Exception) or isinstance(problem, _OTHER_KINDS):
        return None
    if places.own(_raised_in(problem)):
        return None
    ours = [each for each in recorder.missed if each.named]
    left = [each for each in ours if each.hollow or not each.fallback]
    # what stands in for a secret is made up: who refuses it says nothing of the release's
    refusable = [each for each in ours if each in left or secret_names.is_secret_name(each.name)]
    file, words = _raised_in(problem), str(problem)
    here = [each.name for each in refusable if _stands_in(each.place, place, places)]
    handed = unset_library.spoken_of(words, here) or next(iter(here), None)
    handed = handed or holders.handed_on(problem.__traceback__, left, places)
    handed = handed or holders.named_in(_call(place, places), place["path"], refusable, places)
    handed = handed or unset_library.spoken_of(words, [each.name for each in left])
    return handed or unset_library.of_service(problem, words, file, left, recorder.looked_for)


def _call(place: dict[str, Any], places: Places) -> str:
    """The lines of the call that failed at a place of the project."""
    if place["path"] is None:
        return ""
    lines = source_lines.call(places.file(place), place["line"])
    return "".join(places.line({**place, "line": line}) for line in lines)


def _stands_in(asked: dict[str, Any], place: dict[str, Any], places: Places) -> bool:
    """Whether a variable was asked for in the call that failed at this place, of however many lines."""
    if asked["path"] is None or asked["path"] != place["path"]:
        return False
    return asked["line"] in source_lines.call(places.file(place), place["line"])


def refused(problem: BaseException, missed: Sequence[Missed], places: Places) -> list[str]:
    """The unset variables that the project looked at, or what stands in for them, before it refused."""
    ours = [each for each in missed if each.named and each.place["path"] is not None]
    files = list(dict.fromkeys(places.file(each.place) for each in ours))
    looked_at = refusals.checked(problem, places, files) if ours else None
    if looked_at is None:
        return []
    found = [each.name for each in ours if _is_among(looked_at, each, places)]
    return looked_at.wanted(list(dict.fromkeys(found)))


def _is_among(looked_at: refusals.Checked, missed: Missed, places: Places) -> bool:
    """By its own name, by the constant that has its value, or by an attribute or a function that gives it."""
    assigned = holders.ASSIGNED.match(places.line(missed.place))
    if assigned and assigned[1] in looked_at.keys:
        return True
    names = {*holders.given(missed, places), holders.giver(missed, places)}
    return not looked_at.names.isdisjoint(names)


def _config_key(problem: KeyError) -> str | None:
    """The variable of a key that flask.Config lacks, where the environment was to fill it."""
    traceback = problem.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None or not problem.args or not isinstance(problem.args[0], str):
        return None
    line = linecache.getline(traceback.tb_frame.f_code.co_filename, traceback.tb_lineno)
    return config_loads.variable(problem.args[0]) if _CONFIG.search(line) else None


def _said(words: str) -> str | None:
    """The variable of which the words say that the environment lacks it, whoever asked for it."""
    if not _SPEAKS_OF_ENVIRONMENT.search(words):
        return None
    known = os.environ.copy()  # asking for one would be noted as the app's
    return next((name for name in _VARIABLE.findall(words) if name not in known), None)


def _prefixed(problem: KeyError, places: Places) -> str | None:
    """The variable of a config key, where a file on the way here has `config.from_prefixed_env(…)`."""
    key = str(problem.args[0]) if problem.args else ""
    traceback = problem.__traceback__
    while traceback is not None and _KEY.match(key):
        file = traceback.tb_frame.f_code.co_filename
        called = _PREFIXED.search("".join(linecache.getlines(file))) if places.own(file) else None
        if called:
            return "%s_%s" % ("FLASK" if called["prefix"] is None else called["prefix"], key)
        traceback = traceback.tb_next
    return None


def was_coped_with(problem: BaseException, places: Places) -> bool:
    """Whether a library asked for a variable, did without it, and failed of something else meanwhile."""
    asked = isinstance(problem, KeyError) and _raised_in_environ(problem)
    return asked and places.place_of_traceback(problem.__traceback__)["path"] is None


def _named(words: str, missed: Sequence[Missed]) -> str | None:
    names = (each.name for each in missed if len(each.name) > 2)
    return next((name for name in names if re.search(r"(?<!\w)%s(?!\w)" % re.escape(name), words)), None)


def _spelled_out(problem: BaseException, words: str, missed: Sequence[Missed], places: Places) -> str | None:
    """`raise ValueError("Stripe API key not set")`, of STRIPE_API_KEY: where the project itself refuses."""
    if not places.own(_raised_in(problem)):
        return None
    several = [each.name for each in missed if "_" in each.name.strip("_")]
    spelled = {name: r"(?<!\w)%s(?!\w)" % re.escape(name).replace("_", "[ -]") for name in several}
    return next((name for name in several if re.search(spelled[name], words, re.IGNORECASE)), None)


def _about_nothing(
    problem: BaseException, words: str, place: dict[str, Any], missed: Sequence[Missed], places: Places
) -> str | None:
    """The variable that is the None of which `problem` speaks: used there, or by the library called there."""
    here = next((each.name for each in missed if each.place == place), None)
    used = set(holders.CONSTANT.findall(places.line(place))) if place["path"] else set()
    below = "".join(_libraries_below(problem.__traceback__, places))
    asked = set(re.findall(r"[\"']([A-Z][A-Z0-9_]{3,})[\"']", below))
    traceback = problem.__traceback__
    found = here or holders.by_constants(used, missed, places) or holders.by_constants(asked, missed, places)
    found = found or holders.handed_on(traceback, missed, places) or holders.given_to(place, missed, places)
    found = found or holders.given_back(place, missed, places)
    if found is None and _HOST_NONE.search(words):
        return next((each.name for each in missed if _HOST.search(each.name)), None)
    port = _NO_PORT.search(words)
    if found is None and port and (port[1] or not places.own(_raised_in(problem))):
        return next((each.name for each in missed if "PORT" in each.name), None)
    return found


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
    return os.path.basename(_raised_in(problem)) in ("os.py", "<frozen os>")


def _raised_in(problem: BaseException) -> str:
    """The file of the innermost frame, "" for an exception that was never raised."""
    traceback = problem.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback.tb_frame.f_code.co_filename if traceback is not None else ""
