"""What the classes of tables and forms declare."""

from collections.abc import Sequence
from dataclasses import dataclass

from releasecheck.facts.app import App
from releasecheck.facts.columns import FixedDefault, KeptHash, TextColumn
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.source import Source
from releasecheck.findings import (
    CouldNotLook,
    DoesNotApply,
    Found,
    Judgement,
    Severity,
    by_source,
    error,
    warning,
)

from ..derived.outcomes.dialects import databases_named
from ..derived.slips import slips
from ..derived.wording import capped, likewise

_REFUSING = frozenset({"postgresql", "postgres", "mysql", "mariadb", "mssql", "oracle"})
_POSTGRES = frozenset({"postgresql", "postgres"})
_LEAST = 94  # that any version of Werkzeug makes by itself
_LENGTHS = {"scrypt": 162, "pbkdf2:sha256": 94}  # at least, by method
_MODULES_MAX = 3  # with a finding each: in more it is how the project writes its models


@dataclass(frozen=True, slots=True)
class _Refusal:
    """The database that refuses a row, and who says that it is the release's."""

    backend: str
    where: str | None = None
    severity: Severity | None = None


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


@error
@by_source
def hash_longer_than_column(
    app: App, source: Source, deploy: Deploy | None = None, dependencies: Dependencies | None = None
) -> Judgement:
    """A column for the hashes of passwords is shorter than a hash.

    PostgreSQL, MySQL and SQL Server refuse the row: nobody can register, and no password can be changed.
    SQLite keeps what it is given, and so it works on the machine of who writes it. Since Werkzeug 3 a hash
    is made by scrypt and has 162 characters, where 94 to 103 were enough before. Told of columns of the live
    models that the source gives what `generate_password_hash` returns, and of those of a table that an SQL
    file makes, where an INSERT is given it; an error where the app is connected to such a database or a
    deploy file gives it one, a warning where an example of the environment or a driver among the requirements
    speaks of one, else, of models, for information.

    Fix: `db.Column(db.String(255))`, with a migration that makes the column longer.

    Fault::

        password_hash = db.Column(db.String(128))
        self.password_hash = generate_password_hash(password)

    Fine::

        password_hash = db.Column(db.String(255))
    """
    kept = _kept(app, source, by_bcrypt=False)
    in_sql = [column for one in kept for column in _in_sql(one, source)]
    if kept and app.outlined and not in_sql:
        yield CouldNotLook("the app did not come up, so its columns are not known")
    elif not (kept and (in_sql or any(one.length for one in app.password_columns))):
        yield DoesNotApply("no column with a length gets a hash of Werkzeug's")
    told: set[TextColumn] = set()
    for one in kept:
        needs = _length(one, app) or 0
        by = _refusal(app, deploy, dependencies)
        columns = _columns(one, app) if one.table is None else _in_sql(one, source)
        short = [column for column in columns if column.length is not None and column.length < needs]
        if short and len(short) == len(columns) and not (one.table and by.severity == "info"):
            for column in columns:
                if column not in told:
                    told.add(column)
                    yield _too_short(column, one, needs, by)


@error
def hash_kept_as_bytes(
    app: App, source: Source, deploy: Deploy | None = None, dependencies: Dependencies | None = None
) -> Judgement:
    """A column of texts is given the bytes that bcrypt makes of a password, in PostgreSQL.

    `bcrypt.hashpw()` and Flask-Bcrypt's `generate_password_hash()` return bytes. SQLite gives them back as
    they were; PostgreSQL writes them out (`\\x2432622431...`), or refuses the row, by its driver: the account
    is made, and each login answers 500, "Invalid salt". Told of String and Text columns of the live models.
    An error where the app is connected to PostgreSQL or a deploy file gives it one, a warning where an
    example of the environment or a driver among the requirements speaks of one.

    Fix: `.decode()` the hash where it is stored, and `.encode()` it where `bcrypt.checkpw` is asked.

    Fault::

        user.password = bcrypt.hashpw(password.encode(), bcrypt.gensalt())

    Fine::

        user.password = bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()
    """
    kept = _kept(app, source, by_bcrypt=True)
    if not (kept and app.password_columns):
        yield DoesNotApply("no column of texts gets the bytes of a hash")
        return
    refusal = _refusal(app, deploy, dependencies)
    if refusal.backend not in _POSTGRES:
        yield DoesNotApply("nothing says that the database is PostgreSQL")
        return
    told: dict[TextColumn, list[KeptHash]] = {}
    for one in kept:
        columns = [each for each in app.password_columns if each.column == one.column]
        mine = [each for each in columns if one.model in (None, each.model)]
        if len(mine) == 1:  # another of that name may be one of bytes
            told.setdefault(mine[0], []).append(one)
    for column, places in told.items():
        yield _as_bytes(column, places, refusal)


