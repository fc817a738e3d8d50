"""Looking things up in the live config."""

from collections import Counter
from collections.abc import Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App, ConfigValue

from .vocabulary import set_by_project

_OF_A_MACHINE = "instance"  # Flask's folder for what is not released


def value_of(app: App, key: str) -> ConfigValue | None:
    """The key as the live config has it."""
    return next((one for one in app.config if one.key == key), None)


def is_on(app: App, key: str) -> bool:
    """Whether the key is there and true, as Flask would read it."""
    value = value_of(app, key)
    return value is not None and value.truthy


def set_at(app: App, key: str) -> Place | None:
    """The line that set the key, if one did."""
    value = value_of(app, key)
    return value.place if value and value.place.path else None


def place_of(app: App, key: str) -> Place:
    """The line that set the key; where none did, the config that it belongs into."""
    value = value_of(app, key)
    given = value is not None and not value.is_default  # as by FLASK_DEBUG, which stands in no line
    return set_at(app, key) or (app.place if given else _config_of(app))


def _config_of(app: App) -> Place:
    """Where the project sets its config, else the first line that loads it, else where the app is made."""
    ours = set_by_project(app)
    written = [one for one in ours if _is_source(one.place)]
    if written:
        return _among(written)
    return min((one.call for one in ours if _is_source(one.call)), default=app.place, key=_line)


def _among(written: Sequence[ConfigValue]) -> Place:
    """The line of the key that every app has, else the first in the file that sets most."""
    file, _ = Counter(one.place.path for one in written).most_common(1)[0]
    first = min((one.place for one in written if one.place.path == file), key=_line)
    return next((one.place for one in written if one.key == "SECRET_KEY"), first)


def _is_source(place: Place) -> bool:
    """Whether this is a line of the project's code, neither of a dotenv file nor of one machine's own."""
    path = place.path or ""
    return path.endswith(".py") and _OF_A_MACHINE not in path.split("/")


def _line(place: Place) -> int:
    return place.line or 0


def shown(app: App, key: str) -> str:
    """The key and what it holds, as evidence."""
    value = value_of(app, key)
    return f"{key} is {value.shown if value else 'not set'}"


def how_set(value: ConfigValue) -> tuple[str, ...]:
    """What set it, as evidence, where that is known."""
    return (f"set by {value.set_by}",) if value.set_by else ()
