"""Cascades that SQLite does not do."""

import pytest

from releasecheck.facts import Place
from releasecheck.facts.slips import Slip
from tests.source.conftest import Index

MAKES = '''
    import sqlite3
    TABLES = """CREATE TABLE orders (
        user_id INTEGER,
        FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
    )"""
'''
DELETES = """
    def gone(db, id):
        db.execute("DELETE FROM users WHERE id = ?", (id,))
"""


def test_a_cascade_that_nobody_does(index: Index) -> None:
    found = index({"tables.py": MAKES, "app.py": DELETES}).facts.slips
    assert found == (Slip("cascade-off", "users", "", Place("app.py", 3), detail="tables.py:5"),)


@pytest.mark.parametrize(
    "files",
    [
        {"tables.py": MAKES, "app.py": DELETES + '        db.execute("PRAGMA foreign_keys = ON")\n'},
        {"tables.py": MAKES, "app.py": DELETES.replace("users", "orders")},
        {"tables.py": MAKES.replace("sqlite3", "psycopg2"), "app.py": DELETES},
        {"tables.py": MAKES.replace("CASCADE", "SET NULL"), "app.py": DELETES},
        {"tables.py": MAKES, "tests/test_app.py": DELETES},
    ],
)
def test_no_cascade_or_one_that_is_done(index: Index, files: dict[str, str]) -> None:
    assert index(files).facts.slips == ()
