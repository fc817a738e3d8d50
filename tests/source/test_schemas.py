"""Tables of SQL files, and the SQL in modules that names them."""

import pytest

from releasecheck.facts.migrations import TableScript
from tests.source.conftest import Index

SCHEMA = """-- create table old (x int);
CREATE TABLE IF NOT EXISTS `orders`
(
    id int primary key auto_increment, -- a comma, here
    `buyer` VARCHAR (50) NOT NULL,
    price decimal(10, 2),
    kind enum('a', 'b'),
    primary key (id),
    FOREIGN KEY (buyer) REFERENCES Buyers(id) ON DELETE CASCADE
);
"""
SAYS = (
    'def f(c):\n    c.execute("""INSERT INTO Orders(buyer, "price")\n        VALUES (%s, %s)""", ("a", 1))\n'
)


def test_a_table_and_what_names_it(index: Index) -> None:
    facts = index({"schema.sql": SCHEMA, "app.py": SAYS}).facts
    (table,) = facts.sql_tables
    assert (table.name, str(table.place)) == ("orders", "schema.sql:2")
    assert [(one.name, one.length, one.place.line) for one in table.columns] == [
        ("id", None, 4),
        ("buyer", 50, 5),
        ("price", None, 6),
        ("kind", None, 7),
    ]
    (insert,) = facts.sql_inserts
    assert (insert.table, insert.columns, str(insert.place)) == ("Orders", ("buyer", "price"), "app.py:2")
    assert [(one.name, str(one.place)) for one in facts.sql_names] == [
        ("Orders", "app.py:2"),
        ("Buyers", "schema.sql:9"),
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"second.sql": "CREATE TABLE Orders (id int);"},
        {"later.sql": "ALTER TABLE orders ADD amount int;"},
        {"app.py": f'{SAYS}    c.execute("ALTER TABLE orders ADD amount int")\n'},
        {"app.py": f'{SAYS}    c.execute("CREATE TABLE orders (id int)")\n'},
        {"models.py": "class A(db.Model):\n    __tablename__ = 'orders'\n    id = db.Column(db.Integer)\n"},
    ],
)
def test_a_table_that_may_be_another(index: Index, more: dict[str, str]) -> None:
    facts = index({"schema.sql": SCHEMA, "app.py": SAYS, **more}).facts
    assert (facts.sql_tables, facts.sql_inserts, facts.sql_names) == ((), (), ())


@pytest.mark.parametrize("path", ["tests/schema.sql", "migrations/1.sql", "old/schema.sql", "schema.txt"])
def test_files_of_other_times(index: Index, path: str) -> None:
    assert index({path: SCHEMA, "app.py": SAYS}).facts.sql_tables == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('"SELECT id FROM Orders WHERE x"', ["Orders"]),
        ('"delete from Orders"', ["Orders"]),
        ('"UPDATE Orders SET x = 1"', ["Orders"]),
        ('"we update Orders daily"', []),
        ('"a letter from Orders"', []),
    ],
)
def test_names(index: Index, text: str, names: list[str]) -> None:
    facts = index({"schema.sql": "CREATE TABLE orders (id int)", "app.py": f"S = {text}\n"}).facts
    assert [one.name for one in facts.sql_names] == names


def test_an_import_is_no_table(index: Index) -> None:
    text = "def f():\n    select = 1\n    from Orders import x\n"
    assert index({"schema.sql": "CREATE TABLE orders (id int)", "app.py": text}).facts.sql_names == ()


HASHED = (
    "from werkzeug.security import generate_password_hash\ndef f(c, p):\n    h = generate_password_hash(p)\n"
)


@pytest.mark.parametrize(
    ("call", "column"),
    [
        ("'INSERT INTO users (name, hash) VALUES (?, ?)', ('a', h)", "hash"),
        ("'INSERT INTO users (hash, name) VALUES (?, ?)', [generate_password_hash(p), 'a']", "hash"),
        ("'INSERT INTO users (name, hash) VALUES (?, NULL)', (h,)", None),
        ("'INSERT INTO users VALUES (?, ?)', ('a', h)", None),
        ("'INSERT INTO users (name, hash) VALUES (?, ?)', ('a', p)", None),
    ],
)
def test_a_hash_that_an_insert_is_given(index: Index, call: str, column: str | None) -> None:
    found = [(one.table, one.column) for one in index(f"{HASHED}    c.execute({call})\n").facts.kept_hashes]
    assert found == ([("users", column)] if column else [])


@pytest.mark.parametrize(
    ("schema", "columns"),
    [
        ("CREATE TABLE a (x text DEFAULT 'a)', y int CHECK (y IN ('(', 2)), z int)", ["x", "y", "z"]),
        ("CREATE TABLE a (x int /* ), */, y int)", ["x", "y"]),
        ("CREATE TABLE a (LIKE b INCLUDING ALL, y int)", []),
        ("CREATE TABLE a (y int) INHERITS (b)", []),
        ("CREATE TABLE a (y int); CREATE TABLE c (LIKE b)", ["y"]),
        ("CREATE TABLE a AS SELECT 1", []),
    ],
)
def test_columns(index: Index, schema: str, columns: list[str]) -> None:
    tables = index({"schema.sql": schema, "app.py": ""}).facts.sql_tables
    assert [one.name for table in tables for one in table.columns] == columns


def test_names_with_blanks_are_not_read(index: Index) -> None:
    text = "S = 'INSERT INTO a (\"first name\") VALUES (1)'\n"
    schema = 'CREATE TABLE a ("first name" text)'
    assert index({"schema.sql": schema, "app.py": text}).facts.sql_inserts == ()


@pytest.mark.parametrize(
    ("schema", "dropped"),
    [
        ("Drop database `Shop`;\nCREATE DATABASE IF NOT EXISTS shop;", ["Shop"]),
        ("DROP DATABASE IF EXISTS shop;\nCREATE DATABASE shop;", []),
        ("DROP DATABASE shop;", []),
        ("-- DROP DATABASE shop;\nCREATE DATABASE shop;", []),
        ("CREATE DATABASE shop;\nDROP DATABASE old;", []),
    ],
)
def test_databases_that_are_dropped(index: Index, schema: str, dropped: list[str]) -> None:
    assert [one.name for one in index({"schema.sql": schema, "app.py": ""}).facts.sql_drops] == dropped


SCRIPT = """
DROP TABLE users;
create table Users (id int);
CREATE TABLE IF NOT EXISTS `shop`.`orders` (id int);
  CREATE TABLE "Notes"(id int);
-- CREATE TABLE old (id int);
CREATE INDEX one ON users (id);
"""


def test_tables_of_files_of_sql(index: Index) -> None:
    found = index({"app.py": "", "db/shop.sql": SCRIPT, "rows.sql": "INSERT INTO users VALUES (1);"})
    assert found.facts.table_scripts == (TableScript("db/shop.sql", ("Users", "orders", "Notes")),)


def test_no_files_of_sql(index: Index) -> None:
    assert index({"app.py": "x = 'CREATE TABLE t (id int)'"}).facts.table_scripts == ()
