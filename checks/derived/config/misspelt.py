"""Config keys that are written nearly as one that somebody reads."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from releasecheck.facts.app import App, ConfigValue
from releasecheck.facts.source import Source

from .vocabulary import is_read, is_set, known_by, set_by_project

_NEAR = 0.88
_SHORTEST = 6


def unread(app: App, source: Source | None) -> list[ConfigValue]:
    """Keys that the project sets, and that neither it nor a library reads."""
    return [one for one in set_by_project(app) if not (known_by(app, one.key) or is_read(one.key, source))]


def misspelt(app: App, source: Source | None) -> Iterator[tuple[ConfigValue, str]]:
    """Such keys that differ in a letter or two from a known key that is not set, with that one."""
    unset = [key for keys in app.config_vocabulary.values() for key in keys if not is_set(app, key)]
    for value in unread(app, source):
        for near in get_close_matches(value.key, unset, 1, _NEAR) if len(value.key) >= _SHORTEST else ():
            if _differ_in_letters(value.key, near):
                yield value, near


def _differ_in_letters(one: str, other: str) -> bool:
    """`BIND_1` and `BIND_2` are two names, as are `NAME` and `NAME_OLD`."""
    if re.sub(r"\d", "", one) == re.sub(r"\d", "", other):
        return False
    return one.count("_") == other.count("_") or one.replace("_", "") == other.replace("_", "")
