"""The members and their passwords."""

from dataclasses import dataclass

from werkzeug.security import check_password_hash, generate_password_hash

from toolshed.database import connection


@dataclass(frozen=True)
class Member:
    """Somebody who may lend and borrow."""

    id: int
    name: str


def find(member_id: int) -> Member | None:
    """Return one member."""
    row = connection().execute("SELECT id, name FROM members WHERE id = ?", [member_id]).fetchone()
    return Member(**row) if row else None


def register(name: str, password: str) -> Member | None:
    """Add a member; None if the name is taken."""
    with connection() as transaction:
        cursor = transaction.execute(
            "INSERT INTO members (name, password_hash) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
            [name, generate_password_hash(password)],
        )
    return Member(cursor.lastrowid, name) if cursor.rowcount == 1 else None


def authenticate(name: str, password: str) -> Member | None:
    """Return the member with this name and password."""
    row = connection().execute("SELECT * FROM members WHERE name = ?", [name]).fetchone()
    if row and check_password_hash(row["password_hash"], password):
        return Member(row["id"], row["name"])
    return None
