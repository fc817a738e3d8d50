"""Models that SQLAlchemy cannot work with."""

import re
from collections.abc import Container, Sequence

from releasecheck.facts.app import App
from releasecheck.facts.mappers import Unmapped
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Module, Source
from releasecheck.findings import DoesNotApply, Found, Judgement, error

from ..derived.outcomes.symptoms import crashes, is_of_mappers
from ..derived.structure.unimported import unread
from ..derived.wording import capped, in_short

_JOIN = "Could not determine join condition"
_MOST = 220  # characters: SQLAlchemy says last what is wrong
_PATIENCE = "If this"  # what SQLAlchemy goes on with: what might be meant instead
_PREAMBLE = re.compile(r"^When initializing mapper \S+, ")  # the message names the class anyway
_LOOKED_FOR = re.compile(r"expression '(\w+)' failed to locate|could not find table '([\w.]+)'")


@error
def mapper_configuration_fails(
    app: App, requests: Requests | None = None, source: Source | None = None
) -> Judgement:
    """SQLAlchemy cannot configure the models, and every use of one of them is an error.

    A relationship to a class of another name, a `back_populates` that the other class does not have, or two
    tables with no foreign key between them: SQLAlchemy looks at none of it before the first query, and then
    every query of every model fails, a login first of all. Smoke tests of pages without data pass. Found by
    `sqlalchemy.orm.configure_mappers()` in the app's own process, which stops at the first fault: look again
    when it is mended. A warning where what is missing may be in a module that the boot did not import and
    others of the project do import, as long as no page that was asked failed of it.

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
        yield _refused(one, app, requests, source)


def _refused(one: Unmapped, app: App, requests: Requests | None, source: Source | None) -> Found:
    named = f"{one.model}.{one.attribute}" if one.attribute else one.model
    said = _PREAMBLE.sub("", one.message.partition("(Background on")[0].partition(_PATIENCE)[0].strip())
    lazy = _lazy(one, app, source)
    seen = list(crashes(requests, lambda crash: is_of_mappers(crash, app)))
    imported = {each.path for each in source.own_imports} if source else set()
    declared = {each.path for each in lazy if _missing(one) in each.tables}
    lost = _lost_keys(app)
    cause = lost[0] if lost and _JOIN in said else in_short(said, _MOST)
    return Found(
        f"SQLAlchemy refuses {named}, so every use of a model fails: {cause}",
        subject=named,
        place=one.place if one.place.path else app.place,
        evidence=capped([*seen, *lost, *(_account(each, declared) for each in lazy)]),
        fix=f"Import {lazy[0].name} where the app is made, so that it is there before the first query."
        if declared
        else _joined(lost)
        if _JOIN in said
        else None,
        severity=None if seen or imported.isdisjoint(each.path for each in lazy) else "warning",
    )


def _joined(lost: Sequence[str]) -> str:
    """What makes two tables joined."""
    if lost:
        return "Refer to the table by its model's `__tablename__`, or what is made of the class's name."
    return "Give one of the two tables a `ForeignKey` to the other, or the relationship a `primaryjoin`."


def _have_models(source: Source | None) -> bool:
    return any(one.models for one in source.modules) if source else False


def _lost_keys(app: App) -> list[str]:
    """Foreign keys to no table: where there is one, it is often the cause."""
    keys = app.mapped.lost_keys if app.mapped else ()
    return [f"{one.table}.{one.column} refers to {one.target}, a table that no model has" for one in keys]


def _lazy(one: Unmapped, app: App, source: Source | None) -> list[Module]:
    """Modules that the boot did not import and that declare what is missing; else those that may do so."""
    lazy = unread(app, source) if one.undeclared else []
    declaring = [each for each in lazy if _missing(one) in each.tables]
    return declaring or [each for each in lazy if each.models]


def _missing(one: Unmapped) -> str | None:
    """The class or table that SQLAlchemy looked for."""
    match = _LOOKED_FOR.search(one.message)
    return (match[1] or match[2]) if match else None


def _account(module: Module, declared: Container[str]) -> str:
    if module.path in declared:
        return f"{module.path} declares it and was not imported"
    return f"{module.path} has models and was not imported"
