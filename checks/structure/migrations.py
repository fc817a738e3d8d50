"""Migrations that an upgrade cannot run, and models that they leave without a table."""

from collections.abc import Iterator

from releasecheck.facts.app import App
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.mappers import Model
from releasecheck.facts.migrations import Chain
from releasecheck.facts.requests import Requests
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, Severity, by_source, error, warning

from ..derived.outcomes.dialects import databases_named
from ..derived.structure import chains
from ..derived.wording import capped, counted, listed

_NO_MIGRATIONS = "the source has no migrations of this app"
_MODELS_NAMED = 5


@error
@by_source
def migrations_cannot_run(
    app: App,
    source: Source,
    git: Git | None = None,
    deploy: Deploy | None = None,
    dependencies: Dependencies | None = None,
) -> Judgement:
    """`flask db upgrade` ends with an exception, whatever the data.

    Two revisions that nothing follows ("Multiple head revisions are present"); a `down_revision` that is not
    there (KeyError), or leads back to the revision itself; a table that is altered and that no revision
    before makes, so that a new database cannot be upgraded; on SQLite, a constraint without a name in batch
    mode where the metadata has no `naming_convention` ("Constraint must have a name"). On the developer's
    machine the database was made by `create_all`, or upgraded before the revisions came together, and all
    seems well. A warning where `create_all`, a file of SQL or another program may make the tables (no
    revision makes any), where Flask-Migrate is not seen, and for SQLite alone. Tables are not judged where a
    revision has SQL that may make some, nor heads where a branch has a label. A warning, too, where
    `downgrade()` drops a constraint by the name None, as Alembic writes it: the way back is closed when it is
    needed.

    Fix: `flask db merge heads`; add what is missing to the first revision; name constraints, and give
    `MetaData(naming_convention=…)`. Then run all of it on an empty database, in CI.

    Fault::

        def upgrade():      # of the first revision: no other makes the table
            with op.batch_alter_table("animal") as batch_op:
                batch_op.add_column(sa.Column("weight", sa.Float()))

    Fine::

        def upgrade():
            op.create_table("animal", sa.Column("id", sa.Integer(), primary_key=True))
    """
    chain = chains.of_app(app, source)
    if chain is None:
        yield DoesNotApply(_NO_MIGRATIONS)
        return
    if not chain.complete:
        return
    made_otherwise = bool(source.table_makers)
    severity: Severity | None = None if "migrate" in app.extensions and not made_otherwise else "warning"
    broken = [*_orphans(chain, severity), *_circle(chain, severity), *_heads(chain, deploy, severity)]
    yield from broken
    if not broken:
        inherited = chains.scripts_of_sql(git) or not any(one.makes for one in chain.revisions)
        yield from _unmade(chain, source, "warning" if inherited else severity)
    named = {backend for backend, _ in databases_named(deploy, dependencies)}
    if app.mapped and not app.mapped.names_constraints:
        if named.union(app.mapped.backends) == {"sqlite"}:
            yield from _nameless(chain)
        yield from _no_way_back(chain)
    elif app.outlined and not source.conventions_named:
        yield from _no_way_back(chain)


def _orphans(chain: Chain, severity: Severity | None) -> Iterator[Found]:
    for revision, name in chains.orphans(chain):
        yield Found(
            f"revision {revision.name} follows {name}, which {chain.folder} has not: no upgrade can begin",
            subject=revision.name,
            place=revision.place,
            fix=f"Commit the file of revision {name}, or name the one that is there as `down_revision`.",
            severity=severity,
        )


def _circle(chain: Chain, severity: Severity | None) -> Iterator[Found]:
    if found := chains.circle(chain):
        names = [one.name for one in found]
        yield Found(
            f"revisions {listed(names, len(names))} follow each other in a circle: no upgrade can begin",
            subject=names[0],
            place=found[0].place,
            evidence=capped([f"{one.name} follows {listed(one.after)}, at {one.place}" for one in found]),
            fix="Give the one that was written first a `down_revision` of None, or of what it followed.",
            severity=severity,
        )


