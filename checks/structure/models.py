"""What SQLAlchemy or the database refuses of the app's models, whatever the request brings."""

from collections.abc import Iterator, Sequence

from releasecheck.facts.app import App
from releasecheck.facts.mappers import AbsentAttribute, LostKey, RefusedCall, RefusedDelete
from releasecheck.facts.place import Place
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, error, warning

from ..derived.structure.unimported import models_unread
from ..derived.wording import capped, likewise, listed

_NO_MODELS = "the app has no models of SQLAlchemy"
_NAMED = 5


@error
def foreign_key_to_no_table(app: App, source: Source | None = None) -> Judgement:
    """A foreign key names a table that is in no model: each insert into its own table fails.

    A class without `__tablename__` has its own name in small letters (`UserModel` is `user_model`), or the
    module with the other class is not imported. SQLAlchemy looks for the table at the first flush, and at
    `create_all`, and raises NoReferencedTableError; reading goes well until then. Found by asking each key
    for its column in the app's own process. A warning where a module with models was not imported here, and
    where no class maps the table and nothing calls `create_all`. Where SQLAlchemy refuses the models
    altogether, `mapper-configuration-fails` says so.

    Fix: name the table as it is, or give the other class that `__tablename__`.

    Fault::

        class UserModel(db.Model): ...                      # its table is user_model
        user_id = db.Column(db.ForeignKey("users.id"))

    Fine::

        user_id = db.Column(db.ForeignKey("user_model.id"))
    """
    if app.mapped is None:
        yield DoesNotApply(_NO_MODELS)
        return
    unread = models_unread(app, source)
    made = bool(source and source.table_makers)
    lost = () if app.unmapped else app.mapped.lost_keys
    for target in dict.fromkeys(key.target for key in lost):
        keys = [key for key in lost if key.target == target]
        harmless = not made and not any(key.model for key in keys)
        yield _lost(keys, unread, severe=not (unread or harmless))


def _lost(keys: Sequence[LostKey], unread: Sequence[str], *, severe: bool) -> Found:
    first, *others = keys
    more = likewise(len(others), "other key")
    return Found(
        f"{first.table}.{first.column} refers to {first.target}, a table that no model has{more}",
        subject=first.target,
        place=first.place,
        evidence=capped([*(f"{key.table}.{key.column}{_at(key)}" for key in keys), *unread]),
        severity=None if severe else "warning",
    )


def _at(key: LostKey) -> str:
    return f" at {key.place}" if key.place.path else ""


@error
def model_call_fails(app: App, source: Source | None = None) -> Judgement:
    """A model is made with a keyword that it has no attribute for, or without a value that its row needs.

    The first is a TypeError each time ("is an invalid keyword argument"), often after a column got another
    name. The second is an IntegrityError at the commit: a column with `nullable=False` and no default, which
    neither the call nor a later line of the function sets. Classes are those of the live app; only calls of
    the constructor that SQLAlchemy gives are judged, with all keywords written out for the second. Columns
    with a foreign key are passed over, and models with listeners, validators or a parent class; and what
    is handed to another function before the commit. An error for a keyword in a view, else a warning.

    Fix: use the name that the column has; set the column, give it a default, or let it be empty.

    Fault::

        Breeding(expected_birth_date=day)       # the column is expected_birth

    Fine::

        Breeding(expected_birth=day)
    """
    if app.mapped is None:
        yield DoesNotApply(_NO_MODELS)
        return
    views = _views(app, source)
    for call in app.mapped.refused_calls:
        yield _called(call, in_view=_line(call.function) in views)


def _views(app: App, source: Source | None) -> set[tuple[str | None, int | None]]:
    places = [route.view.place for route in app.routes if route.view]
    places += [body.view for body in source.views] if source else []
    return {_line(place) for place in places}


def _line(place: Place) -> tuple[str | None, int | None]:
    return place.path, place.line


def _called(call: RefusedCall, *, in_view: bool) -> Found:
    if call.unknown:
        names = listed(call.unknown, _NAMED)
        said = f"{call.model} has no attribute {names}: the call is a TypeError each time"
    else:
        names = listed(call.lacking, _NAMED)
        said = f"{call.model} is stored without {names}, which must not be NULL: the commit fails each time"
    severe = call.unknown and in_view
    return Found(said, subject=call.model, place=call.place, severity=None if severe else "warning")


