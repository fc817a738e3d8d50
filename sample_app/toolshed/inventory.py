"""The tools on the shelf: who owns them, who has them."""

from dataclasses import dataclass

from toolshed.database import connection


@dataclass(frozen=True)
class Tool:
    """A tool; without an owner it is the shed's, without a borrower it is in."""

    id: int
    name: str
    description: str
    owner: str | None
    borrower: str | None


def search(words: str = "") -> list[Tool]:
    """Return the tools whose name or description contains the words, by name."""
    rows = connection().execute(
        "SELECT * FROM shelf WHERE instr(lower(name || ' ' || description), lower(?)) ORDER BY name, id",
        [words],
    )
    return [Tool(**row) for row in rows]


def find(tool_id: int) -> Tool | None:
    """Return one tool."""
    row = connection().execute("SELECT * FROM shelf WHERE id = ?", [tool_id]).fetchone()
    return Tool(**row) if row else None


def add(name: str, description: str, owner_id: int) -> int:
    """Put a member's tool on the shelf and return its id."""
    with connection() as transaction:
        cursor = transaction.execute(
            "INSERT INTO tools (name, description, owner_id) VALUES (?, ?, ?)", [name, description, owner_id]
        )
    return cursor.lastrowid


def lend(tool_id: int, borrower_id: int) -> bool:
    """Hand out a tool; False if somebody else has it."""
    with connection() as transaction:
        cursor = transaction.execute(
            "UPDATE tools SET borrower_id = ? WHERE id = ? AND borrower_id IS NULL", [borrower_id, tool_id]
        )
    return cursor.rowcount == 1


def take_back(tool_id: int, borrower_id: int) -> bool:
    """Take a tool back; False if this member does not have it."""
    with connection() as transaction:
        cursor = transaction.execute(
            "UPDATE tools SET borrower_id = NULL WHERE id = ? AND borrower_id = ?", [tool_id, borrower_id]
        )
    return cursor.rowcount == 1