def _heads(chain: Chain, deploy: Deploy | None, severity: Severity | None) -> Iterator[Found]:
    heads = chains.heads(chain)
    meant = any("heads" in step.words for step in deploy.steps) if deploy else False
    if len(heads) > 1 and not meant and not any(chains.orphans(chain)):
        names = [one.name for one in heads]
        yield Found(
            f"revisions {listed(names, len(names))} are heads alike: `upgrade` refuses several",
            subject=names[-1],
            place=heads[-1].place,
            evidence=capped([f"nothing follows {one.name}, at {one.place}" for one in heads]),
            fix="`flask db merge heads`, and commit the revision that it writes.",
            severity=severity,
        )


def _unmade(chain: Chain, source: Source, severity: Severity | None) -> Iterator[Found]:
    found = chains.unmade(chain)
    if found:
        first = found[0]
        names = list(dict.fromkeys(one.table for one in found))
        makers = [f"create_all at {place}" for place in source.table_makers]
        yield Found(
            f"the migrations alter {listed(names, _MODELS_NAMED)}, and no revision before makes "
            f"{'it' if len(names) == 1 else 'them'}: a new database cannot be upgraded",
            subject=first.table,
            place=first.place,
            evidence=capped([*(f"{one.call} of {one.table} at {one.place}" for one in found), *makers]),
            fix="Write a first revision that makes the tables: `flask db migrate` against an empty database.",
            severity=severity,
        )


def _nameless(chain: Chain) -> Iterator[Found]:
    found = [change for one in chain.revisions for change in one.changes if change.nameless]
    if found:
        first = found[0]
        yield Found(
            f"{first.call}(None, …) on {first.table}: on SQLite a constraint must have a name",
            subject=first.table,
            place=first.place,
            evidence=capped([f"{one.call}(None, …) at {one.place}" for one in found]),
            fix="Give the constraint a name, and a `naming_convention` to the MetaData for those to come.",
            severity="warning",
        )


def _no_way_back(chain: Chain) -> Iterator[Found]:
    found = [(one, place) for one in chain.revisions for place in one.drops_nameless]
    if found:
        first, place = found[0]
        yield Found(
            f"drop_constraint(None, …): `flask db downgrade` from {first.name} ends with an exception",
            subject=f"{first.name}:downgrade",
            place=place,
            evidence=capped([f"revision {one.name} at {at}" for one, at in found]),
            fix="Give the constraint its name in the database, there and where `upgrade()` makes it.",
            severity="warning",
        )


@error
def migration_drops_model(app: App, source: Source) -> Judgement:
    """An upgrade drops the table of a model that the app still has, with all its rows.

    `flask db migrate` writes `op.drop_table("user")` when the module with the model was not imported at that
    moment. The upgrade then deletes every row, and afterwards each query of the model fails. Told where
    `upgrade()` does it on no condition and no later revision makes the table again. A warning where the app
    calls `create_all` as it starts, which makes an empty one.

    Fix: delete the `drop_table` from the revision, and import all models where the app is made (or in
    `migrations/env.py`) before the next `flask db migrate`.

    Fault::

        def upgrade():
            op.drop_table("user")       # and class User(db.Model) is there

    Fine::

        def upgrade():
            op.drop_table("old_user")
    """
    chain = chains.of_app(app, source)
    if chain is None or app.mapped is None:
        yield DoesNotApply(_NO_MIGRATIONS if chain is None else "the app has no models of SQLAlchemy")
        return
    models = {one.table.casefold(): one for one in app.mapped.models if not one.elsewhere}
    at_start = [place for place in source.table_makers if place.path in app.modules]
    if not chain.complete or chains.circle(chain):
        return
    for change in chains.dropped(chain):
        model = models.get(change.table.casefold())
        if model is not None:
            yield Found(
                f"the upgrade drops {change.table} with its rows, and {model.name} still maps it",
                subject=change.table,
                place=change.place,
                evidence=(f"{model.name} at {model.place}", "no later revision makes the table"),
                severity="warning" if at_start else None,
            )


