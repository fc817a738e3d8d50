"""Tables that an app makes or drops while it is built, by whatever it uses for it."""

from collections.abc import Callable

import pytest

from releasecheck.gather.app import AppFacts

Gathered = Callable[..., AppFacts]
SQLITE = "import sqlite3\nfrom flask import Flask\napp = Flask(__name__)\n"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("sqlite3.connect('a.db').execute('create table if not exists users (a)')", ["CREATE TABLE users"]),
        (
            "sqlite3.connect('a.db').executescript('drop table if exists users; create table users (a);')",
            ["DROP TABLE users", "CREATE TABLE users"],
        ),
        ("sqlite3.connect(':memory:').execute('create table users (a)')", []),
        ("sqlite3.connect('a.db').execute('create temp table users (a)')", []),
        ("sqlite3.connect('a.db').execute('select 1')", []),
    ],
)
def test_plain_sqlite(lines: str, said: list[str], gathered: Gathered) -> None:
    boot = gathered({"app.py": f"{SQLITE}{lines}\n"}).boot
    assert boot is not None
    assert [event.detail for event in boot.events if event.kind == "schema"] == said
    assert {event.place.line for event in boot.events} <= {4}


SQLALCHEMY = """
import sqlalchemy as sa
from flask import Flask
app = Flask(__name__)
metadata = sa.MetaData()
users = sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))
def prepare(engine):
    metadata.create_all(engine)
prepare(sa.create_engine("sqlite://%s"))
"""


@pytest.mark.parametrize(
    ("database", "said"), [("/shop.db", ["create_all", "CREATE TABLE users"]), ("", []), ("/:memory:", [])]
)
def test_sqlalchemy(database: str, said: list[str], gathered: Gathered) -> None:
    pytest.importorskip("sqlalchemy")
    boot = gathered({"app.py": SQLALCHEMY % database}).boot
    assert boot is not None
    assert [event.detail for event in boot.events if event.kind == "schema"] == said
    assert {event.place.line for event in boot.events} <= {7}


def test_a_table_that_is_there_is_no_statement_and_still_a_call(gathered: Gathered) -> None:
    pytest.importorskip("sqlalchemy")
    gathered({"app.py": SQLALCHEMY % "/shop.db"})
    boot = gathered({"app.py": SQLALCHEMY % "/shop.db"}).boot
    assert boot is not None
    assert [event.detail for event in boot.events if event.kind == "schema"] == ["create_all"]
