"""The drivers that SQLAlchemy imports for the URLs it is given, which no line of the app imports."""

from collections.abc import Iterator
from dataclasses import dataclass

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.source import Source

from ..config.configured import place_of
from .installs import brought, released_with_extras

PSYCOPG2 = ("psycopg2-binary", "psycopg2", "psycopg2cffi")
PSYCOPG = ("psycopg", "psycopg-binary", "psycopg-c")
_MYSQLDB = ("mysqlclient", "pymysql", "mysql-python")  # PyMySQL takes that one's name, where it is told to
# What each scheme is served by, the usual one first.
_OF_SCHEME = {
    "mysql": _MYSQLDB,
    "mysql+mysqldb": _MYSQLDB,
    "mysql+pymysql": ("pymysql",),
    "mysql+mysqlconnector": ("mysql-connector-python", "mysql-connector"),
    "mariadb": _MYSQLDB,
    "mariadb+mysqldb": _MYSQLDB,
    "mariadb+pymysql": ("pymysql",),
    "mariadb+mariadbconnector": ("mariadb",),
    "postgresql": (*PSYCOPG2, *PSYCOPG),  # which of both, SQLAlchemy's version tells
    "postgresql+psycopg2": PSYCOPG2,
    "postgresql+psycopg": PSYCOPG,
    "postgresql+pg8000": ("pg8000",),
    "postgresql+asyncpg": ("asyncpg",),
    "mssql+pyodbc": ("pyodbc",),
    "mssql+pymssql": ("pymssql",),
    "oracle+oracledb": ("oracledb",),
    "oracle+cx_oracle": ("cx-oracle",),
}


@dataclass(frozen=True, slots=True)
class Driver:
    """One that a URL needs, under any of its names."""

    names: tuple[str, ...]
    scheme: str
    place: Place


def undeclared_drivers(app: App, source: Source, dependencies: Dependencies) -> Iterator[Driver]:
    """Those that no requirement of the release brings, and that no import names, which is told of as such."""
    asked = released_with_extras(dependencies)
    there = brought(dependencies, asked) | set(dependencies.own)
    imported = {one.name.lower() for one in source.imports if one.place.path in app.modules}
    told: set[tuple[str, ...]] = set()
    for one in _needed(app, source):
        modules = {name.replace("-", "_").removesuffix("_binary") for name in one.names}
        if one.names not in told and there.isdisjoint(one.names) and imported.isdisjoint(modules):
            told.add(one.names)
            yield one


def _needed(app: App, source: Source) -> Iterator[Driver]:
    for value in app.config:
        for address in value.addresses if value.key.startswith("SQLALCHEMY_") else ():
            if names := _OF_SCHEME.get(address.scheme):
                yield Driver(names, address.scheme, place_of(app, value.key))
    for url in source.engine_urls:
        if url.place.path in app.modules and (names := _OF_SCHEME.get(url.scheme)):
            yield Driver(names, url.scheme, url.place)
