"""The database URL that SQLAlchemy is given, and its log of every statement."""

from collections.abc import Iterator, Sequence

from releasecheck.facts.app import App, ConfigValue
from releasecheck.facts.boot import Boot
from releasecheck.facts.config import Address
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, Severity, error

from ..derived.config.choosing import debug_reaches_release
from ..derived.config.configured import is_on, place_of, value_of
from ..derived.config.surroundings import is_deployed_otherwise, read_for
from ..derived.installs.engines import dropped

_DATABASE = ("SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_BINDS")


@error
def sqlalchemy_uri_scheme(
    app: App, boot: Boot | None = None, source: Source | None = None, dependencies: Dependencies | None = None
) -> Judgement:
    """SQLAlchemy cannot use the database URL, or uses it as no release wants.

    `postgres://` is what hosting platforms hand out and SQLAlchemy 1.4 dropped: with Flask-SQLAlchemy 2 the
    app comes up, and the first query answers 500. So it does with None for a URL, which is what
    `os.environ.get("DATABASE_URL")` gives where nobody sets the variable: a warning then. `sqlite://` is a
    database in memory: each worker has its own, and a restart empties it; a warning where it only stands in
    for a variable that is not set. What a deploy file sets differently is not reported. `SQLALCHEMY_ECHO`, or
    `echo` among the engine's options, writes every statement with its values into the log: a warning, and
    information beside a debug mode that goes out as well.
    Whether a scheme is known is asked of the app's own SQLAlchemy. `create_engine("postgres://…")` of plain
    SQLAlchemy is judged by its version: an error in a function of what the app loads, a warning where only
    the next install brings that version, and information in a module that the app does not load.

    Fix: write `postgresql://`, for example `url.replace("postgres://", "postgresql://", 1)`; give the
    database a file or a server.

    Fault::

        SQLALCHEMY_DATABASE_URI = "postgres://db/shop"

    Fine::

        SQLALCHEMY_DATABASE_URI = "postgresql://db/shop"
    """
    values = [value for key in _DATABASE if (value := value_of(app, key)) and value.addresses]
    refused = list(dropped(app, source, dependencies))
    yield from refused
    if _has_no_url(app):
        yield from _without_url(app, boot)
    elif not (values or refused):
        yield DoesNotApply("no database URL is configured for SQLAlchemy")
        return
    for value in values:
        read = read_for(value, boot)
        if not (read and is_deployed_otherwise(read.name, boot)):
            unset = read.name if read and not read.hit else None
            yield from (_unusable(app, value, one, unset) for one in value.addresses if _is_unusable(one))
    debugging = is_on(app, "DEBUG")
    echoing = [one for one in app.config if _echoes(one)]
    if echoing and (not debugging or debug_reaches_release(app)):
        yield _echoing(app, echoing, "info" if debugging else "warning")


def _has_no_url(app: App) -> bool:
    """Whether Flask-SQLAlchemy was given None for its URL, and nothing else to find a database by."""
    value = value_of(app, "SQLALCHEMY_DATABASE_URI")
    elsewhere = ("SQLALCHEMY_BINDS", "SQLALCHEMY_ENGINE_OPTIONS", "SQLALCHEMY_ENGINES")
    none = value is not None and value.type == "NoneType"
    return none and "sqlalchemy" in app.extensions and not any(is_on(app, key) for key in elsewhere)


def _without_url(app: App, boot: Boot | None) -> Iterator[Found]:
    key = "SQLALCHEMY_DATABASE_URI"
    value = value_of(app, key)
    read = read_for(value, boot) if value else None
    if read and is_deployed_otherwise(read.name, boot):
        return
    unset = read.name if read and not read.hit else None
    because = f", because {unset} is not set" if unset else ""
    yield Found(
        f"{key} is None{because}: the app comes up, and every query fails",
        subject=key,
        place=place_of(app, key),
        fix=f"Set {unset} in the deployment, and read it with `os.environ[...]`, which stops at once."
        if unset
        else "Give the database its URL.",
        severity="warning" if unset else None,
    )


def _echoes(value: ConfigValue) -> bool:
    """A text such as "False" is told by config-string-bool."""
    is_text = value.type == "str" and value.reads_as
    return value.echoes or (value.key == "SQLALCHEMY_ECHO" and value.truthy and not is_text)


def _echoing(app: App, values: Sequence[ConfigValue], severity: Severity) -> Found:
    """One switch is on, be it written for the engine's options once more."""
    value, *others = sorted(values, key=lambda one: one.echoes)
    option = "['echo']" if value.echoes else ""
    return Found(
        f"{value.key}{option} is on: every statement goes into the log with its values",
        subject=value.key,
        place=place_of(app, value.key),
        evidence=tuple(f"{one.key}['echo'] is on at {place_of(app, one.key)}" for one in others),
        fix="Remove it; where you develop, set it from the environment.",
        severity=severity,
    )


def _is_unusable(address: Address) -> bool:
    return address.dialect is False or address.where == "memory"


def _unusable(app: App, value: ConfigValue, address: Address, unset: str | None) -> Found:
    subject = f"{value.key}[{address.key!r}]" if address.key else value.key
    place = place_of(app, value.key)
    because = f", because {unset} is not set" if unset else ""
    if address.dialect is False:
        unknown = f"begins with {address.scheme}://, for which this SQLAlchemy has no dialect"
        return Found(f"{subject} {unknown}{because}", subject=subject, place=place)
    return Found(
        f"{subject} is a database in memory{because}: every process has its own, and loses it when it ends",
        subject=subject,
        place=place,
        fix=f"Set {unset} in the deployment, and let the app not start without it."
        if unset
        else "Give the database a file or a server.",
        severity="warning" if unset else None,
    )
