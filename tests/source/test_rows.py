"""Rows of sqlite3 that are asked for `.get()`."""

import pytest

from tests.source.conftest import Index

FILE = """
import sqlite3

def connect():
    db = sqlite3.connect("shop.db")
    db.row_factory = sqlite3.Row
    return db

def run(sql, one=False):
    cursor = connect().execute(sql)
    rows = cursor.fetchall()
    if not rows:
        return None
    return rows[0] if one else rows

def query(sql, one=False):
    return run(sql, one)

def as_dicts(sql):
    return [dict(row) for row in query(sql)]

def page(form):
    {body}
"""


def lines(index: Index, *body: str, file: str = FILE) -> list[str]:
    return [one.what for one in index(file.format(body="\n    ".join(body))).facts.row_gets]


@pytest.mark.parametrize(
    "body",
    [
        ["row = connect().execute('SELECT 1').fetchone()", "return row.get('name')"],
        ["row = query('SELECT 1', one=True)", "return row.get('name') if row else ''"],
        ["row = None", "if form:", "    row = query('SELECT 1', one=True)", "return row.get('name')"],
        ["for row in query('SELECT 1'):", "    print(row.get('name'))"],
        ["rows = query('SELECT 1')", "return [row.get('name') for row in rows]"],
        ["rows = query('SELECT 1')", "row = rows[0]", "return row.get('name')"],
        ["rows = query('SELECT 1')", "row = rows[-1] if rows else None", "return row.get('name')"],
    ],
)
def test_rows_that_are_asked(index: Index, body: list[str]) -> None:
    assert lines(index, *body) == ["row.get"]


@pytest.mark.parametrize(
    "body",
    [
        ["row = query('SELECT 1', one=True)", "return row['name']"],
        ["row = query('SELECT 1', one=True)", "row = dict(row)", "return row.get('name')"],
        ["row = dict(query('SELECT 1', one=True))", "return row.get('name')"],
        ["row = query('SELECT 1', one=True) or {{}}", "return row.get('name')"],
        ["row = as_dicts('SELECT 1')[0]", "return row.get('name')"],
        ["for row in as_dicts('SELECT 1'):", "    print(row.get('name'))"],
        ["return form.get('name')"],
        ["row = other('SELECT 1')", "return row.get('name')"],
        ["for row in connect().execute('SELECT 1'):", "    print(row.get('name'))"],
        ["row = query('SELECT 1')", "def inner(row):", "    return row.get('name')", "return inner"],
        ["row, other = query('SELECT 1')", "return row.get('name')"],
    ],
)
def test_rows_that_are_fine(index: Index, body: list[str]) -> None:
    assert lines(index, *body) == []


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("db.row_factory = sqlite3.Row", "db.row_factory = make  # no sqlite3.Row"),
        ("return db\n", "return db\n\ndef other(db):\n    db.row_factory = make\n"),
        ("import sqlite3\n", "import psycopg2, sqlite3\n"),
        ("def query", "@cached\ndef query"),
        ("    return run(sql, one)", "    yield run(sql, one)"),
        ("    return run(sql, one)", "    return made(run(sql, one))"),
    ],
)
def test_rows_that_may_be_others(index: Index, written: str, instead: str) -> None:
    body = ["row = query('SELECT 1', one=True)", "return row.get('name')"]
    assert lines(index, *body, file=FILE.replace(written, instead)) == []
