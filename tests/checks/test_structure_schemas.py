"""SQL of the app beside the tables of the project's SQL files."""

from typing import Any

from releasecheck.facts.columns import SqlColumn, SqlInsert, SqlName, SqlTable
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, source, table
from .build_dependencies import imports

COLUMNS = tuple(SqlColumn(name, None, at("schema.sql", 5)) for name in ("id", "Buyer"))
ORDERS = SqlTable("Orders", at("schema.sql", 4), COLUMNS)
INSERT, CASE = "insert-names-absent-column", "table-in-other-case"


def inserting(*columns: str, into: str = "orders", path: str = "app.py", tables: Any = (ORDERS,)) -> Given:
    insert = SqlInsert(into, columns, at(path, 9))
    return {"app": app(), "source": source(sql_tables=tables, sql_inserts=[insert])}


def test_insert_names_absent_column_faulty() -> None:
    assert ask(INSERT, inserting("buyer", "amount", "kind")) == [
        Found(
            "the INSERT names amount and kind, which Orders does not have",
            "Orders.amount",
            at("app.py", 9),
            ("Orders is made at schema.sql:4", "it has id and Buyer"),
        )
    ]


@table(
    {
        "all are there": (inserting("ID", "buyer"), []),
        "another table": (inserting("amount", into="order"), []),
        "a module that the app does not import": (inserting("amount", path="old.py"), []),
        "no column could be read": (
            inserting("amount", tables=(SqlTable("orders", at("schema.sql", 4), ()),)),
            [],
        ),
    }
)
def test_insert_names_absent_column_fine(given: Given, says: list[Any]) -> None:
    assert ask(INSERT, given) == says


def test_insert_names_absent_column_does_not_apply() -> None:
    assert ask(INSERT, inserting("a", tables=())) == [DoesNotApply("no SQL file alone makes a table")]


def named(*names: SqlName, driver: str = "pymysql", tables: Any = (ORDERS,)) -> Given:
    return {
        "app": app(),
        "source": source(sql_tables=tables, sql_names=names, imports=[imports(driver)]),
    }


ASKED = SqlName("orders", at("app.py", 9))
REFERRED = SqlName("ORDERS", at("schema.sql", 12))


def test_table_in_other_case_faulty() -> None:
    other = SqlTable("Buyers", at("schema.sql", 1), COLUMNS)
    given = named(REFERRED, ASKED, SqlName("buyers", at("app.py", 11)), tables=(ORDERS, other))
    assert ask(CASE, given) == [
        Found(
            "the table Orders is asked for as orders, and Buyers likewise: MySQL on Linux tells them apart",
            "Orders",
            at("app.py", 9),
            (
                "Orders is ORDERS at schema.sql:12",
                "Orders is orders at app.py:9",
                "Buyers is buyers at app.py:11",
            ),
        )
    ]


@table(
    {
        "the same": (named(SqlName("Orders", at("app.py", 9))), []),
        "another": (named(SqlName("order", at("app.py", 9))), []),
        "a module that the app does not import": (named(SqlName("orders", at("old.py", 9))), []),
    }
)
def test_table_in_other_case_fine(given: Given, says: list[Any]) -> None:
    assert ask(CASE, given) == says


def test_table_in_other_case_does_not_apply() -> None:
    nothing = [DoesNotApply("no SQL file makes a table of MySQL")]
    assert ask(CASE, named(ASKED, driver="psycopg2")) == nothing
    assert ask(CASE, named(ASKED, tables=())) == nothing


DROPPED = SqlName("shop", at("schema.sql", 1))


def test_database_dropped_first_faulty() -> None:
    assert ask("database-dropped-first", {"source": source(sql_tables=(ORDERS,), sql_drops=[DROPPED])}) == [
        Found(
            "the database shop is dropped first: the file stops here without it, and else all rows go",
            "shop",
            at("schema.sql", 1),
        )
    ]


def test_database_dropped_first_fine() -> None:
    assert ask("database-dropped-first", {"source": source(sql_tables=(ORDERS,))}) == []


def test_database_dropped_first_does_not_apply() -> None:
    nothing = [DoesNotApply("no SQL file alone makes a table")]
    assert ask("database-dropped-first", {"source": source()}) == nothing