@error
def model_attribute_missing(app: App, source: Source | None = None) -> Judgement:
    """A record is asked for an attribute that its class has not: an AttributeError each time.

    Often a column, a relationship or a method got another name. Told where the same function loads the record
    (`User.query.get(…)`, `db.session.get(User, …)`, a loop over `User.query`), where the live class has no
    such attribute after SQLAlchemy made all relationships with their backrefs, nor has a class that inherits
    from it, and where nothing in the project sets an attribute of that name on one. Not where the record was
    handed to another function before, and not below `hasattr` or `except AttributeError`. An error in a view,
    else a warning.

    Fix: use the name that the class has.

    Fault::

        user = User.query.get_or_404(id)
        return user.fullname                    # the column is full_name

    Fine::

        return user.full_name
    """
    if app.mapped is None:
        yield DoesNotApply(_NO_MODELS)
        return
    views = _views(app, source)
    reads = app.mapped.absent_attributes
    for model, attribute in dict.fromkeys((read.model, read.attribute) for read in reads):
        same = [read for read in reads if (read.model, read.attribute) == (model, attribute)]
        yield _absent(same, in_view=any(_line(read.function) in views for read in same))


def _absent(reads: Sequence[AbsentAttribute], *, in_view: bool) -> Found:
    first = reads[0]
    places = list(dict.fromkeys(str(read.place) for read in reads))
    return Found(
        f"{first.model} has no attribute {first.attribute}: reading it is an AttributeError each time",
        subject=f"{first.model}.{first.attribute}",
        place=first.place,
        evidence=capped([f"read at {place}" for place in places]) if len(places) > 1 else (),
        severity=None if in_view else "warning",
    )


@warning
def parent_delete_fails(app: App) -> Judgement:
    """Deleting a record fails as soon as another one belongs to it.

    SQLAlchemy does not delete the children of a deleted object unless the relationship says so: it writes
    NULL into their foreign key. Where that column has `nullable=False`, the commit is an IntegrityError, and
    it works in every test that has no child. Told of `session.delete(…)` in functions that load the object by
    its class, with no constant to choose it by, and do not speak of the children, by what the live mapper
    has: one to many, no cascade "delete", no `passive_deletes`. Of a parent without a relationship to them
    SQLAlchemy changes no child at all, and a database other than SQLite refuses; told where the foreign key
    has no `ondelete` and no `try` is near.

    Fix: refuse while there are children; where they are to go with it,
    `relationship(…, cascade="all, delete-orphan")`.

    Fault::

        class Team(db.Model):
            players = db.relationship("Player")         # Player.team_id is nullable=False

    Fine::

        class Team(db.Model):
            players = db.relationship("Player", cascade="all, delete-orphan")
    """
    if app.mapped is None:
        yield DoesNotApply(_NO_MODELS)
        return
    refuses = any(one != "sqlite" for one in app.mapped.backends)
    yield from _by_model([one for one in app.mapped.refused_deletes if one.relationship or refuses])


def _by_model(deletes: Sequence[RefusedDelete]) -> Iterator[Found]:
    for model in dict.fromkeys(one.model for one in deletes):
        same = [one for one in deletes if one.model == model]
        first = same[0]
        places = dict.fromkeys(one.place for one in same)
        needed = dict.fromkeys(f"{one.child}.{one.column} {_why(one)}" for one in same)
        children = first.relationship or f"rows of {first.child}"
        yield Found(
            f"deleting a {model} with {children} fails: {first.child}.{first.column} {_why(first)}",
            subject=model,
            place=first.place,
            evidence=capped([*needed, *(f"deleted at {one}" for one in places)]),
            fix=f"Refuse to delete it while it has any, or give {model}.{first.relationship} "
            f'cascade="all, delete-orphan": that deletes each {first.child} with it.'
            if first.relationship
            else f"Delete each {first.child} before, give its key an `ondelete=`, or refuse.",
        )


def _why(one: RefusedDelete) -> str:
    return "refuses NULL" if one.relationship else "refers to it"
