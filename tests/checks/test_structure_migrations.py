"""Migrations that cannot run, that drop what a model needs, and that leave a model without a table."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.app import App
from releasecheck.facts.deploy import Step
from releasecheck.facts.mappers import Mapped, Model
from releasecheck.facts.migrations import Chain, Revision, TableChange
from releasecheck.facts.runs import Git
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, crash, deploy, requests, response, source, table, variable

FOLDER = "migrations/versions"
NONE = DoesNotApply("the source has no migrations of this app")


def revision(name: str, *after: str, **fields: Any) -> Revision:
    return Revision(name, after, at(f"{FOLDER}/{name}.py", 4), **fields)


def does(what: Any, name: str, line: int = 9, **fields: Any) -> TableChange:
    call = "drop_table" if what == "drop" else "add_column"
    return TableChange(what, name, fields.pop("call", call), at(f"{FOLDER}/b.py", line), **fields)


def model(name: str, table_name: str, **fields: Any) -> Model:
    return Model(name, "models", table_name, at("models.py", 5), **fields)


def migrated(*models: Model, **fields: Any) -> App:
    fields.setdefault("migrations", "migrations")
    return app(extensions=("migrate", "sqlalchemy"), mapped=Mapped(models, **fields))


A = revision("a", makes=("animal",))
ALTERS = revision("b", "a", changes=(does("alter", "animal"),))
LATE = revision("b", "a", changes=(does("alter", "user"), does("alter", "user", 12)))


def git(*tracked: str) -> Git:
    return Git("a" * 40, "main", dirty=False, tracked=tracked)


NO_SQL = git("app.py")


def given(*revisions: Revision, app: App | None = None, maker: bool = False, **chain: Any) -> Given:
    makers = (at("app.py", 30),) if maker else ()
    whole = source(chains=(Chain(FOLDER, revisions, **chain),), table_makers=makers)
    return {"app": app or migrated(model("Animal", "animal")), "source": whole}


HEADS = Found(
    "revisions b and c are heads alike: `upgrade` refuses several",
    subject="c",
    place=at(f"{FOLDER}/c.py", 4),
    evidence=(f"nothing follows b, at {FOLDER}/b.py:4", f"nothing follows c, at {FOLDER}/c.py:4"),
    fix="`flask db merge heads`, and commit the revision that it writes.",
)
ORPHAN = Found(
    f"revision b follows x, which {FOLDER} has not: no upgrade can begin",
    subject="b",
    place=at(f"{FOLDER}/b.py", 4),
    fix="Commit the file of revision x, or name the one that is there as `down_revision`.",
)
UNMADE = Found(
    "the migrations alter user, and no revision before makes it: a new database cannot be upgraded",
    subject="user",
    place=at(f"{FOLDER}/b.py", 9),
    evidence=(f"add_column of user at {FOLDER}/b.py:9", f"add_column of user at {FOLDER}/b.py:12"),
    fix="Write a first revision that makes the tables: `flask db migrate` against an empty database.",
)
UNNAMED = revision(
    "b", "a", changes=(does("alter", "animal", nameless=True, call="create_unique_constraint"),)
)
CLOSED = revision("b", "a", drops_nameless=(at(f"{FOLDER}/b.py", 30),))
NO_WAY_BACK = Found(
    "drop_constraint(None, …): `flask db downgrade` from b ends with an exception",
    subject="b:downgrade",
    place=at(f"{FOLDER}/b.py", 30),
    evidence=(f"revision b at {FOLDER}/b.py:30",),
    fix="Give the constraint its name in the database, there and where `upgrade()` makes it.",
    severity="warning",
)
NAMELESS = Found(
    "create_unique_constraint(None, …) on animal: on SQLite a constraint must have a name",
    subject="animal",
    place=at(f"{FOLDER}/b.py", 9),
    evidence=(f"create_unique_constraint(None, …) at {FOLDER}/b.py:9",),
    fix="Give the constraint a name, and a `naming_convention` to the MetaData for those to come.",
    severity="warning",
)
ALL_HEADS = Step("flask", ("db", "upgrade", "heads"), at("Procfile", 1))
ON_MYSQL = variable("DB_URL", backend="mysql")
ON_SQLITE = migrated(model("Animal", "animal"), backends=("sqlite",))


@table(
    {
        "two heads": (given(A, ALTERS, revision("c", "a")), [HEADS]),
        "two heads, and create_all": (
            given(A, ALTERS, revision("c", "a"), maker=True),
            [replace(HEADS, severity="warning")],
        ),
        "two heads of an app without Flask-Migrate": (
            given(A, ALTERS, revision("c", "a"), app=app()),
            [replace(HEADS, severity="warning")],
        ),
        "a revision is gone": (given(A, revision("b", "x")), [ORPHAN]),
        "a circle, and one after it": (
            given(revision("a", "b"), revision("b", "a"), revision("c", "b")),
            [
                Found(
                    "revisions a and b follow each other in a circle: no upgrade can begin",
                    subject="a",
                    place=at(f"{FOLDER}/a.py", 4),
                    evidence=(f"a follows b, at {FOLDER}/a.py:4", f"b follows a, at {FOLDER}/b.py:4"),
                    fix="Give the one that was written first a `down_revision` of None, or of what it "
                    "followed.",
                )
            ],
        ),
        "a table that nobody makes": ({**given(A, LATE), "git": NO_SQL}, [UNMADE]),
        "a table that a file of SQL may make": (
            {**given(A, LATE), "git": git("schema.sql")},
            [replace(UNMADE, severity="warning")],
        ),
        "tables of another program": (
            {**given(replace(A, makes=()), LATE), "git": NO_SQL},
            [replace(UNMADE, severity="warning")],
        ),
        "git was not seen": (given(A, LATE), [replace(UNMADE, severity="warning")]),
        "a table that create_all makes": (
            {**given(A, LATE, maker=True), "git": NO_SQL},
            [
                replace(
                    UNMADE,
                    evidence=(*UNMADE.evidence, "create_all at app.py:30"),
                    severity="warning",
                )
            ],
        ),
        "a table that only a later revision makes": (
            {**given(A, LATE, revision("c", "b", makes=("user",))), "git": NO_SQL},
            [UNMADE],
        ),
        "a constraint without a name": (given(A, UNNAMED, app=ON_SQLITE), [NAMELESS]),
        "no way back": (given(A, CLOSED, app=migrated(backends=("postgresql",))), [NO_WAY_BACK]),
    }
)
def test_migrations_cannot_run_faulty(given: Given, says: list[Found]) -> None:
    assert ask("migrations-cannot-run", given) == says


@pytest.mark.parametrize(
    "facts",
    [
        given(A, ALTERS),
        given(A, ALTERS, revision("c", "a"), revision("d", "b", "c")),
        given(A, ALTERS, revision("c", "a", branch=True)),
        {**given(A, ALTERS, revision("c", "a")), "deploy": deploy(steps=(ALL_HEADS,))},
        given(A, LATE, revision("c", "b", opaque=True)),
        given(A, revision("b", "x"), complete=False),
        given(A, revision("b", "a", changes=(does("alter", "Animal"),))),
        given(A, revision("b", "a", changes=(does("drop", "stranger"),))),
        given(A, UNNAMED),
        given(A, UNNAMED, app=migrated(model("Animal", "animal"), backends=("postgresql",))),
        given(A, UNNAMED, app=migrated(backends=("sqlite",), names_constraints=True)),
        given(A, CLOSED, app=migrated(names_constraints=True)),
        {**given(A, UNNAMED, app=ON_SQLITE), "deploy": deploy(documented=(ON_MYSQL,))},
    ],
    ids=[
        *("in a row", "merged", "a branch with a label", "heads are meant", "SQL", "not understood"),
        *(
            "capital letters",
            "a stranger's table",
            "no database",
            "Postgres",
            "a convention",
            "a way back",
            "SQLite here",
        ),
    ],
)
def test_migrations_cannot_run_fine(facts: Given) -> None:
    assert ask("migrations-cannot-run", facts) == []


@pytest.mark.parametrize(
    "facts",
    [
        {"app": app(), "source": source()},
        given(A, LATE, app=migrated(migrations="other/migrations")),
        {
            "app": app(),
            "source": source(chains=(Chain("a/versions", (A, LATE)), Chain("b/versions", (A, LATE)))),
        },
    ],
    ids=["no migrations", "another app's", "of which app"],
)
def test_migrations_cannot_run_does_not_apply(facts: Given) -> None:
    assert ask("migrations-cannot-run", facts) == [NONE]


DROPS = revision("b", "a", changes=(does("drop", "animal"),))
DROPPED = Found(
    "the upgrade drops animal with its rows, and Animal still maps it",
    subject="animal",
    place=at(f"{FOLDER}/b.py", 9),
    evidence=("Animal at models.py:5", "no later revision makes the table"),
)


@table(
    {
        "a model's table": (given(A, DROPS), [DROPPED]),
        "create_all at the start makes an empty one": (
            given(A, DROPS, maker=True),
            [replace(DROPPED, severity="warning")],
        ),
        "SQL before it": (given(revision("a", opaque=True), DROPS), [DROPPED]),
    }
)
def test_migration_drops_model_faulty(given: Given, says: list[Any]) -> None:
    assert ask("migration-drops-model", given) == says


@table(
    {
        "made again later": (given(A, DROPS, revision("c", "b", makes=("animal",))), []),
        "made again at once": (given(A, replace(DROPS, makes=("animal",))), []),
        "SQL after it": (given(A, DROPS, revision("c", "b", opaque=True)), []),
        "no model's": (given(A, DROPS, app=migrated(model("User", "user"))), []),
        "in a circle, where nothing is ever run": (given(replace(A, after=("b",)), DROPS), []),
        "a model's of another database": (
            given(A, DROPS, app=migrated(model("Animal", "animal", elsewhere=True))),
            [],
        ),
    }
)
def test_migration_drops_model_fine(given: Given, says: list[Any]) -> None:
    assert ask("migration-drops-model", given) == says


@table(
    {
        "no migrations": ({"app": app(), "source": source()}, [NONE]),
        "no models": (given(A, DROPS, app=app()), [DoesNotApply("the app has no models of SQLAlchemy")]),
    }
)
def test_migration_drops_model_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("migration-drops-model", given) == says


FEED, ALERT = model("Feed", "feed"), model("Alert", "alert")
BOTH = migrated(model("Animal", "animal"), FEED)
ELSEWHERE = migrated(model("Animal", "animal"), replace(FEED, elsewhere=True))
WITHOUT = Found(
    f"no revision in {FOLDER} makes feed, the table of Feed",
    subject="feed",
    place=at("models.py", 5),
    evidence=("Feed at models.py:5 maps feed",),
)
NO_TABLE = crash("OperationalError", "no such table: feed", cause="missing-table", subject="feed")


@table(
    {
        "a model": ({**given(A, app=BOTH), "git": NO_SQL}, [WITHOUT]),
        "two models": (
            {**given(A, app=migrated(model("Animal", "animal"), FEED, ALERT)), "git": NO_SQL},
            [
                replace(
                    WITHOUT,
                    message=f"{WITHOUT.message}, nor of 1 other model",
                    evidence=(*WITHOUT.evidence, "Alert at models.py:5 maps alert"),
                )
            ],
        ),
        "a page that fails of it": (
            {
                **given(A, app=BOTH),
                "git": NO_SQL,
                "requests": requests(response("/feed", status=500, crash=NO_TABLE)),
            },
            [replace(WITHOUT, severity="error")],
        ),
    }
)
def test_model_without_migration_faulty(given: Given, says: list[Any]) -> None:
    assert ask("model-without-migration", given) == says


@table(
    {
        "all are made": ({**given(A), "git": NO_SQL}, []),
        "create_all": ({**given(A, app=BOTH, maker=True), "git": NO_SQL}, []),
        "a file of SQL": ({**given(A, app=BOTH), "git": git("db/init.sql")}, []),
        "SQL in a revision": ({**given(A, revision("b", "a", opaque=True), app=BOTH), "git": NO_SQL}, []),
        "a selective env.py": ({**given(A, app=BOTH, selective=True), "git": NO_SQL}, []),
        "of another database": ({**given(A, app=ELSEWHERE), "git": NO_SQL}, []),
        "none of the models is in these migrations": ({**given(A, app=migrated(FEED)), "git": NO_SQL}, []),
    }
)
def test_model_without_migration_fine(given: Given, says: list[Any]) -> None:
    assert ask("model-without-migration", given) == says


@table(
    {
        "no migrations": ({"app": app(), "source": source()}, [NONE]),
        "no models": (given(A, app=app()), [DoesNotApply("the app has no models of SQLAlchemy")]),
    }
)
def test_model_without_migration_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("model-without-migration", given) == says


OF_COLUMNS = "column-without-migration"
WEIGHED = migrated(model("Animal", "animal", columns=("id", "Name", "weight")))
NAMES = replace(A, columns=("id", "name"))


def test_column_without_migration_faulty() -> None:
    several = migrated(model("Animal", "animal", columns=("id", "weight", "born")))
    for found, named in ((WEIGHED, "animal.weight"), (several, "animal.weight and animal.born")):
        assert ask(OF_COLUMNS, {**given(NAMES, app=found), "git": NO_SQL}) == [
            Found(
                f"no revision in {FOLDER} makes {named}, which Animal has",
                subject="animal",
                place=at("models.py", 5),
            )
        ]


NAMES_LATER = revision("b", "a", columns=("WEIGHT",))


@table(
    {
        "added later": ({**given(NAMES, NAMES_LATER, app=WEIGHED), "git": NO_SQL}, []),
        "perhaps by SQL": (
            {**given(NAMES, revision("b", "a", columns=None), app=WEIGHED), "git": NO_SQL},
            [],
        ),
        "create_all": ({**given(NAMES, app=WEIGHED, maker=True), "git": NO_SQL}, []),
        "a file of SQL": ({**given(NAMES, app=WEIGHED), "git": git("db/init.sql")}, []),
        "tables of a revision unknown": (
            {**given(replace(NAMES, opaque=True), app=WEIGHED), "git": NO_SQL},
            [],
        ),
        "a selective env.py": ({**given(NAMES, app=WEIGHED, selective=True), "git": NO_SQL}, []),
        "no table of it": (
            {**given(NAMES, app=migrated(model("Feed", "feed", columns=("id", "kind")))), "git": NO_SQL},
            [],
        ),
        "of another database": (
            {
                **given(NAMES, app=migrated(model("Animal", "animal", columns=("id", "x"), elsewhere=True))),
                "git": NO_SQL,
            },
            [],
        ),
        "a table that is dropped": (
            {
                **given(NAMES, revision("b", "a", changes=(does("drop", "animal"),)), app=WEIGHED),
                "git": NO_SQL,
            },
            [],
        ),
        "none of its columns is named": (
            {**given(replace(A, columns=("key",)), app=WEIGHED), "git": NO_SQL},
            [],
        ),
    }
)
def test_column_without_migration_fine(given: Given, says: list[Any]) -> None:
    assert ask(OF_COLUMNS, given) == says


@table(
    {
        "no migrations": ({"app": app(), "source": source()}, [NONE]),
        "no models": (given(A, app=app()), [DoesNotApply("the app has no models of SQLAlchemy")]),
    }
)
def test_column_without_migration_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask(OF_COLUMNS, given) == says
