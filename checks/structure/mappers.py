"""Models that SQLAlchemy cannot work with."""

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, error

from ..derived.symptoms import crashes, is_of_mappers
from ..derived.unimported import models_unread
from ..derived.wording import capped, in_short

_PATIENCE = "If this"  # what SQLAlchemy goes on with: what might be meant instead


@error
def mapper_configuration_fails(
    app: App, requests: Requests | None = None, source: Source | None = None
) -> Judgement:
    """SQLAlchemy cannot configure the models, and every use of one of them is an error.

    A relationship to a class of another name, a `back_populates` that the other class does not have, or two
    tables with no foreign key between them: SQLAlchemy looks at none of it before the first query, and then
    every query of every model fails, a login first of all. Smoke tests of pages without data pass. Found by
    `sqlalchemy.orm.configure_mappers()` in the app's own process, which stops at the first fault: look again
    when it is mended. A warning where the class or table that is missing may be in a module with models that
    the app had not imported yet.

    Fix: name the class as it is written, name attributes that both classes have, and call
    `configure_mappers()` in a test.

    Fault::

        class User(db.Model):
            orders = db.relationship("Orders", back_populates="user")    # the class is Order

    Fine::

        class User(db.Model):
            orders = db.relationship("Order", back_populates="user")
    """
    if not (app.unmapped or _have_models(source)):
        yield DoesNotApply("the source has no models")
    for one in app.unmapped:
        named = f"{one.model}.{one.attribute}" if one.attribute else one.model
        said = one.message.partition("(Background on")[0].partition(_PATIENCE)[0].strip()
        unread = models_unread(app, source) if one.undeclared else []
        yield Found(
            f"SQLAlchemy refuses {named}, so every use of a model fails: {in_short(said)}",
            subject=named,
            place=one.place if one.place.path else app.place,
            evidence=capped(
                [*crashes(requests, lambda crash: is_of_mappers(crash, app)), *_lost_keys(app), *unread]
            ),
            severity="warning" if unread else None,
        )


def _have_models(source: Source | None) -> bool:
    return any(one.models for one in source.modules) if source else False


def _lost_keys(app: App) -> list[str]:
    """Foreign keys to no table: where there is one, it is often the cause."""
    keys = app.mapped.lost_keys if app.mapped else ()
    return [f"{one.table}.{one.column} refers to {one.target}, a table that no model has" for one in keys]
