"""SQL that SQLite refuses: of another database, which the project names, or the app's own fault."""

from typing import Any

import pytest

from releasecheck.findings import CouldNotLook, Found

from .build import (
    Given,
    app,
    ask,
    at,
    boot,
    crash,
    deploy,
    env_read,
    project,
    requests,
    response,
    route,
    table,
    variable,
    view,
)
from .build_dependencies import dependencies, wanted

CURDATE = '(sqlite3.OperationalError) near "7": syntax error'
MYSQL = dependencies(declared=(wanted("pymysql", "==1.1.0"),))


def refused(message: str = CURDATE, *, hit: bool = True, **facts: Any) -> Given:
    """/stars fails by a statement that SQLite does not take; the URL is from the environment."""
    answer = response(
        "/stars", 500, endpoint="stars", crash=crash("sqlalchemy.exc.OperationalError", message)
    )
    return {
        "requests": requests(answer),
        "app": app(routes=[route("/stars", "stars", view=view("stars", 50))]),
        "project": project(),
        "boot": boot(env_reads=[env_read("DATABASE_URL", hit=hit)]),
        **facts,
    }


def names(backend: str) -> Any:
    return deploy(documented=[variable("DATABASE_URL", backend=backend, place=at(".env.example", 2))])


def unlike(where: str, backend: str) -> list[CouldNotLook]:
    give = "give one of its kind with --set DATABASE_URL=URL"
    return [CouldNotLook(f"GET /stars: this SQL is not sqlite's; {where} says {backend}: {give}")]


@table(
    {
        "the requirements have a driver": (
            refused(dependencies=MYSQL),
            unlike("pymysql (requirements.txt:1)", "mysql"),
        ),
        "a function, and an example of the environment": (
            refused("(sqlite3.OperationalError) no such function: date_trunc", deploy=names("postgresql")),
            unlike(".env.example:2", "postgresql"),
        ),
        "a deploy file says it before the requirements": (
            refused(deploy=deploy(variables=[variable("DB", backend="mariadb")]), dependencies=MYSQL),
            unlike("Dockerfile:2", "mariadb"),
        ),
    }
)
def test_route_5xx_of_another_database(given: Given, says: list[CouldNotLook]) -> None:
    assert ask("route-5xx", given) == says


OF_SQLITE = {
    "no other database is named": refused(),
    "the source falls back on SQLite": refused(hit=False, dependencies=MYSQL),
    "an example of the environment has SQLite": refused(deploy=names("sqlite"), dependencies=MYSQL),
    "a driver for the tests alone": refused(
        dependencies=dependencies(declared=(wanted("pymysql", stage="development"),))
    ),
    "sqlite3 itself is called": refused('near "7": syntax error', dependencies=MYSQL),
    "a column that is not there": refused(
        "(sqlite3.OperationalError) no such column: size", dependencies=MYSQL
    ),
}


@pytest.mark.parametrize("given", OF_SQLITE.values(), ids=OF_SQLITE.keys())
def test_route_5xx_of_sqlite(given: Given) -> None:
    (found,) = ask("route-5xx", given)
    assert isinstance(found, Found)
    assert found.subject == "/stars"
