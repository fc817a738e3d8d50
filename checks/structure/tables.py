"""Tables that nothing makes."""

import re

from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.requests import Requests
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.wording import capped, counted

# Migrations, files of SQL, and a database that comes with the checkout.
_BRINGS_TABLES = re.compile(
    r"(^|/)(migrations?|alembic)(/|\.ini$)|\.(sql|db|sqlite3?|dump|ddl)$", re.IGNORECASE
)


@warning
def tables_never_made(
    app: App,
    source: Source,
    git: Git | None = None,
    boot: Boot | None = None,
    requests: Requests | None = None,
) -> Judgement:
    """Nothing in the project makes the tables of its models: a new database stays empty.

    They are in the developer's database, from a `create_all` that somebody typed into a shell or has taken
    out since. The first deployment, and the next developer, meet "no such table" at the first query. Told
    where models of SQLAlchemy are mapped, and neither a call of `create_all`, a migration, SQL, a database in
    git nor a word in a README, script or deploy file says how they come to be. Tables that are read from the
    database are left alone; Flask-Migrate without its migrations is told by untracked-runtime-file.

    Fix: keep migrations (Flask-Migrate), commit the folder, and run `flask db upgrade` before each release.

    Fault::

        # db.create_all()

    Fine::

        $ flask db upgrade && gunicorn shop:app
    """
    models = [one for one in app.mapped.models if not one.elsewhere] if app.mapped else []
    if not models:
        yield DoesNotApply("the app has no models of SQLAlchemy")
        return
    made = any(event.kind == "schema" for event in boot.events) if boot else False
    if made or "migrate" in app.extensions or source.chains or source.table_recipes != ():
        yield DoesNotApply("something in the project may make the tables")
        return
    if git is None or any(map(_BRINGS_TABLES.search, git.tracked)):
        return
    first, *others = models
    whose = f"s of {first.name} and {counted(len(others), 'other model')}" if others else f" of {first.name}"
    answers = requests.responses if requests else ()
    missed = [one for one in answers if one.crash and one.crash.cause == "missing-table"]
    idle = [f"{one.function}() at {one.place} would, and nothing calls it" for one in source.idle_makers]
    yield Found(
        f"nothing in the project makes the table{whose}: a new database stays empty",
        subject=first.table,
        place=first.place,
        evidence=(
            *idle,
            *capped([f"{one.method} {one.path} failed here for want of one" for one in missed]),
        ),
    )
