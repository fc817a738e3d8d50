"""Connections: recorded with what they took, refused to a database that is far away and to a mail server."""

from __future__ import annotations

import functools
import ipaddress
import os
import re
import socket
import sys
from typing import TYPE_CHECKING, Any, Callable

from .later import AfterImport

if TYPE_CHECKING:
    from types import ModuleType

    from .later import Change
    from .recording import Recorder

_DATABASE_PORTS = frozenset(
    (
        *(1433, 1521, 3306, 3307, 5432, 5433, 6379, 6380, 6432, 6543, 7687, 9042, 25060, 25061, 26257),
        *(27017, 27018, 27019, 28015, 33060, 50000),
    )
)
# Search, caches and queues, which a request may well ask.
_BACKEND_PORTS = _DATABASE_PORTS | {2379, 4222, 5671, 5672, 7700, 8086, 8983, 9092, 9200, 9300, 11211}
_MAIL_PORTS = frozenset((25, 465, 587, 2525))
# C drivers, which make no Python socket
_DRIVERS = {
    "psycopg2": "connect",
    "psycopg": "connect",
    "MySQLdb": "connect",
    "mysql.connector": "connect",
    "mariadb": "connect",
    "pyodbc": "connect",
    "pymssql": "connect",
    "oracledb": "connect",
    "cx_Oracle": "connect",
    "ibm_db": "connect",
}
_SRV = 33  # the type of such a record, as dnspython's constants have it
_HOST_KEYS = ("hostaddr", "host", "server", "dsn", "conninfo")
_HOST_IN_TEXT = re.compile(
    r"://(?:[^@/]*@)?\[?(?P<url>[^:/\]?,]+)|(?:\b(?:host|hostaddr|server|hostname)\s*=\s*(?:tcp:)?(?P<pair>[^\s;,]+))"
    r"|^(?P<easy>[\w.-]+)(?::\d+)?/",
    re.IGNORECASE,
)


class RefusedError(ConnectionRefusedError):
    """A connection that a check must not make."""


def install(recorder: Recorder, allow_remote_db: bool) -> None:
    """Watch Python's sockets and the C drivers of databases."""
    network = Network(recorder, allow_remote_db)
    plain: Any = socket.socket
    plain.connect = network.connecting(plain.connect)
    plain.connect_ex = network.connecting(plain.connect_ex)
    plain.listen = _listening(recorder, plain.listen)
    socket.getaddrinfo = network.resolving(socket.getaddrinfo)
    changes: dict[str, Change] = {
        name: functools.partial(network.watch_driver, function) for name, function in _DRIVERS.items()
    }
    AfterImport({**changes, "dns.resolver": network.watch_look_ups}).install()


