"""Defaults that are worked out once, and columns that are too short."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.columns import FixedDefault, KeptHash, SqlColumn, SqlTable, TextColumn
from releasecheck.facts.config import Address
from releasecheck.facts.slips import Slip
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import Given, app, ask, at, config, deploy, module, source, table, variable
from .build_dependencies import dependencies, wanted

PLACED = FixedDefault("Order.placed", "datetime.now", at("app.py", 8, 40))
NUMBER = FixedDefault("Order.number", "uuid.uuid4", at("app.py", 9, 50), unique=True)
REFUSED = ", and it has to be unique: the second row is refused"
FIX = "Hand over the function and do not call it: `datetime.now`, or a lambda."


def declared(*found: FixedDefault) -> Given:
    return {"app": app(), "source": source(module("app.py"), fixed_defaults=found)}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            declared(PLACED),
            Found(
                "the default of Order.placed is what datetime.now() gave at import, until the next restart",
                "Order.placed",
                at("app.py", 8, 40),
                ("Order.placed: datetime.now() at app.py:8:40",),
                FIX,
            ),
        ),
        (
            declared(PLACED, NUMBER),
            Found(
                "the default of Order.placed is what datetime.now() gave at import, until the next restart, "
                "and 1 other likewise",
                "Order.placed",
                at("app.py", 8, 40),
                (
                    "Order.placed: datetime.now() at app.py:8:40",
                    f"Order.number: uuid.uuid4() at app.py:9:50{REFUSED}",
                ),
                FIX,
            ),
        ),
    ],
    ids=["one", "two of a module"],
)
def test_default_made_once_faulty(given: Given, says: Found) -> None:
    assert ask("default-made-once", given) == [says]


@pytest.mark.parametrize(("number", "findings"), [(3, 3), (4, 1)])
def test_many_modules_are_one_finding(number: int, findings: int) -> None:
    paths = [f"models{index}.py" for index in range(number)]
    found = [FixedDefault("A.id", "uuid4", at(path, 3)) for path in paths]
    files = source(*map(module, paths), fixed_defaults=found)
    told = ask("default-made-once", {"app": app(modules=paths), "source": files})
    assert [one.place for one in told] == [at(path, 3) for path in paths[:findings]]


def test_default_made_once_fine() -> None:
    elsewhere = FixedDefault("Old.placed", "datetime.now", at("old.py", 8, 40))
    assert ask("default-made-once", declared(elsewhere)) == []


def test_default_made_once_does_not_apply() -> None:
    reason = "no default of a column or field is worked out at import"
    assert ask("default-made-once", declared()) == [DoesNotApply(reason)]


def hashed(*columns: TextColumn, kept: KeptHash | None = None, scheme: str = "sqlite", **given: Any) -> Given:
    """A model whose password_hash gets what Werkzeug makes of a password."""
    address = Address(scheme, "elsewhere")
    kept = kept or KeptHash("User", "password_hash", at("app.py", 20))
    return {
        "app": app(
            password_columns=columns,
            hash_length=162,
            config=[config("SQLALCHEMY_DATABASE_URI", "x", addresses=(address,))],
            modules=("app.py",),
        ),
        "source": source(module("app.py"), kept_hashes=[kept]),
        **given,
    }


COLUMN = TextColumn("User", "password_hash", 128, at("app.py", 8))
LONG = replace(COLUMN, length=162)
KEPT = KeptHash("User", "password_hash", at("app.py", 20))


def too_short(backend: str, *evidence: str, severity: Any = None, needs: int = 162) -> Found:
    return Found(
        f"User.password_hash takes 128 characters and gets hashes of {needs}: {backend} refuses the row",
        "User.password_hash",
        at("app.py", 8),
        ("given at app.py:20", *evidence),
        severity=severity,
    )


OF_SQLITE = too_short("any database but SQLite", severity="info")


@table(
    {
        "on PostgreSQL": (hashed(COLUMN, scheme="postgresql+psycopg"), [too_short("postgresql")]),
        "a deploy file gives it MySQL": (
            hashed(COLUMN, deploy=deploy(variables=[variable("DATABASE_URL", backend="mysql")])),
            [too_short("mysql", f"mysql is named by {variable('X').place}")],
        ),
        "a driver among the requirements": (
            hashed(COLUMN, dependencies=dependencies(declared=(wanted("psycopg2-binary", line=3),))),
            [
                too_short(
                    "postgresql",
                    "postgresql is named by psycopg2-binary (requirements.txt:3)",
                    severity="warning",
                )
            ],
        ),
        "on SQLite": (hashed(COLUMN), [OF_SQLITE]),
        "by an object of unknown class": (hashed(COLUMN, kept=replace(KEPT, model=None)), [OF_SQLITE]),
        "by the class that it is inherited from": (
            hashed(COLUMN, kept=replace(KEPT, model="Account")),
            [OF_SQLITE],
        ),
        "another class has a long one": (hashed(COLUMN, replace(LONG, model="Admin")), [OF_SQLITE]),
        "by name": (hashed(COLUMN, kept=replace(KEPT, method="scrypt:32768:8:1")), [OF_SQLITE]),
    }
)
def test_hash_longer_than_column_faulty(given: Given, says: list[Found]) -> None:
    assert ask("hash-longer-than-column", given) == says


@table(
    {
        "long enough": (hashed(LONG, scheme="postgresql"), []),
        "a shorter hash": (hashed(COLUMN, kept=replace(KEPT, method="pbkdf2:sha256:600000")), []),
        "a hash of unknown length": (hashed(COLUMN, kept=replace(KEPT, method="")), []),
        "of one of two classes": (
            hashed(COLUMN, replace(LONG, model="Admin"), kept=replace(KEPT, model=None)),
            [],
        ),
        "another column": (hashed(replace(COLUMN, column="password_hint")), []),
    }
)
def test_hash_longer_than_column_fine(given: Given, says: list[Found]) -> None:
    assert ask("hash-longer-than-column", given) == says


IN_SQL = replace(KEPT, model=None, column="secret", table="users")


def in_sql(length: int, **given: Any) -> Given:
    facts = hashed(kept=IN_SQL, **given)
    columns = (SqlColumn("Secret", length, at("schema.sql", 3)),)
    tables = (SqlTable("Users", at("schema.sql", 1), columns),)
    return {**facts, "source": replace(facts["source"], sql_tables=tables)}


def test_hash_longer_than_column_of_an_insert() -> None:
    says = Found(
        "Users.Secret takes 50 characters and gets hashes of 162: postgresql refuses the row",
        "Users.Secret",
        at("schema.sql", 3),
        ("given at app.py:20",),
    )
    given = in_sql(50, scheme="postgresql")
    assert ask("hash-longer-than-column", given) == [says]
    least = replace(says, message=says.message.replace("162", "94"))
    given["app"] = replace(given["app"], hash_length=None, outlined=True)
    assert ask("hash-longer-than-column", given) == [least]
    assert ask("hash-longer-than-column", in_sql(255, scheme="postgresql")) == []
    assert ask("hash-longer-than-column", in_sql(50)) == []  # SQLite


def test_hash_longer_than_column_without_the_app() -> None:
    given = hashed(COLUMN)
    given["app"] = replace(given["app"], password_columns=(), outlined=True)
    reason = "the app did not come up, so its columns are not known"
    assert ask("hash-longer-than-column", given) == [CouldNotLook(reason)]


NO_COLUMN = DoesNotApply("no column with a length gets a hash of Werkzeug's")


@table(
    {
        "no column with a length": (hashed(), [NO_COLUMN]),
        "given in a module of another program": (
            hashed(COLUMN, kept=replace(KEPT, place=at("seed.py", 3))),
            [NO_COLUMN],
        ),
    }
)
def test_hash_longer_than_column_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("hash-longer-than-column", given) == says


def cascade(path: str = "app.py") -> Given:
    one = Slip("cascade-off", "users", "", at(path, 9), detail="tables.py:5")
    return {"app": app(), "source": source(slips=(one,))}


NO_CASCADE = [DoesNotApply("no SQL for sqlite3 asks for a cascade")]


def test_foreign_keys_off_faulty() -> None:
    assert ask("foreign-keys-off", cascade()) == [
        Found(
            "rows of users are deleted here, and what belongs to them stays: foreign keys are off",
            subject="users",
            place=at("app.py", 9),
            evidence=("ON DELETE CASCADE at tables.py:5",),
        )
    ]


def test_foreign_keys_off_fine() -> None:
    assert ask("foreign-keys-off", cascade("old.py")) == NO_CASCADE


def test_foreign_keys_off_does_not_apply() -> None:
    assert ask("foreign-keys-off", {"app": app(), "source": source()}) == NO_CASCADE


BYTES = KeptHash("User", "password_hash", at("app.py", 20), by_bcrypt=True)
TEXT = replace(COLUMN, length=None)
OF_BYTES = Found(
    "User.password_hash is a text and gets the bytes of a hash here: postgresql gives back another, and "
    "no login with it succeeds",
    "User.password_hash",
    at("app.py", 20),
    ("declared at app.py:8",),
)
BY_DRIVER = {"dependencies": dependencies(declared=(wanted("psycopg2-binary", line=3),))}


@table(
    {
        "on PostgreSQL": (hashed(COLUMN, kept=BYTES, scheme="postgresql+psycopg2"), [OF_BYTES]),
        "without a limit": (hashed(TEXT, kept=BYTES, scheme="postgresql"), [OF_BYTES]),
        "by an object of unknown class": (
            hashed(COLUMN, kept=replace(BYTES, model=None), scheme="postgresql"),
            [OF_BYTES],
        ),
        "a driver among the requirements": (
            hashed(COLUMN, kept=BYTES, **BY_DRIVER),
            [
                replace(
                    OF_BYTES,
                    evidence=(
                        "declared at app.py:8",
                        "postgresql is named by psycopg2-binary (requirements.txt:3)",
                    ),
                    severity="warning",
                )
            ],
        ),
    }
)
def test_hash_kept_as_bytes_faulty(given: Given, says: list[Found]) -> None:
    assert ask("hash-kept-as-bytes", given) == says


@table(
    {
        "of a column of another class": (
            hashed(COLUMN, kept=replace(BYTES, model="Admin"), scheme="postgresql"),
            [],
        ),
        "two of that name": (
            hashed(
                COLUMN, replace(COLUMN, model="Admin"), kept=replace(BYTES, model=None), scheme="postgresql"
            ),
            [],
        ),
    }
)
def test_hash_kept_as_bytes_fine(given: Given, says: list[Any]) -> None:
    assert ask("hash-kept-as-bytes", given) == says


@table(
    {
        "a text": (
            hashed(COLUMN, scheme="postgresql"),
            [DoesNotApply("no column of texts gets the bytes of a hash")],
        ),
        "no model": (
            hashed(kept=BYTES, scheme="postgresql"),
            [DoesNotApply("no column of texts gets the bytes of a hash")],
        ),
        "SQLite": (
            hashed(COLUMN, kept=BYTES),
            [DoesNotApply("nothing says that the database is PostgreSQL")],
        ),
        "MySQL": (
            hashed(COLUMN, kept=BYTES, scheme="mysql+pymysql"),
            [DoesNotApply("nothing says that the database is PostgreSQL")],
        ),
    }
)
def test_hash_kept_as_bytes_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("hash-kept-as-bytes", given) == says


def test_bytes_of_bcrypt_are_no_hash_of_werkzeugs() -> None:
    said = ask("hash-longer-than-column", hashed(COLUMN, kept=BYTES, scheme="postgresql"))
    assert said == [DoesNotApply("no column with a length gets a hash of Werkzeug's")]