def _as_bytes(column: TextColumn, kept: Sequence[KeptHash], by: _Refusal) -> Found:
    name = f"{column.model}.{column.column}"
    named = [f"{by.backend} is named by {by.where}"] if by.where else []
    return Found(
        f"{name} is a text and gets the bytes of a hash here: {by.backend} gives back another, and no login "
        "with it succeeds",
        subject=name,
        place=kept[0].place,
        evidence=(
            f"declared at {column.place}",
            *capped([f"also at {one.place}" for one in kept[1:]]),
            *named,
        ),
        severity=by.severity,
    )


def _kept(app: App, source: Source, *, by_bcrypt: bool) -> list[KeptHash]:
    return [one for one in source.kept_hashes if one.place.path in app.modules and one.by_bcrypt is by_bcrypt]


def _length(kept: KeptHash, app: App) -> int | None:
    """How long its hashes are at least; null where that is not known."""
    if kept.method is None:
        return app.hash_length or _LEAST
    known = (length for method, length in _LENGTHS.items() if kept.method.startswith(method))
    return next(known, None)


def _columns(kept: KeptHash, app: App) -> list[TextColumn]:
    """The columns of that name: those of its class, where one of that name has one."""
    named = [one for one in app.password_columns if one.column == kept.column]
    return [one for one in named if one.model == kept.model] or named


def _in_sql(kept: KeptHash, source: Source) -> list[TextColumn]:
    """The column of the table that an INSERT puts it into, as an SQL file of the project declares it."""
    return [
        TextColumn(table.name, column.name, column.length, column.place)
        for table in source.sql_tables
        for column in table.columns
        if table.name.lower() == (kept.table or "").lower() and column.name.lower() == kept.column.lower()
    ]


def _refusal(app: App, deploy: Deploy | None, dependencies: Dependencies | None) -> _Refusal:
    for value in app.config:
        for address in value.addresses if value.key.startswith("SQLALCHEMY_") else ():
            if (backend := address.scheme.partition("+")[0]) in _REFUSING:
                return _Refusal(backend)
    for one in deploy.variables if deploy else ():
        if one.backend in _REFUSING:
            return _Refusal(one.backend or "", str(one.place))
    for backend, where in databases_named(deploy, dependencies):
        if backend in _REFUSING:
            return _Refusal(backend, where, "warning")
    return _Refusal("any database but SQLite", severity="info")


def _too_short(column: TextColumn, kept: KeptHash, needs: int, by: _Refusal) -> Found:
    name = f"{column.model}.{column.column}"
    named = [f"{by.backend} is named by {by.where}"] if by.where else []
    return Found(
        f"{name} takes {column.length} characters and gets hashes of {needs}: {by.backend} refuses the row",
        subject=name,
        place=column.place,
        evidence=(f"given at {kept.place}", *named),
        severity=by.severity,
    )


def _made_once(alike: Sequence[FixedDefault]) -> Found:
    first, *others = alike
    more = likewise(len(others), "other")
    return Found(
        f"the default of {first.field} is what {first.call}() gave at import, until the next restart{more}",
        subject=first.field,
        place=first.place,
        evidence=capped([f"{one.field}: {one.call}() at {one.place}{_refused(one)}" for one in alike]),
        fix=f"Hand over the function and do not call it: `{first.call}`, or a lambda.",
    )


def _refused(one: FixedDefault) -> str:
    return ", and it has to be unique: the second row is refused" if one.unique else ""


@warning
@by_source
def foreign_keys_off(app: App, source: Source) -> Judgement:
    """SQLite is told to delete what belongs to a row, and does not look at foreign keys.

    SQLite takes `ON DELETE CASCADE` and passes it over unless each connection says
    `PRAGMA foreign_keys = ON`: the orders of a deleted user stay, and belong to nobody. Told where
    SQL for sqlite3 asks for it, the app deletes from the table that is referred to, and `foreign_keys` is
    named nowhere.

    Fix: `connection.execute("PRAGMA foreign_keys = ON")` where the connection is made.

    Fault::

        connection = sqlite3.connect(PATH)
        connection.execute("DELETE FROM users WHERE id = ?", (number,))

    Fine::

        connection = sqlite3.connect(PATH)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM users WHERE id = ?", (number,))
    """
    told = {one.what: one for one in reversed(list(slips("cascade-off", app, source)))}
    if not told:
        yield DoesNotApply("no SQL for sqlite3 asks for a cascade")
    for table, one in told.items():
        yield Found(
            f"rows of {table} are deleted here, and what belongs to them stays: foreign keys are off",
            subject=table,
            place=one.place,
            evidence=(f"ON DELETE CASCADE at {one.detail}",),
        )
