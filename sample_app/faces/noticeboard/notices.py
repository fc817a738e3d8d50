import sqlite3
from dataclasses import dataclass
from functools import wraps

NOTICES = ["Lost: one glove", "Found: one glove"]


@dataclass(frozen=True)
class Member:
    name: str
    role: str

    def save(self):
        """Sends it to the parish office, which keeps the members."""


def connection():
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE notice (id INTEGER PRIMARY KEY, text TEXT)")
    database.execute("CREATE TABLE reply (text TEXT, notice INTEGER REFERENCES notice (id) ON DELETE CASCADE)")
    return database


def latest():
    database = connection()
    database.row_factory = sqlite3.Row
    row = database.execute("SELECT text FROM notice ORDER BY id DESC").fetchone()
    return row.get("text") if row else None  # expect[row-without-get]


class Cache:
    """Keeps the answer of a view, for everybody."""

    def __init__(self):
        self.kept = {}

    def cached(self, timeout):
        def decorate(view):
            @wraps(view)
            def kept(**values):
                return self.kept.setdefault((view.__name__, timeout), view(**values))

            return kept

        return decorate


class Row:
    id = None

    def __init__(self, **given):
        vars(self).update(given)


class Column:
    """Of a table, one day."""


class Board(Row):
    pass


class Wish(Row):
    state = Column()
    if state == 0:  # expect[column-tested-in-class]
        label = "new"
    else:
        label = "old"


class Key(Row):
    pass


class Records:
    """What SQLAlchemy's session is elsewhere: rows on a list, until somebody writes them down."""

    def __init__(self):
        self.session = set()
