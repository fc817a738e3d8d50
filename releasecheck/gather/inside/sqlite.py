"""Every statement of SQLite connections, for all who listen: a connection has one trace callback."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Optional

from .later import AfterImport

if TYPE_CHECKING:
    from types import FrameType, ModuleType


class Opened(NamedTuple):
    """How a connection was opened."""

    database: Any
    direct: bool  # by `sqlite3.connect`; SQLAlchemy takes `sqlite3.dbapi2.connect`


Listener = Callable[[str, "FrameType", Opened], None]


class Connections:
    """Wraps both names of `connect`, which are one function."""

    def __init__(self, *listeners: Listener) -> None:
        self._listeners = listeners
        self._original: Optional[Callable[..., Any]] = None

    def install(self) -> None:
        """Wrap them now, or when somebody imports them."""
        AfterImport({"sqlite3.dbapi2": self._driver, "sqlite3": self._package}).install()

    def _driver(self, module: ModuleType) -> None:
        self._original = vars(module)["connect"]
        setattr(module, "connect", self._connecting(self._original, direct=False))

    def _package(self, module: ModuleType) -> None:
        if self._original is None:
            self._driver(sys.modules["sqlite3.dbapi2"])
        setattr(module, "connect", self._connecting(self._original, direct=True))

    def _connecting(self, original: Any, direct: bool) -> Callable[..., Any]:
        @functools.wraps(original)
        def connect(*args: Any, **kwargs: Any) -> Any:
            connection = original(*args, **kwargs)
            opened = Opened(args[0] if args else kwargs.get("database"), direct)
            try:
                connection.set_trace_callback(lambda statement: self._traced(statement, opened))
            except Exception:  # another class that the app makes its connections of
                return connection
            return connection

        return connect

    def _traced(self, statement: str, opened: Opened) -> None:
        frame = sys._getframe(2)  # past the callback
        for listener in self._listeners:
            listener(statement, frame, opened)
