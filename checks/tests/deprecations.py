"""What the next upgrade of Flask and its companions will break."""

import re
from collections.abc import Iterable

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boots import Boots, Deprecation
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.imports import ApiUse
from releasecheck.facts.source import Source
from releasecheck.findings import Found, Judgement, warning

from ..derived.config.configured import set_at
from ..derived.installs.removed import uses_told
from ..derived.wording import capped, in_short

_ENDS = re.compile(r"deprecat|remov|drop|no longer|obsolete|going away", re.IGNORECASE)
_QUOTED = re.compile(r"['\"`](?:\w+\.)*(?P<name>\w+)(?:\(\))?['\"`]")


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
    and only for calls in the project's own lines, seen while the app was built and asked. All that is said of
    one name is one finding; a key of the config is told where it is set. Lines of which removed-flask-api
    speaks are left to it.

    Fix: do what the message says; `python -W error::DeprecationWarning -m pytest` shows the rest.

    Fault::

        from flask import Markup

    Fine::

        from markupsafe import Markup
    """
    told = [*uses_told(app, source, dependencies)] if app and source and dependencies else []
    left = [one for one in boots.deprecations if not any(_is_of(one, use) for use in told)]
    for first, *others in _causes(left):
        yield Found(
            f"{first.library} {_says(first)}: {in_short(first.message)}",
            subject=in_short(first.message, 60),
            place=_place(first, app),
            evidence=capped(
                [
                    f"{one.library}: {in_short(one.message)}" + _elsewhere(one.place, first.place)
                    for one in others
                ]
            ),
            fix=None if _has_tests(source) else "Do what the message says, before the next upgrade.",
        )


def _has_tests(source: Source | None) -> bool:
    return source is None or any(one.role == "test" for one in source.modules)


def _place(warned: Deprecation, app: App | None) -> Place:
    """Of a key of the config the line that sets it: Flask warns where it comes upon it."""
    key = _name(warned) or ""
    at = set_at(app, key) if app and key.isupper() else None
    return at or warned.place


def _says(one: Deprecation) -> str:
    """Some of them are no farewell: they announce another default, or what a setting costs."""
    return "is going to drop this" if _ENDS.search(one.message) else "warns"


def _causes(left: Iterable[Deprecation]) -> list[list[Deprecation]]:
    """Those of one line, and those of one name: `app.json_encoder` is set, and used by every `json.dumps`."""
    causes: list[list[Deprecation]] = []
    for one in left:
        name = _name(one)
        same = (each for each in causes if each[0].place == one.place or (name and name == _name(each[0])))
        group = next(same, None)
        if group is None:
            causes.append([one])
        else:
            group.append(one)
    return causes


def _name(one: Deprecation) -> str | None:
    """`json_encoder` of "'app.json_encoder' is deprecated"."""
    quoted = _QUOTED.search(one.message)
    return quoted["name"] if quoted else None


def _elsewhere(place: Place, told: Place) -> str:
    return "" if place == told else f" at {place}"


def _is_of(warned: Deprecation, use: ApiUse) -> bool:
    """Python 3.9 and older have a decorator's warning at the `def` below it."""
    if warned.place.path != use.place.path:
        return False
    return warned.place.line == use.place.line or use.name.rpartition(".")[2] in warned.message
