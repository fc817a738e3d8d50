"""What the classes of tables and forms declare."""

from collections.abc import Sequence

from releasecheck.facts.app import App
from releasecheck.facts.columns import FixedDefault
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.wording import capped, counted

_MODULES_MAX = 3  # with a finding each: in more it is how the project writes its models


@warning
@by_source
def default_made_once(app: App, source: Source) -> Judgement:
    """A column or form field gets its default from a call that ran once, when the app was imported.

    `default=datetime.now()` is the hour at which the worker started: every row has it until the next
    deployment, and nobody notices while the app is restarted all day. A default with `uuid4()` gives all rows
    one value; in a column that has to be unique, the second row is refused. What a function declares is made
    each time, and is fine. All of one module are one finding, and so are all of an app that has them in more
    than three.

    Fix: hand over the function and do not call it: `default=datetime.now`, `default=lambda: str(uuid4())`.

    Fault::

        placed = db.Column(db.DateTime, default=datetime.now())

    Fine::

        placed = db.Column(db.DateTime, default=datetime.now)
    """
    if not source.fixed_defaults:
        yield DoesNotApply("no default of a column or field is worked out at import")
    found = [one for one in source.fixed_defaults if one.place.path in app.modules]
    paths = dict.fromkeys(one.place.path for one in found)
    if len(paths) > _MODULES_MAX:
        yield _made_once(found)
        return
    for path in paths:
        yield _made_once([one for one in found if one.place.path == path])


def _made_once(alike: Sequence[FixedDefault]) -> Found:
    first, *others = alike
    more = f", and {counted(len(others), 'other')} likewise" if others else ""
    return Found(
        f"the default of {first.field} is what {first.call}() gave at import, until the next restart{more}",
        subject=first.field,
        place=first.place,
        evidence=capped([f"{one.field}: {one.call}() at {one.place}{_refused(one)}" for one in alike]),
        fix=f"Hand over the function and do not call it: `{first.call}`, or a lambda.",
    )


def _refused(one: FixedDefault) -> str:
    return ", and it has to be unique: the second row is refused" if one.unique else ""
