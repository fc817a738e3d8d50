"""What the config of the app was loaded from, and whether that is meant for development."""

import re
from collections.abc import Iterable

from releasecheck.facts.app import App, ConfigValue
from releasecheck.facts.boot import Boot
from releasecheck.facts.source import Source

from .modes import is_for_release, is_not_for_release

LOADED = re.compile(r"from_(?:object|pyfile|file|json)\((?P<name>.*)\)")


def loaded(app: App) -> dict[str, list[ConfigValue]]:
    """What was loaded, with the keys that came of it."""
    loads: dict[str, list[ConfigValue]] = {}
    for value in app.config:
        if load := LOADED.fullmatch(value.set_by):
            loads.setdefault(load["name"], []).append(value)
    return loads


def loaded_for_development(app: App) -> dict[str, list[ConfigValue]]:
    """Those named for development or tests, unless one for production was loaded as well."""
    loads = loaded(app)
    if any(is_for_release(name) for name in loads):
        return {}
    return {name: values for name, values in loads.items() if is_not_for_release(name)}


def turns_debug_on(value: ConfigValue) -> bool:
    """Whether it is DEBUG, and on."""
    return value.key == "DEBUG" and value.truthy and value.reads_as != "false"


def undecided(keys: Iterable[str], app: App, source: Source | None, boot: Boot | None) -> str | None:
    """Why keys cannot be judged whose values the release's mode decides, and the app is here in another."""
    reason = boot.not_as_deployed if boot else None
    if reason is None:
        return None
    chosen = {value.key for values in loaded_for_development(app).values() for value in values}
    chosen.update(
        one.key
        for one in (source.config_assignments if source else ())
        if one.owner and is_for_release(one.owner)
    )
    return f"{reason}; give what it needs with --set" if chosen.intersection(keys) else None