class Network:
    """Who is behind an address, and whether the app may go there."""

    def __init__(self, recorder: Recorder, allow_remote_db: bool) -> None:
        self._recorder = recorder
        self._allow = allow_remote_db
        self._names: dict[str, str] = {}
        self._resolve = socket.getaddrinfo

    def connecting(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """socket.connect, recorded and perhaps refused."""

        @functools.wraps(original)
        def connect(sock: Any, address: Any) -> Any:
            if sock.type != socket.SOCK_STREAM:
                return original(sock, address)
            detail, local, near = self._described(address)
            kind = "mail" if _port(address) in _MAIL_PORTS else "connect"
            backend = _port(address) in _BACKEND_PORTS
            with self._recorder.timed(kind, detail, sys._getframe(1), loopback=local, backend=backend):
                if kind == "mail":
                    raise RefusedError("releasecheck lets no mail out: %s" % detail)
                if _port(address) in _DATABASE_PORTS and not near:
                    self._refuse(detail)
                return original(sock, address)

        return connect

    def resolving(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """socket.getaddrinfo, which remembers the names; one that fails is a failed connection."""

        @functools.wraps(original)
        def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                found = original(host, port, *args, **kwargs)
            except socket.gaierror:
                detail, backend = "%s:%s" % (host, port), port in _BACKEND_PORTS
                with self._recorder.timed("connect", detail, sys._getframe(1), backend=backend):
                    raise
            if isinstance(host, str):
                self._names.update((each[4][0], host) for each in found)
            return found

        return getaddrinfo

    def watch_driver(self, function: str, module: ModuleType) -> None:
        """Wrap a driver's connect function."""
        original = getattr(module, function)

        @functools.wraps(original)
        def connect(*args: Any, **kwargs: Any) -> Any:
            host = _driver_host(module.__name__, args, kwargs)
            detail, frame = "%s at %s" % (module.__name__, host or "a local socket"), sys._getframe(1)
            with self._recorder.beginning("connect", detail, frame, backend=True):  # a look-up may take long
                local, near = self._nearness(host) if host else (True, True)
            with self._recorder.timed("connect", detail, frame, loopback=local, backend=True):
                if not near:
                    self._refuse(detail)
                return original(*args, **kwargs)

        setattr(module, function, connect)

    def watch_look_ups(self, module: ModuleType) -> None:
        """Wrap dnspython's look-up of a service: `mongodb+srv://` makes one as soon as its client is made."""
        method = "resolve" if hasattr(module.Resolver, "resolve") else "query"
        original = getattr(module.Resolver, method)

        @functools.wraps(original)
        def resolve(resolver: Any, *args: Any, **kwargs: Any) -> Any:
            if not _asks_for_a_service(args, kwargs):
                return original(resolver, *args, **kwargs)
            name = args[0] if args else kwargs.get("qname", "")
            detail = "the name server for %s" % str(name).rstrip(".")
            with self._recorder.timed("connect", detail, sys._getframe(1), backend=True):
                return original(resolver, *args, **kwargs)

        setattr(module.Resolver, method, resolve)

    def _refuse(self, detail: str) -> None:
        if not self._allow:
            raise RefusedError(
                "releasecheck refused the database %s: it is neither on this machine nor at a private"
                " address (--allow-remote-db lets it through)" % detail
            )

    def _described(self, address: Any) -> tuple[str, bool, bool]:
        if not isinstance(address, tuple):
            return os.fsdecode(address) if isinstance(address, (str, bytes)) else "a socket", True, True
        host = str(address[0])
        return "%s:%s" % (self._names.get(host, host), address[1]), *self._nearness(host)

    def _nearness(self, host: str) -> tuple[bool, bool]:
        """Whether a host is this machine, and whether that or private; one that has no address is near."""
        if host in ("", "localhost", ".", "(local)") or host.startswith("/"):
            return True, True
        addresses = [address for address in map(_address, self._addresses(host)) if address is not None]
        local = bool(addresses) and all(each.is_loopback for each in addresses)
        return local, all(each.is_private or each.is_link_local for each in addresses)

    def _addresses(self, host: str) -> list[str]:
        if _address(host) is not None:
            return [host]
        try:
            return [str(each[4][0]) for each in self._resolve(host, None)]
        except OSError:
            return []


def _address(text: str) -> Any:
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None


def _port(address: Any) -> int | None:
    return address[1] if isinstance(address, tuple) and len(address) > 1 else None


def _asks_for_a_service(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether dnspython is asked for an SRV record, by its name or by a constant."""
    kind = args[1] if len(args) > 1 else kwargs.get("rdtype", "A")
    return kind == _SRV or str(kind).upper() == "SRV"


def _driver_host(driver: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The host that a driver is told to connect to, "" for its default on this machine."""
    for key in _HOST_KEYS:
        if isinstance(kwargs.get(key), str) and kwargs[key]:
            return _host_in(kwargs[key]) if key in ("dsn", "conninfo") else kwargs[key].split(",")[0]
    if args and isinstance(args[0], str):
        return args[0] if driver == "MySQLdb" else _host_in(args[0])
    return os.environ.get("PGHOST", "") if driver.startswith("psycopg") else ""


def _host_in(text: str) -> str:
    match = _HOST_IN_TEXT.search(text)
    return next(filter(None, match.groups()), "").strip("{}'\"") if match else ""


def _listening(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def listen(sock: Any, *args: Any) -> None:
        name = sock.getsockname()
        detail = "port %s" % name[1] if isinstance(name, tuple) else "a local socket"
        recorder.note("listen", detail, sys._getframe(1))
        original(sock, *args)

    return listen
