"""From a file to settings, with every fault of the file said at once."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import Field, dataclass, fields, is_dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from releasecheck.settings.model import Settings
from releasecheck.settings.values import MisfitError

PYPROJECT = "pyproject.toml"
OWN_FILE = "releasecheck.toml"
TABLE = "tool.releasecheck"
_NO_PREFIX = f"here the tables stand without {TABLE}: [requests], not [{TABLE}.requests]"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a settings file; `key` is dotted, "" for the file as a whole."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.key, self.message) if part)


class SettingsError(Exception):
    """The settings cannot be used; `problems` says everything that is wrong."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def load_settings(project: Path, rules: Mapping[str, str] | None = None) -> Settings:
    """The project's settings, the defaults without a file; raises SettingsError.

    `rules` is rule id -> family: others are refused where one is to be named.
    """
    inside = _table(project / PYPROJECT)
    own = _content(project / OWN_FILE)
    if inside is not None and own is not None:
        raise SettingsError(Problem(OWN_FILE, "", f"[{TABLE}] in {PYPROJECT} is there too; keep one of them"))
    if own is not None:
        file, prefix, given = OWN_FILE, "", _parsed(own, OWN_FILE)
    else:
        file, prefix, given = PYPROJECT, f"{TABLE}.", inside or {}
    problems: list[Problem] = []
    settings: Settings = _convert(Settings, given, Problem(file, prefix, ""), problems)
    if rules is not None:
        problems.extend(_strangers(settings, rules, Problem(file, prefix, "")))
    if problems:
        raise SettingsError(*problems)
    return settings


def _table(path: Path) -> Mapping[str, Any] | None:
    content = _content(path)
    if content is None or b"releasecheck" not in content:
        return None  # it may even be broken: none of our business
    tool = _parsed(content, PYPROJECT).get("tool")
    table = tool.get("releasecheck") if isinstance(tool, Mapping) else None
    if table is not None and not isinstance(table, Mapping):
        raise SettingsError(Problem(PYPROJECT, TABLE, "expected a table"))
    return table


def _content(path: Path) -> bytes | None:
    if path.is_fifo() or path.is_char_device():  # it might never end
        raise SettingsError(Problem(path.name, "", "cannot be read: no regular file"))
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsError(Problem(path.name, "", f"cannot be read: {error.strerror}")) from error


def _parsed(content: bytes, file: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        raise SettingsError(Problem(file, "", f"no UTF-8: byte {error.start}")) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(Problem(file, "", f"not valid TOML: {error}")) from error


def _convert(kind: Any, given: Mapping[str, Any], at: Problem, problems: list[Problem]) -> Any:
    """A dataclass from a table; what does not fit is added to `problems` and keeps its default."""
    known = {field.name.replace("_", "-"): field for field in fields(kind)}
    types = get_type_hints(kind, include_extras=True)
    values: dict[str, Any] = {}
    for key, value in given.items():
        here = Problem(at.file, at.key + key, "")
        if key not in known:
            nested = here.file == OWN_FILE and here.key == "tool"
            problems.append(Problem(here.file, here.key, _NO_PREFIX if nested else _unknown(key, known)))
            continue
        field = known[key]
        try:
            values[field.name] = _value(field, types[field.name], value, here, problems)
        except (MisfitError, msgspec.ValidationError) as error:
            message = str(error).replace(" | null", "")  # TOML has none
            problems.append(Problem(here.file, here.key, message))
    return kind(**values)


def _value(field: "Field[Any]", kind: Any, value: object, at: Problem, problems: list[Problem]) -> Any:
    if "read" in field.metadata:
        return field.metadata["read"](value)
    if is_dataclass(kind):
        if not isinstance(value, Mapping):
            raise MisfitError("expected a table")
        return _convert(kind, value, Problem(at.file, f"{at.key}.", ""), problems)
    choices = get_args(kind) if get_origin(kind) is Literal else ()
    if choices and value not in choices:
        raise MisfitError(f"expected one of {', '.join(choices)}{_nearest(value, choices)}")
    return msgspec.convert(value, kind)


def _strangers(settings: Settings, rules: Mapping[str, str], at: Problem) -> Iterator[Problem]:
    """Names in the settings that no rule has; in `ignore` they are found as unused suppressions."""
    ids = tuple(rules)
    named: tuple[tuple[str, Iterable[str], tuple[str, ...]], ...] = (
        ("select", settings.select, (*ids, *rules.values())),
        ("severity", settings.severity, ids),
    )
    for key, names, known in named:
        for name in names:
            if name not in known:
                message = f"there is no rule {name!r}{_nearest(name, known)}"
                yield Problem(at.file, at.key + key, message)


def _unknown(key: str, known: Mapping[str, object]) -> str:
    return f"unknown key{_nearest(key, tuple(known))}"


def _nearest(given: object, known: tuple[str, ...]) -> str:
    close = get_close_matches(given, known, n=1, cutoff=0.75) if isinstance(given, str) else []
    return f"; did you mean {close[0]}?" if close else ""
