"""Tables that are made, changed, dropped or emptied: by SQLAlchemy, by alembic, or by a plain driver."""

from __future__ import annotations

import functools
import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Callable, Dict, Optional

if TYPE_CHECKING:
    from types import FrameType, ModuleType

    from .later import Change
    from .recording import Recorder
    from .sqlite import Opened

_CHANGES = ("CREATE", "ALTER", "DROP")
_OBJECTS = ("TABLE", "INDEX", "VIEW", "TYPE", "SCHEMA", "SEQUENCE", "TRIGGER", "DATABASE")
_BETWEEN = ("IF", "NOT", "EXISTS", "UNIQUE", "VIRTUAL", "OR", "REPLACE", "CONCURRENTLY")
_CALLS = {
    "sqlalchemy.sql.schema": ("MetaData.create_all", "MetaData.drop_all"),
    "alembic.command": ("upgrade", "downgrade", "stamp"),
}
# Cursors of drivers that are written in Python.
_CURSORS = {
    "pymysql.cursors": "Cursor",
    "MySQLdb.cursors": "BaseCursor",
    "mysql.connector.cursor": "MySQLCursor",
    "mysql.connector.cursor_cext": "CMySQLCursor",
    "psycopg.cursor": "Cursor",
    "psycopg2.extras": "DictCursor RealDictCursor NamedTupleCursor",
}
# Of every row: what is out of date is deleted with a condition.
_EMPTIES = re.compile(
    r"\s*(?:DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?)\s+[\"'`\[]*([\w.]+)[\"'`\]]*\s*;?\s*$", re.IGNORECASE
)
_IN_MEMORY = (None, "", ":memory:")


class Schema:
    """What a call does to the schema is told where the project made that call."""

    def __init__(self, recorder: Recorder, forgiving: bool = False) -> None:
        self._recorder = recorder
        self._forgiving = forgiving
        self._outer: Optional[FrameType] = None

    def changes(self) -> Dict[str, Change]:
        """What to do to which module once it is imported."""
        calls = {name: functools.partial(self._calls, functions) for name, functions in _CALLS.items()}
        cursors = {name: functools.partial(self._cursors, classes) for name, classes in _CURSORS.items()}
        return {**calls, **cursors, "psycopg2": self._psycopg2, "sqlalchemy.engine": self._statements}

    def traced(self, statement: str, frame: FrameType, opened: Opened) -> None:
        """Take what plain sqlite3 does while the app is built; SQLAlchemy's are told twice, and kept once."""
        if self._recorder.tell is not None and opened.database not in _IN_MEMORY:
            self._told(statement, frame)

    def _cursors(self, classes: str, module: ModuleType) -> None:
        for name in classes.split():
            kind: Any = getattr(module, name)
            kind.execute = self._executing(kind.execute)

    def _psycopg2(self, module: ModuleType) -> None:
        """Its cursor is no Python class: connections that were told of no other make one of ours."""
        original: Any = vars(module)["connect"]
        plain: Any = import_module("psycopg2.extensions").cursor
        watched = type("cursor", (plain,), {"execute": self._executing(plain.execute)})

        @functools.wraps(original)
        def connect(*args: Any, **kwargs: Any) -> Any:
            connection = original(*args, **kwargs)
            if getattr(connection, "cursor_factory", plain) is None:
                connection.cursor_factory = watched
            return connection

        setattr(module, "connect", connect)

    def _executing(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """A cursor's execute; what SQLAlchemy sends by it is told twice, and kept once."""

        @functools.wraps(original)
        def execute(cursor: Any, *args: Any, **kwargs: Any) -> Any:
            if self._recorder.tell is not None and args:
                self._told(args[0], sys._getframe(1))
            return original(cursor, *args, **kwargs)

        return execute

    def _calls(self, functions: tuple[str, ...], module: ModuleType) -> None:
        for path in functions:
            *classes, name = path.split(".")
            owner: Any = module
            for each in classes:
                owner = getattr(owner, each)
            setattr(owner, name, self._watched(name, getattr(owner, name)))

    def _statements(self, module: ModuleType) -> None:
        event: Any = import_module("sqlalchemy.event")
        event.listen(vars(module)["Engine"], "before_cursor_execute", self._before)

    def _watched(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def call(*args: Any, **kwargs: Any) -> Any:
            outermost = self._outer is None
            if outermost:
                self._outer = sys._getframe(1)
            try:
                if outermost and not _is_in_memory([*args[1:], *kwargs.values()]):
                    self._note(name)
                return original(*args, **kwargs)
            except Exception:
                if not self._forgiving:
                    raise
                return None  # the database is a stand-in, or out of reach: the app goes on without its tables
            finally:
                if outermost:
                    self._outer = None

        return call

    def _before(self, connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not _is_in_memory([connection]):
            self._told(statement, sys._getframe(1))

    def _told(self, statement: Any, frame: FrameType) -> None:
        told = changed(statement)
        if told:
            self._recorder.note("schema", told, self._outer or frame)

    def _note(self, detail: str) -> None:
        if self._outer is not None:
            self._recorder.note("schema", detail, self._outer)


def changed(statement: Any) -> Optional[str]:
    """The first words of a statement that changes or empties tables which outlive the connection."""
    if not isinstance(statement, str):
        return None
    emptied = _EMPTIES.match(statement)
    if emptied:
        return "DELETE FROM %s" % emptied.group(1)
    words = statement.split(None, 7)[:7]
    action, *rest = [word for word in words if word.upper() not in _BETWEEN] or [""]
    if len(rest) < 2 or action.upper() not in _CHANGES or rest[0].upper() not in _OBJECTS:
        return None
    name = rest[1].partition("(")[0].strip("\"'`[];")
    return "%s %s %s" % (action.upper(), rest[0].upper(), name)


def _is_in_memory(binds: Any) -> bool:
    """Whether one of these is an engine or a connection to a database that no other process sees."""
    for bind in binds:
        url: Any = getattr(getattr(bind, "engine", None), "url", None)
        if url is not None:
            return url.get_backend_name() == "sqlite" and url.database in _IN_MEMORY
    return False
