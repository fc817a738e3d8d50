"""What the config of the app was loaded from, and whether that is meant for development."""

import re
from collections.abc import Iterable, Iterator

from releasecheck.facts import Place
from releasecheck.facts.app import App, ConfigValue
from releasecheck.facts.boot import Boot
from releasecheck.facts.settings import ConfigAssignment
from releasecheck.facts.source import Source

from .configured import value_of
from .modes import is_for_release, is_not_for_release

_BESIDE = 5  # lines
_NEEDED = ("SQLALCHEMY_DATABASE_URI", "SECRET_KEY", "JWT_SECRET_KEY", "MONGO_URI", "MONGODB_SETTINGS")
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


def debug_reaches_release(app: App) -> bool:
    """Whether the code itself turns debug mode on, and no config or file for development does."""
    value = value_of(app, "DEBUG")
    if value is None or not turns_debug_on(value) or value.place.path is None:
        return False
    ours = value.set_by.endswith((".env", ".flaskenv")) or value.place.path.endswith((".env", ".flaskenv"))
    return not (ours or any(value in values for values in loaded_for_development(app).values()))


def is_shared(value: ConfigValue, app: App, source: Source | None) -> bool:
    """Whether a config for development only inherits it, from a class that production has as well.

    Where the one for production sets the key itself, that base is nothing to it.
    """
    alike = [one for one in source.config_assignments if one.key == value.key] if source else []
    here = (value.place.path, value.place.line)
    owner = next((one.owner for one in alike if (one.place.path, one.place.line) == here), None)
    named = {name.rpartition(".")[2] for name in loaded(app)}
    if owner is None or owner in named or is_not_for_release(owner):
        return False
    return not any(one.owner and is_for_release(one.owner) for one in alike if one.owner != owner)


def turns_testing_on(value: ConfigValue) -> bool:
    """Whether it is TESTING, and on."""
    return value.key == "TESTING" and value.truthy and value.reads_as != "false"


def development_lacks(app: App, source: Source | None, key: str) -> str | None:
    """The config for development that was chosen, where the source has another one that sets this key."""
    chosen = next(iter(loaded_for_development(app)), None)
    value = value_of(app, key)
    here = value.place if value else None
    others = (one for one in source.config_assignments if one.key == key) if source and chosen else ()
    return chosen if any(one.place != here and not _is_of_development(one) for one in others) else None


def production_lacks(source: Source, active: str) -> list[str]:
    """Keys that an extension cannot do without, which this class sets, and no config for production has.

    None where a class for production has a base that is not known, or something else may set the key.
    """
    owners = {one.owner for one in source.config_assignments if one.owner}
    having: set[str] = set()
    for name in filter(is_for_release, {*source.config_classes, *owners}):
        chain = _with_bases(name, source)
        if not chain <= {*source.config_classes, *owners, "object"}:
            return []
        having |= chain
    if not having:
        return []
    set_by: dict[str, set[str | None]] = {}
    for one in source.config_assignments:
        set_by.setdefault(one.key, set()).add(one.owner)
    return [
        key
        for key in _NEEDED
        if active in (by := set_by.get(key, set())) and None not in by and having.isdisjoint(filter(None, by))
    ]


def _with_bases(name: str, source: Source) -> set[str]:
    chain, todo = set[str](), [name]
    while todo:
        one = todo.pop()
        if one not in chain:
            chain.add(one)
            todo += [base for owner, base in source.config_bases if owner == one]
    return chain


def _is_of_development(one: ConfigAssignment) -> bool:
    """Whether the class, or the module where there is none, is named for development or tests."""
    return is_not_for_release(one.owner or one.place.path or "")


def _set_by_the_left_out(app: App, boot: Boot | None) -> Iterator[str]:
    """Keys beside whose line the app asks for a variable of the release that this boot went without."""
    left_out = {one.name for one in boot.deployed_otherwise} if boot else set()
    asked = [read.place for read in boot.env_reads if read.named and read.name in left_out] if boot else []
    for value in app.config:
        if any(_is_beside(place, value.place) for place in asked):
            yield value.key


def _is_beside(asked: Place, value: Place) -> bool:
    """In one file, and a few lines apart at most: an `if` above it, or the lines of its own expression."""
    if asked.path is None or asked.path != value.path or asked.line is None or value.line is None:
        return False
    return abs(asked.line - value.line) <= _BESIDE


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
    chosen.update(_set_by_the_left_out(app, boot))
    return f"{reason}; give what it needs with --set" if chosen.intersection(keys) else None
