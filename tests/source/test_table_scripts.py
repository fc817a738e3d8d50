"""The tables that files of SQL make."""

from releasecheck.facts.migrations import TableScript
from tests.source.conftest import Index

SCHEMA = """
DROP TABLE users;
create table Users (id int);
CREATE TABLE IF NOT EXISTS `shop`.`orders` (id int);
  CREATE TABLE "Notes"(id int);
-- CREATE TABLE old (id int);
CREATE INDEX one ON users (id);
"""


def test_tables_of_files_of_sql(index: Index) -> None:
    found = index({"app.py": "", "db/shop.sql": SCHEMA, "rows.sql": "INSERT INTO users VALUES (1);"})
    assert found.facts.table_scripts == (TableScript("db/shop.sql", ("Users", "orders", "Notes")),)


def test_no_files_of_sql(index: Index) -> None:
    assert index({"app.py": "x = 'CREATE TABLE t (id int)'"}).facts.table_scripts == ()
