"""Tables that an app makes or drops while it is built, by whatever it uses for it."""

from pathlib import Path

import pytest

from tests.boot.conftest import Gathered, write

SQLITE = "import sqlite3\nfrom flask import Flask\napp = Flask(__name__)\n"
MADE = "db = sqlite3.connect('a.db'); db.execute('create table users (a)')"


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
        (f"{MADE}; db.execute('delete from users;')", ["CREATE TABLE users", "DELETE FROM users"]),
        (f"{MADE}; db.execute('delete from users where a = 1')", ["CREATE TABLE users"]),
    ],
)
def test_plain_sqlite(lines: str, said: list[str], gathered: Gathered) -> None:
    boot = gathered({"app.py": f"{SQLITE}{lines}\n"}).boot
    assert boot is not None
    assert [event.detail for event in boot.events if event.kind == "schema"] == said
    assert {event.place.line for event in boot.events} <= {4}


# As much of SQLAlchemy and alembic as is watched.
LIBRARIES = {
    "sqlalchemy/__init__.py": "from .engine import Engine\nfrom .sql.schema import MetaData\n",
    "sqlalchemy/event.py": "def listen(target, name, function):\n    target.listeners.append(function)\n",
    "sqlalchemy/engine.py": """
        class Engine:
            listeners = []
            def __init__(self, database):
                self.engine, self.url, self.database = self, self, database
            def get_backend_name(self):
                return "sqlite"
            def execute(self, statement):
                for listener in self.listeners:
                    listener(self, None, statement, (), None, False)
        """,
    "sqlalchemy/sql/__init__.py": "",
    "sqlalchemy/sql/schema.py": """
        class MetaData:
            there = False
            def create_all(self, bind, checkfirst=True):
                if not self.there:
                    bind.execute("\\nCREATE TABLE users (\\n\\tid INTEGER\\n)")
            def drop_all(self, bind):
                bind.execute('DROP TABLE "users"')
        """,
    "alembic/__init__.py": "",
    "alembic/command.py": "def upgrade(config, revision):\n    config(revision)\n",
}
APP = """
import sqlalchemy
from alembic import command
from flask import Flask
app = Flask(__name__)
metadata = sqlalchemy.MetaData()
engine = sqlalchemy.Engine("shop.db")
memory = sqlalchemy.Engine(":memory:")
def migrate(revision):
    engine.execute("ALTER TABLE users ADD COLUMN name TEXT")
    engine.execute("SELECT 1")
%s
"""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("metadata.create_all(engine)", ["create_all", "CREATE TABLE users"]),
        ("metadata.there = True; metadata.create_all(bind=engine)", ["create_all"]),
        ("metadata.create_all(memory)", []),
        ("metadata.drop_all(engine)", ["drop_all", "DROP TABLE users"]),
        ("command.upgrade(migrate, 'head')", ["upgrade", "ALTER TABLE users"]),
        ("engine.execute('CREATE UNIQUE INDEX byname ON users (name)')", ["CREATE INDEX byname"]),
        ("engine.execute('SELECT 1')", []),
    ],
)
def test_sqlalchemy(line: str, said: list[str], gathered: Gathered, tmp_path: Path) -> None:
    libraries = write(tmp_path / "site-packages", LIBRARIES)
    boot = gathered({"app.py": APP % line}, set=(("PYTHONPATH", str(libraries)),)).boot
    assert boot is not None
    assert boot.outcome == "up"
    assert [event.detail for event in boot.events if event.kind == "schema"] == said
    assert {event.place.line for event in boot.events} <= {11}


CURSOR = """
class {0}:
    def execute(self, query, args=None):
        return 1
"""
# As much of the drivers as is watched; psycopg2's cursor is a class of C.
DRIVERS = {
    "pymysql/__init__.py": "from .cursors import Cursor\ndef connect(): return Cursor()\n",
    "pymysql/cursors.py": CURSOR.format("Cursor"),
    "MySQLdb/__init__.py": "def connect():\n    from . import cursors\n    return cursors.Cursor()\n",
    "MySQLdb/cursors.py": CURSOR.format("BaseCursor") + "class Cursor(BaseCursor): pass\n",
    "mysql/__init__.py": "",
    "mysql/connector/__init__.py": "from .cursor_cext import CMySQLCursor as connect\n",
    "mysql/connector/cursor_cext.py": CURSOR.format("CMySQLCursor"),
    "psycopg/__init__.py": "from .cursor import Cursor as connect\n",
    "psycopg/cursor.py": CURSOR.format("Cursor"),
    "psycopg2/__init__.py": """
        from .extensions import cursor
        class connect:
            cursor_factory = None
            def cursor(self):
                return (self.cursor_factory or cursor)()
            def execute(self, query):
                return self.cursor().execute(query)
        """,
    "psycopg2/extensions.py": CURSOR.format("cursor"),
}


@pytest.mark.parametrize("driver", ["pymysql", "MySQLdb", "mysql.connector", "psycopg", "psycopg2"])
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("'''\n        CREATE TABLE IF NOT EXISTS polls (id INT)'''", ["CREATE TABLE polls"]),
        ("'DROP TABLE polls'", ["DROP TABLE polls"]),
        ("'CREATE TEMPORARY TABLE polls (id INT)'", []),
        ("'SELECT 1'", []),
        ("b'CREATE TABLE polls (id INT)'", []),
    ],
)
def test_plain_drivers(
    driver: str, statement: str, said: list[str], gathered: Gathered, tmp_path: Path
) -> None:
    libraries = write(tmp_path / "site-packages", DRIVERS)
    source = f"import {driver}\nfrom flask import Flask\napp = Flask(__name__)\n"
    app = f"{source}assert {driver}.connect().execute({statement}) == 1\n"
    boot = gathered({"app.py": app}, set=(("PYTHONPATH", str(libraries)),)).boot
    assert boot is not None
    assert boot.outcome == "up"
    events = [event for event in boot.events if event.kind == "schema"]
    assert [event.detail for event in events] == said
    assert {(event.place.path, event.place.line) for event in events} <= {("app.py", 4)}
