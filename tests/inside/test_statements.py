"""SQL without its values."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("SELECT a.id, t1.b2\nFROM a WHERE a.id = 12", "SELECT a.id, t1.b2 FROM a WHERE a.id = ?"),
        ("select * from a where k = 'hunter2' and n > -1.5", "select * from a where k = ? and n > ?"),
        ("select 'it''s hunter2', \"col1\"", 'select ?, "col1"'),
        ("SELECT x FROM a WHERE a.id = %(id_1)s LIMIT %s", "SELECT x FROM a WHERE a.id = ? LIMIT ?"),
        (
            "SELECT x::text FROM a WHERE a.id = :id AND b = $1",
            "SELECT x::text FROM a WHERE a.id = ? AND b = ?",
        ),
        ("INSERT INTO a VALUES (1, 'x'), (2, 'y')", "INSERT INTO a VALUES (?)"),
        ("SELECT x FROM a WHERE id IN (1, 2, 3)", "SELECT x FROM a WHERE id IN (?)"),
        ("/* hunter2 */ UPDATE a SET b = 1 -- hunter2", "UPDATE a SET b = ?"),
        ("WITH q AS (SELECT 1) SELECT * FROM q", "WITH q AS (SELECT ?) SELECT * FROM q"),
        ("SELECT '" + "hunter2" * 400, "SELECT"),
        ("PRAGMA foreign_keys = ON", None),
        ("BEGIN", None),
        ("CREATE TABLE a (b)", None),
        ("", None),
        ("-- a trigger", None),
    ],
)
def test_values_are_left_out(inside: Any, statement: str, said: str | None) -> None:
    assert inside("statements").normalised(statement) == said
