"""SQL of another database than the one that the app was given here."""

import re
from collections.abc import Iterator

from releasecheck.facts.boot import Boot, Crash
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.deploy import Deploy

# Only as SQLAlchemy says it: who calls sqlite3 itself has chosen SQLite.
_REFUSED = re.compile(
    r"\(sqlite3\.OperationalError\) (near \".*?\": syntax error|no such function: |unrecognized token: )",
    re.DOTALL,
)
_NAMES_DATABASE = re.compile(
    r".*(DATABASE|DB|SQL).*(UR[IL]|DSN|CONN)|SQLALCHEMY\w*|DATABASE|DSN", re.IGNORECASE
)
_DRIVERS = {
    **dict.fromkeys(
        ("pymysql", "mysqlclient", "mysql-connector-python", "flask-mysqldb", "aiomysql"), "mysql"
    ),
    **dict.fromkeys(("psycopg2", "psycopg2-binary", "psycopg", "psycopg-binary", "pg8000"), "postgresql"),
    **dict.fromkeys(("pyodbc", "pymssql"), "mssql"),
    **dict.fromkeys(("oracledb", "cx-oracle"), "oracle"),
    "mariadb": "mariadb",
}


def of_other_database(
    crash: Crash | None, boot: Boot | None, dependencies: Dependencies | None, deploy: Deploy | None
) -> str | None:
    """Why SQL that SQLite refuses says nothing of the release; null where the project itself means SQLite."""
    if crash is None or boot is None or not _REFUSED.search(crash.message):
        return None
    named = databases_named(deploy, dependencies)
    variable = next((one.name for one in boot.env_reads if one.hit and _names_database(one.name)), None)
    if not (named and variable) or any(backend == "sqlite" for backend, _ in named):
        return None
    backend, where = named[0]
    return f"this SQL is not sqlite's; {where} says {backend}: give one of its kind with --set {variable}=URL"


def databases_named(deploy: Deploy | None, dependencies: Dependencies | None) -> list[tuple[str, str]]:
    """The kinds of databases that the project names by a URL or a driver, each with the place."""
    return [*_told(deploy), *_installed(dependencies)]


def _names_database(variable: str) -> bool:
    return _NAMES_DATABASE.fullmatch(variable) is not None


def _told(deploy: Deploy | None) -> Iterator[tuple[str, str]]:
    """The databases that deploy files and examples of the environment have a URL of, with the place."""
    for one in (*deploy.variables, *deploy.documented) if deploy else ():
        if one.backend:
            yield one.backend, str(one.place)


def _installed(dependencies: Dependencies | None) -> Iterator[tuple[str, str]]:
    for one in dependencies.declared if dependencies else ():
        if one.stage == "release" and one.name in _DRIVERS:
            yield _DRIVERS[one.name], f"{one.name} ({one.place})"
