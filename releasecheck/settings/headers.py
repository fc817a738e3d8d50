"""The headers of every request: what is secret in them is taken from the environment."""

import os
import re
from collections.abc import Iterator, Mapping

import msgspec

from releasecheck.settings.values import MisfitError, Text

_VARIABLE = re.compile(
    r"\$(?:(?P<dollar>\$)|(?P<bare>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*)(?::-(?P<default>[^}]*))?\})"
)


def read_headers(value: object) -> dict[str, str]:
    """Each header with its variables filled in; raises MisfitError naming every variable that is not set."""
    headers = msgspec.convert(value, dict[Text, Text])
    unset: list[str] = []
    filled = {name: _filled(text, unset) for name, text in headers.items()}
    empty = [name for name, text in filled.items() if not (text or unset)]
    if empty:
        raise MisfitError(f"empty: {', '.join(empty)}")
    if unset:
        names = ", ".join(dict.fromkeys(unset))
        raise MisfitError(f"not set in the environment: {names} (a dollar sign is written $$)")
    return filled


def secrets_of(headers: Mapping[str, str]) -> Iterator[str]:
    """What must not be shown: every value, and of `Bearer abc` the part behind the scheme."""
    for value in headers.values():
        yield value
        scheme, _, credentials = value.partition(" ")
        if scheme and credentials.strip():
            yield credentials.strip()


def _filled(text: str, unset: list[str]) -> str:
    """The text with `$NAME`, `${NAME}`, `${NAME:-default}` and `$$` replaced; what has no value is noted."""

    def value(found: re.Match[str]) -> str:
        if found["dollar"]:
            return "$"
        name = found["bare"] or found["name"]
        given = os.environ.get(name) or found["default"]
        if given is None:
            unset.append(name)
        return given or ""

    return _VARIABLE.sub(value, text)
