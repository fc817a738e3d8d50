"""Config values of a type or form that Flask and its extensions cannot work with."""

from collections.abc import Iterator

from releasecheck.facts.app import App, ConfigValue
from releasecheck.facts.requests import Requests
from releasecheck.findings import DoesNotApply, Found, Judgement, error

from ..derived.configured import place_of
from ..derived.origins import KNOWN, list_of
from ..derived.symptoms import crashes, is_of_value
from ..derived.vocabulary import unfit
from ..derived.wording import capped


@error
def config_wrong_type(app: App, requests: Requests | None = None) -> Judgement:
    """A config key holds a value that Flask, or an extension, cannot work with.

    The app comes up and its first page is fine. With `PERMANENT_SESSION_LIFETIME = "3600"` it is the second
    page that fails, and every one after it, for whoever has a session; with `MAX_CONTENT_LENGTH = "1000000"`
    every form. Such texts come from `os.environ`, which holds nothing else, and numbers that ought to be
    texts from `from_prefixed_env`, which reads `FLASK_SECRET_KEY=123456` as a number. A SECRET_KEY that a
    comma made a tuple signs before Flask 3.1 and fails since: it is tried with the Flask of the app. Texts
    for booleans are told by config-string-bool, SECRET_KEY_FALLBACKS by secret-key-fallbacks-string.

    Fix: convert the value where it is read, for example `int(os.environ["MAX_CONTENT_LENGTH"])`.

    Fault::

        PERMANENT_SESSION_LIFETIME = os.environ.get("SESSION_SECONDS", "3600")

    Fine::

        PERMANENT_SESSION_LIFETIME = int(os.environ.get("SESSION_SECONDS", "3600"))
    """
    for value in unfit(app):
        yield Found(
            f"{value.key} is {_seen(value)}: {value.unfit}",
            subject=value.key,
            place=place_of(app, value.key),
            evidence=(*_set_by(value), *_known(value, app), *capped(list(_seen_live(value, requests)))),
        )
    if not any(not one.is_default for one in app.config):
        yield DoesNotApply("nothing is configured")


def _set_by(value: ConfigValue) -> tuple[str, ...]:
    return (f"set by {value.set_by}",) if value.set_by else ()


def _known(value: ConfigValue, app: App) -> Iterator[str]:
    """What others know of its items, for this is the one finding of that line."""
    items = (one for one in app.secrets if one.known and list_of(one) == value.key)
    return (f"{one.key} is {KNOWN[one.known or 'published']}" for one in items)


def _seen_live(value: ConfigValue, requests: Requests | None) -> Iterator[str]:
    return crashes(requests, lambda crash: is_of_value(crash, value))


def _seen(value: ConfigValue) -> str:
    if value.secret or value.shown.startswith(value.type):
        return f"of type {value.type}"
    return f"{value.shown} ({value.type})"
