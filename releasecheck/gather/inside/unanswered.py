"""A connection that has nothing, in place of one to a server that is not here: the app goes on without."""

from __future__ import annotations

import functools
import os
import sys
from typing import TYPE_CHECKING, Any, Iterator

from .later import AfterImport

if TYPE_CHECKING:
    from types import FrameType, ModuleType

    from .later import Change
    from .recording import Recorder

_OURS = os.path.dirname(__file__)
# What opens a connection when it is called, by module.
_CONNECTS = {
    "psycopg2": ("connect",),
    "psycopg2.pool": ("SimpleConnectionPool", "ThreadedConnectionPool"),
    "psycopg": ("connect",),
    "pymysql": ("connect", "Connect", "Connection"),
    "MySQLdb": ("connect", "Connect", "Connection"),
    "mysql.connector": ("connect", "Connect"),
    "mysql.connector.pooling": ("MySQLConnectionPool",),
    "mariadb": ("connect", "ConnectionPool"),
    "pyodbc": ("connect",),
    "docker": ("from_env", "DockerClient"),
}


def install(recorder: Recorder) -> None:
    """Let the project's own attempts to connect come to nothing instead of failing."""
    changes: dict[str, Change] = {
        name: functools.partial(_change, recorder, names) for name, names in _CONNECTS.items()
    }
    AfterImport(changes).install()


def _change(recorder: Recorder, names: tuple[str, ...], module: ModuleType) -> None:
    for name in names:
        original = getattr(module, name, None)
        if original is not None:
            setattr(module, name, _attempt(recorder, original))


def _attempt(recorder: Recorder, original: Any) -> Any:
    @functools.wraps(original, updated=())
    def connect(*args: Any, **kwargs: Any) -> Any:
        try:
            return original(*args, **kwargs)
        except Exception:
            if not recorder.own(_caller(sys._getframe(1))):
                raise  # a library that has its own way with it: SQLAlchemy asks what it has connected to
            return Nothing()

    return connect


def _caller(frame: FrameType | None) -> str:
    """The file of the innermost frame that is not ours, who have wrapped the same function before."""
    while frame is not None and frame.f_code.co_filename.startswith(_OURS):
        frame = frame.f_back
    return frame.f_code.co_filename if frame else ""


class Nothing:
    """A connection, its cursor and whatever else is had from them, which take every call and have no rows."""

    rowcount = 0
    lastrowid = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Any:
        return self

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def fetchone(self) -> None:
        """No row, as of an empty table."""
        return

    def fetchall(self) -> list[Any]:
        """No rows."""
        return []

    def fetchmany(self, *_: Any) -> list[Any]:
        """No rows."""
        return []
