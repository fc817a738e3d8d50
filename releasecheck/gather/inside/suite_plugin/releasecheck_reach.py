# ruff: noqa: INP001 - its folder is put on sys.path by itself and is no package
"""What the suite reaches: servers on the internet, and the database that the app itself is told to use.

No value of the app's is told: a database is a token under the key of the run.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import re
import socket
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType, ModuleType

    Place = dict[str, object]

_MOST = 20  # servers
_EXAMPLES = ipaddress.ip_network("192.0.2.0/24")  # stands for a server on the internet
_DATABASE = "SQLALCHEMY_DATABASE_URI"
_ENGINE = "engine"
_ANY_ENGINE = "any engine"  # whatever the current app is told to use, and without one
_EMPTIES = ("DELETE", "DROP", "TRUNCATE")
_WRITES = (*_EMPTIES, "INSERT", "UPDATE", "REPLACE", "MERGE", "ALTER")
_COLLECTED = re.compile(r"(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$")


class Reach:
    """Watches connections, and what SQLAlchemy writes; watching must never fail a test."""

    def __init__(self, send: Callable[..., None], place_of: Callable[[FrameType | None], Place]) -> None:
        self._send = send
        self._place_of = place_of
        self._key = _key()
        self._looked_up: dict[int, tuple[object, object]] = {}  # thread -> host and port it asked for last
        self._told: set[object] = set()
        sys.addaudithook(self._audit)

    @property
    def watched(self) -> dict[str, Callable[[ModuleType], None]]:
        """The modules to be shown once they are imported."""
        return {"sqlalchemy.engine": self._watch_engines} if self._key else {}

    def _audit(self, name: str, arguments: tuple[Any, ...]) -> None:
        if name == "socket.connect":
            try:
                self._connecting(*arguments)
            except Exception:  # an address of another kind
                return
        elif name == "socket.getaddrinfo":
            self._looked_up[threading.get_ident()] = (arguments[0], arguments[1])

    def _connecting(self, sock: Any, address: Any) -> None:
        """Tell a server on the internet; one on this machine or its network may be made for the tests."""
        there = ipaddress.ip_address(address[0])
        if sock.type != socket.SOCK_STREAM or not (there.is_global or there in _EXAMPLES):
            return
        host, port = self._looked_up.get(threading.get_ident(), (None, None))
        name = host if isinstance(host, str) and str(port) == str(address[1]) else address[0]
        server = "%s:%s" % (name, address[1])
        if server not in self._told and len(self._told) < _MOST:
            self._told.add(server)
            self._send("reached", server=server, node=_node(), **self._place_of(sys._getframe(2)))

    def _watch_engines(self, module: ModuleType) -> None:
        from sqlalchemy import event  # type: ignore[import-not-found,unused-ignore]

        def before(connection: Any, _cursor: object, statement: str, *_: object) -> None:
            try:
                written = statement.lstrip().upper()
                if written.startswith(_WRITES):
                    node = _node() or (self._imported() if written.startswith(_EMPTIES) else None)
                    self._writing(connection.engine.url, node)
            except Exception:  # an engine of another kind
                return

        event.listen(module.Engine, "before_cursor_execute", before)

    def _imported(self) -> str | None:
        """The file of tests whose import empties a database: pytest only collects it, and all is gone."""
        path = self._place_of(sys._getframe(2))["path"]
        return path if isinstance(path, str) and _COLLECTED.search(path) else None

    def _writing(self, url: Any, node: str | None) -> None:
        """Tell the engine's database, if not in memory, and which one the current app is told to use.

        What the import of the app's own modules writes is no test's doing.
        """
        if url.database in (None, "", ":memory:") or node is None:
            return
        self._wrote(_ANY_ENGINE, url.render_as_string(hide_password=False), node)
        current = sys.modules["flask.globals"].current_app
        value = str(current.config.get(_DATABASE) or "") if current else ""
        if value:
            self._wrote(_DATABASE, value, node)
            self._wrote(_ENGINE, url.render_as_string(hide_password=False), node)

    def _wrote(self, key: str, value: str, node: str) -> None:
        token = hmac.new(self._key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
        if (key, token) not in self._told:
            self._told.add((key, token))
            self._send("wrote", key=key, token=token, node=node)


def _key() -> bytes:
    """The key of this run, from a pipe; a worker of pytest-xdist gets none."""
    descriptor = os.environ.pop("RELEASECHECK_SUITE_KEY", None)
    if descriptor is None:
        return b""
    with os.fdopen(int(descriptor), "rb") as file:
        return file.read()


def _node() -> str | None:
    """The test that runs."""
    said = os.environ.get("PYTEST_CURRENT_TEST")
    return said.rpartition(" (")[0] if said else None
