"""How a program calls a factory, as text that may be shown: no argument of it can be a secret."""

import ast
from collections.abc import Iterable, Sequence

from releasecheck.gather.inside.secret_names import is_secret_name
from releasecheck.gather.source.sheet import Argument, Sheet
from releasecheck.gather.source.syntax import words as words_in

_STAGES = words_in(
    "dev develop development prod production live release test tests testing qa ci stage staging local "
    "default base main config debug"
)
# By these alone no name of a setting is a secret's, but that of an argument may well be.
_SECRET_ALONE = words_in("key pass pin salt pwd code otp auth")
_LARGEST = 9999


def given(value: ast.expr) -> tuple[Argument, ...] | None:
    """The arguments of a call; null where one is no constant, or a text of more than a word."""
    if not isinstance(value, ast.Call) or any(one.arg is None for one in value.keywords):
        return None
    pairs = [(None, one) for one in value.args] + [(one.arg, one.value) for one in value.keywords]
    found = [
        (name, one.value)
        for name, one in pairs
        if isinstance(one, ast.Constant) and (one.value is None or isinstance(one.value, str | int))
    ]
    return tuple(found) if len(found) == len(pairs) else None


def words(sheets: Iterable[Sheet]) -> frozenset[str]:
    """What a text may be that is shown: the name of a class or a module of the project."""
    names: set[str] = set()
    for sheet in sheets:
        names |= {sheet.module, f"{sheet.module}.py"}
        names.update(*((name, f"{sheet.module}.{name}") for name in sheet.classes))
    return frozenset(names)


def shown(arguments: Iterable[Argument], parameters: Sequence[str], known: frozenset[str]) -> str | None:
    """The arguments as written; null where one of them might be a secret."""
    parts: list[str] = []
    for at, (keyword, value) in enumerate(arguments):
        name = keyword or (parameters[at] if at < len(parameters) else "")
        if name in _SECRET_ALONE or is_secret_name(name) or not _is_harmless(value, known):
            return None
        text = f'"{value}"' if isinstance(value, str) else str(value)
        parts.append(f"{keyword}={text}" if keyword else text)
    return ", ".join(parts)


def _is_harmless(value: str | int | None, known: frozenset[str]) -> bool:
    if isinstance(value, str):
        return value in known or value.lower() in _STAGES
    return value is None or 0 <= value <= _LARGEST
