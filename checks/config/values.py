"""Config values of a type or form that Flask and its extensions cannot work with, or read as the opposite."""

from collections.abc import Iterator

from releasecheck.facts.app import App, ConfigValue
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, error

from ..derived.config.absent_extensions import ignored
from ..derived.config.configured import how_set, place_of
from ..derived.config.origins import KNOWN, list_of
from ..derived.config.vocabulary import HARMLESS, unfit
from ..derived.outcomes.symptoms import crashes, is_of_value
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
            evidence=(*how_set(value), *_known(value, app), *capped(list(_seen_live(value, requests)))),
        )
    if not any(not one.is_default for one in app.config):
        yield DoesNotApply("nothing is configured")


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


@error
def config_string_bool(app: App, source: Source | None = None) -> Judgement:
    """A boolean key holds a text, and every text but the empty one is true.

    `DEBUG = os.environ.get("DEBUG", "False")` turns debug mode on. Flask itself parses only `FLASK_DEBUG`;
    `from_prefixed_env` reads JSON, so that `false` works and `False` stays a text. A text that means no is an
    error, because the app does the opposite of what was written; one that means yes is a warning, until
    somebody sets it to "no", and so is what does no harm for being true, such as
    SQLALCHEMY_TRACK_MODIFICATIONS. Other texts are not judged: some keys take them. Nor is a key that nobody
    reads, of which config-key-ignored tells.

    Fix: turn the text into a boolean where it is read, for example
    `os.environ.get("NAME", "").lower() in {"1", "true", "yes"}`.

    Fault::

        SESSION_COOKIE_SECURE = os.environ.get("COOKIE_SECURE", "no")

    Fine::

        SESSION_COOKIE_SECURE = os.environ.get("COOKIE_SECURE", "yes") == "yes"
    """
    unread = ignored(app, source)
    switches = [one for one in app.config if one.default_type == "bool" and one.key not in unread]
    if not switches:
        yield DoesNotApply("no key of the config is known to be a boolean")
    for value in switches:
        if value.type == "str" and value.truthy and value.reads_as:
            yield _text_for_bool(app, value)


def _text_for_bool(app: App, value: ConfigValue) -> Found:
    opposite = value.reads_as == "false"
    effect = (
        ", which counts as true" if opposite else ", not a boolean: it would count as true whatever it says"
    )
    return Found(
        f"{value.key} is the text {value.shown}{effect}",
        subject=value.key,
        place=place_of(app, value.key),
        evidence=how_set(value),
        severity="error" if opposite and value.key not in HARMLESS else "warning",
    )