@warning
def model_without_migration(
    app: App, source: Source, git: Git | None = None, requests: Requests | None = None
) -> Judgement:
    """No revision makes the table of a model: after a deployment its first query fails.

    The model came after the last `flask db migrate`, or its module is not imported where that looks. A
    developer's database has the table from an earlier `create_all`. Told where the migrations make tables of
    other models of the app, no line calls `create_all`, no file or revision has SQL of its own that may make
    tables, and env.py leaves none out. An error where a page failed here because the table is missing.

    Fix: import the model's module where the app is made, `flask db migrate`, and commit the revision.

    Fault::

        class Feed(db.Model):       # and no revision has op.create_table("feed")
            id = db.Column(db.Integer, primary_key=True)

    Fine::

        op.create_table("feed", sa.Column("id", sa.Integer(), primary_key=True))
    """
    chain = chains.of_app(app, source)
    made = chains.tables(chain) if chain else None
    if chain is None or app.mapped is None:
        yield DoesNotApply(_NO_MIGRATIONS if chain is None else "the app has no models of SQLAlchemy")
        return
    if made is None or source.table_makers or chains.scripts_of_sql(git):
        return
    models = [one for one in app.mapped.models if not one.elsewhere]
    without = {one.table: one for one in reversed(models) if one.table.casefold() not in made}
    if len(without) < len({one.table for one in models}):
        yield from _without(list(reversed(without.values())), chain, requests)


@warning
def column_without_migration(app: App, source: Source, git: Git | None = None) -> Judgement:
    """No revision makes a column of a model: after an upgrade each query of the model fails.

    The column came after the last `flask db migrate`; a developer's database has it from `create_all`, or was
    made anew. Told where the revisions make the model's table and name each of their columns, and none of
    them, of whatever table, has one of that name; no line calls `create_all`, no file or revision has SQL of
    its own that may make columns, and env.py leaves no tables out.

    Fix: `flask db migrate`, read the revision that it writes, and commit it.

    Fault::

        class Animal(db.Model):
            weight = db.Column(db.Float)        # and no revision has sa.Column("weight", …)

    Fine::

        op.add_column("animal", sa.Column("weight", sa.Float()))
    """
    chain = chains.of_app(app, source)
    made, named = (chains.tables(chain), chains.columns(chain)) if chain else (None, None)
    if chain is None or app.mapped is None:
        yield DoesNotApply(_NO_MIGRATIONS if chain is None else "the app has no models of SQLAlchemy")
        return
    if not made or not named or source.table_makers or chains.scripts_of_sql(git):
        return
    standing = made - {one.table.casefold() for one in chains.dropped(chain)}
    models = [one for one in app.mapped.models if not one.elsewhere and one.table.casefold() in standing]
    for model in {one.table: one for one in reversed(models)}.values():
        lacking = [name for name in model.columns if name.casefold() not in named]
        if 0 < len(lacking) < len(model.columns):
            named_here = listed([f"{model.table}.{name}" for name in lacking])
            yield Found(
                f"no revision in {chain.folder} makes {named_here}, which {model.name} has",
                subject=model.table,
                place=model.place,
            )


def _without(models: list[Model], chain: Chain, requests: Requests | None) -> Iterator[Found]:
    if not models:
        return
    answers = requests.responses if requests else ()
    missed = {one.crash.subject for one in answers if one.crash and one.crash.cause == "missing-table"}
    first, *others = models
    more = f", nor of {counted(len(others), 'other model')}" if others else ""
    yield Found(
        f"no revision in {chain.folder} makes {first.table}, the table of {first.name}{more}",
        subject=first.table,
        place=first.place,
        evidence=capped([f"{one.name} at {one.place} maps {one.table}" for one in models]),
        severity="error" if any(one.table in missed for one in models) else None,
    )
