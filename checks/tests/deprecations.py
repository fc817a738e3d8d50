"""What the next upgrade of Flask and its companions will break."""

from releasecheck.facts.app import App
from releasecheck.facts.boots import Boots, Deprecation
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.source import ApiUse, Source
from releasecheck.findings import Found, Judgement, warning

from ..derived.removed import uses_told
from ..derived.wording import capped, in_short


@warning
def deprecation_warnings(
    boots: Boots,
    app: App | None = None,
    source: Source | None = None,
    dependencies: Dependencies | None = None,
) -> Judgement:
    """The app calls what its libraries are about to drop.

    The next upgrade breaks the line: `flask.Markup` and `before_first_request` were warned about for a year,
    and then were gone. Python hides these warnings unless the line is in the program itself, and servers show
    nothing of them. Only warnings of Flask, Werkzeug, Jinja, SQLAlchemy and their companions are reported,
    and only for calls in the project's own lines, seen while the app was built and asked. Lines of which
    removed-flask-api speaks are left to it.

    Fix: do what the message says; `python -W error::DeprecationWarning -m pytest` shows the rest.

    Fault::

        from flask import Markup

    Fine::

        from markupsafe import Markup
    """
    told = [*uses_told(app, source, dependencies)] if app and source and dependencies else []
    left = [one for one in boots.deprecations if not any(_is_of(one, use) for use in told)]
    for place in dict.fromkeys(one.place for one in left):
        here = [one for one in left if one.place == place]
        yield Found(
            f"{here[0].library} is going to drop this: {in_short(here[0].message)}",
            subject=in_short(here[0].message, 60),
            place=place,
            evidence=capped([f"{one.library}: {in_short(one.message)}" for one in here[1:]]),
        )


def _is_of(warned: Deprecation, use: ApiUse) -> bool:
    """Python 3.9 and older have a decorator's warning at the `def` below it."""
    if warned.place.path != use.place.path:
        return False
    return warned.place.line == use.place.line or use.name.rpartition(".")[2] in warned.message
