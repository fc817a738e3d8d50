"""Looking things up in the live config."""

from releasecheck.facts import Place
from releasecheck.facts.app import App, ConfigValue


def value_of(app: App, key: str) -> ConfigValue | None:
    """The key as the live config has it."""
    return next((one for one in app.config if one.key == key), None)


def is_on(app: App, key: str) -> bool:
    """Whether the key is there and true, as Flask would read it."""
    value = value_of(app, key)
    return value is not None and value.truthy


def place_of(app: App, key: str) -> Place:
    """The line that set the key, else the module that makes the app."""
    value = value_of(app, key)
    return value.place if value and value.place.path else app.place


def shown(app: App, key: str) -> str:
    """The key and what it holds, as evidence."""
    value = value_of(app, key)
    return f"{key} is {value.shown if value else 'not set'}"
