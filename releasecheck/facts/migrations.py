"""The revisions of a database's schema that the project keeps: Alembic's, which Flask-Migrate runs."""

from dataclasses import dataclass
from typing import Literal

from releasecheck.facts.place import Place


@dataclass(frozen=True, slots=True)
class TableChange:
    """What `upgrade()` does to a table, on no condition."""

    does: Literal["drop", "alter"]
    table: str  # with its schema, where one is given: "audit.entry"
    call: str  # "batch_alter_table"
    place: Place
    nameless: bool = False  # a constraint without a name, in batch mode


@dataclass(frozen=True, slots=True)
class Revision:
    """One file of `versions/`."""

    name: str  # its `revision`
    after: tuple[str, ...]  # its `down_revision`
    place: Place
    makes: tuple[str, ...] = ()  # tables, whatever the condition
    changes: tuple[TableChange, ...] = ()
    opaque: bool = False  # it may make tables that its source does not name
    branch: bool = False  # it has a label: several heads are meant
    columns: tuple[str, ...] | None = ()  # that it makes or renames; null where its source does not name all
    drops_nameless: tuple[Place, ...] = ()  # where its `downgrade()` drops a constraint by the name None


@dataclass(frozen=True, slots=True)
class TableScript:
    """A file of SQL that makes tables."""

    path: str
    tables: tuple[str, ...]  # as written, without their schema


@dataclass(frozen=True, slots=True)
class Chain:
    """All revisions of one folder."""

    folder: str  # "migrations/versions"
    revisions: tuple[Revision, ...]
    complete: bool = True  # each of its files was understood
    selective: bool = False  # its env.py leaves tables out: `include_object`
