"""Whether the suite and the app's pages may ask one database server."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from releasecheck.facts.source import Source
from releasecheck.gather.decoding import dotenv_of
from releasecheck.gather.deploy.databases import backend

# Top-level names of what talks to a server and to nothing else.
_DRIVERS = frozenset(
    (
        *("psycopg2", "psycopg", "asyncpg", "pg8000", "MySQLdb", "pymysql", "mysql", "mariadb"),
        *("flask_mysqldb", "flaskext", "pyodbc", "pymssql", "oracledb", "cx_Oracle"),
        *("pymongo", "flask_pymongo", "mongoengine", "flask_mongoengine", "redis"),
    )
)
_DOTENV = (".env", ".flaskenv")


def may_share_server(root: Path, environment: Mapping[str, str], source: Source) -> bool:
    """Whether the source, or a variable that a suite has as well, names a database server.

    The app imports a driver only where it uses it by itself: SQLAlchemy loads its own by the URL.
    """
    own = {one.path for one in source.modules if one.role == "app"}
    if any(one.name in _DRIVERS and one.place.path in own for one in source.imports):
        return True
    engines = (one.scheme for one in source.engine_urls)
    settings = (one.scheme for one in source.config_assignments if one.scheme)
    written = (f"{scheme}://" for scheme in (*engines, *settings))
    return any(map(_is_of_server, (*written, *_values(root, environment))))


def _values(root: Path, environment: Mapping[str, str]) -> Iterator[str]:
    yield from environment.values()
    for name in _DOTENV:
        with suppress(OSError):
            yield from (value for value in dotenv_of(root / name).values() if value)


def _is_of_server(url: str) -> bool:
    return backend(url) not in (None, "sqlite")
