"""Config keys that nobody reads: misspelt, of another version, of an extension that is not there."""

from collections.abc import Iterator

from releasecheck.facts.app import App, ConfigValue
from releasecheck.facts.boot import Boot
from releasecheck.facts.config import DroppedKey
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, warning

from ..derived.config.absent_extensions import keys_of_absent, package_of
from ..derived.config.configured import place_of
from ..derived.config.misspelt import misspelt, unread
from ..derived.config.vocabulary import known_by
from ..derived.wording import capped, listed

_UNLOOKED = "the keys that Flask and the extensions know were not collected"
_REMOVED = {  # key -> the Flask that no longer reads it, and what to write
    "ENV": ("2.3", "Remove it; FLASK_DEBUG is the one switch that is left."),
    "JSON_AS_ASCII": ("2.3", "Set `app.json.ensure_ascii` instead."),
    "JSON_SORT_KEYS": ("2.3", "Set `app.json.sort_keys` instead."),
    "JSONIFY_MIMETYPE": ("2.3", "Set `app.json.mimetype` instead."),
    "JSONIFY_PRETTYPRINT_REGULAR": ("2.3", "Set `app.json.compact` instead."),
    "PRESERVE_CONTEXT_ON_EXCEPTION": ("2.3", "Remove it."),
}
_ADDED = {  # key -> the first Flask that reads it, and what comes of an older one
    "TRUSTED_HOSTS": ("3.1", "requests with any Host header are served"),
    "SECRET_KEY_FALLBACKS": ("3.1", "sessions signed with the old key end"),
    "MAX_FORM_MEMORY_SIZE": ("3.1", "the limit does not hold"),
    "MAX_FORM_PARTS": ("3.1", "the limit does not hold"),
    "SESSION_COOKIE_PARTITIONED": ("3.1", "the cookie is not partitioned"),
    "PROVIDE_AUTOMATIC_OPTIONS": ("3.1", "OPTIONS is answered all the same"),
}
_GRAVE = frozenset({"TRUSTED_HOSTS"})
_OF_ANYBODY = frozenset({"Flask-Security"})  # whose keys a project may well have called so by itself
_READ_THEM = "Remove the keys, or have the app read them."


@warning
def config_key_typo(app: App, source: Source) -> Judgement:
    """A config key that nobody reads is nearly the name of one that is not set.

    Flask takes any key and says nothing: `SESSION_COKIE_HTTPONLY` sets a cookie flag that does not exist, and
    the real one keeps its default. Known are Flask's own keys, those that the source of the loaded extensions
    names, and whatever the project reads itself. Only a key that differs in a letter or two from a known one
    is reported, and only while that one is not set.

    Fix: write the key as its documentation does.

    Fault::

        app.config["SESSION_COKIE_SECURE"] = True

    Fine::

        app.config["SESSION_COOKIE_SECURE"] = True
    """
    if not app.config_vocabulary:
        yield CouldNotLook(_UNLOOKED)
        return
    if not unread(app, source):
        yield DoesNotApply("every config key that the project sets is read by somebody")
    for value, near in misspelt(app, source):
        if value.key not in _REMOVED and value.key not in _ADDED:
            yield Found(
                f"nobody reads {value.key}, and {near} is not set",
                subject=value.key,
                place=place_of(app, value.key),
                evidence=(f"{near} is read by {listed(known_by(app, near))}",),
                fix=f"Write `{near}`.",
            )


@warning
def config_key_ignored(app: App, source: Source, boot: Boot | None = None) -> Judgement:
    """A config key is set that this app's Flask or extensions never read.

    The line looks as if it did something. Flask 2.3 dropped the `JSON_…` keys, so that umlauts come out as
    escapes again; `TRUSTED_HOSTS` on Flask 3.0 trusts every host (an error, because a protection is believed
    in that is not there); a key of an extension that is not loaded does nothing, and `from_object` passes
    over names that are not in upper case. Keys that the project itself reads are its own affair. Keys of an
    absent extension that protects nothing are for information.

    Fix: remove the key, or bring what reads it: the extension, or the Flask that has it.

    Fault::

        class Config:
            session_cookie_secure = True

    Fine::

        class Config:
            SESSION_COOKIE_SECURE = True
    """
    if not app.config_vocabulary:
        yield CouldNotLook(_UNLOOKED)
        return
    unknown = unread(app, source)
    if not unknown and not app.dropped_keys:
        yield DoesNotApply("every config key that the project sets is read by somebody")
    flask = f"Flask {boot.flask}" if boot and boot.flask else "this Flask"
    for value in unknown:
        if value.key in _REMOVED:
            yield _removed(app, value, flask)
        elif value.key in _ADDED:
            yield _too_new(app, value, flask)
    yield from _without_extension(
        app, source, [one for one in unknown if one.truthy and one.reads_as != "false"]
    )
    yield from (_dropped(app, one) for one in app.dropped_keys)


def _removed(app: App, value: ConfigValue, flask: str) -> Found:
    version, cure = _REMOVED[value.key]
    return Found(
        f"{flask} does not read {value.key}: it was removed in {version}",
        subject=value.key,
        place=place_of(app, value.key),
        fix=cure,
        severity="info" if value.key == "ENV" else None,
    )


def _too_new(app: App, value: ConfigValue, flask: str) -> Found:
    version, harm = _ADDED[value.key]
    return Found(
        f"{flask} does not read {value.key}, which came with {version}: {harm}",
        subject=value.key,
        place=place_of(app, value.key),
        fix=f"Upgrade to Flask {version} or newer, or remove the key.",
        severity="error" if value.key in _GRAVE else None,
    )


def _without_extension(app: App, source: Source, unread: list[ConfigValue]) -> Iterator[Found]:
    """One for each extension that is not there: its keys are one mistake."""
    for extension, harm, group in keys_of_absent(app, unread):
        first, severity, keys = group[0], _severity(harm), listed(one.key for one in group)
        said = f"{extension} is not loaded, so nobody reads {keys}"
        meant = extension not in _OF_ANYBODY or _is_imported(extension, source)
        yield Found(
            (said if meant else f"nobody reads {keys}") + (f": {harm}" if harm else ""),
            subject=first.key,
            place=place_of(app, first.key),
            evidence=capped([f"{one.key} at {one.place}" for one in group if one.place.path]),
            fix=f"Remove the keys, or install {extension} and give it the app." if meant else _READ_THEM,
            severity=severity,
        )


def _is_imported(extension: str, source: Source) -> bool:
    return any(one.name.partition(".")[0] == package_of(extension) for one in source.imports)


def _severity(harm: str | None) -> Severity | None:
    return None if harm else "info"


def _dropped(app: App, dropped: DroppedKey) -> Found:
    return Found(
        f"from_object passes over {dropped.name} of {dropped.owner}, which is not in upper case: "
        f"{dropped.key} is not set",
        subject=dropped.key,
        place=dropped.place if dropped.place.path else app.place,
        fix=f"Call it `{dropped.key}`.",
    )
