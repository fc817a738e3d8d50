"""Drivers that only the URL of a database names."""

from typing import Any

import pytest

from releasecheck.facts.config import Address
from releasecheck.facts.dependencies import Unread
from releasecheck.facts.services import EngineUrl
from releasecheck.findings import Found

from .build import Given, app, ask, at, config, source, table
from .build_dependencies import dependencies, distribution, imports, wanted

PYMYSQL = distribution("pymysql", "1.1.1")
URI = at("config.py", 5)


def database(scheme: str, *declared: Any, key: str = "SQLALCHEMY_DATABASE_URI", **fields: Any) -> Given:
    """An app whose config has the URL of such a database, and that asks for Flask and these."""
    value = config(key, "x", addresses=(Address(scheme, "elsewhere"),), place=URI)
    installed = fields.pop("installed", ())
    given = {"declared": (wanted("flask"), *declared), **fields}
    return {
        "app": app(config=[value]),
        "source": source(),
        "dependencies": dependencies(*installed, **given),
    }


def lacks(name: str, scheme: str, *evidence: str, where: str = "nowhere", place: Any = URI) -> Found:
    return Found(
        f"SQLAlchemy imports {name} for {scheme}://, and it is declared {where}",
        name,
        place,
        (*evidence, "read: requirements.txt"),
        fix=f"Add {name} to the requirements of the release.",
    )


PSYCOPG = "psycopg2, psycopg2cffi and 3 more would do as well"


@table(
    {
        "PyMySQL, which is installed": (
            database("mysql+pymysql", installed=(PYMYSQL,)),
            [lacks("pymysql", "mysql+pymysql", "pymysql 1.1.1 is installed")],
        ),
        "PostgreSQL": (database("postgresql"), [lacks("psycopg2-binary", "postgresql", PSYCOPG)]),
        "only for development": (
            database("mysql+pymysql", wanted("pymysql", stage="development", path="dev-requirements.txt")),
            [lacks("pymysql", "mysql+pymysql", where="only for development, at dev-requirements.txt:1")],
        ),
        "create_engine of a module": (
            {
                **database("sqlite"),
                "source": source(engine_urls=[EngineUrl("mysql+pymysql", at("app.py", 3, 1))]),
            },
            [lacks("pymysql", "mysql+pymysql", place=at("app.py", 3, 1))],
        ),
    }
)
def test_undeclared_dependency_of_a_url_faulty(given: Given, says: list[Found]) -> None:
    assert ask("undeclared-dependency", given) == says


@table(
    {
        "it is declared": (database("mysql+pymysql", wanted("pymysql")), []),
        "psycopg for postgresql, as SQLAlchemy 2.1 has it": (
            database("postgresql", wanted("psycopg", extras=("binary",))),
            [],
        ),
        "psycopg2 from source": (database("postgresql+psycopg2", wanted("psycopg2")), []),
        "PyMySQL in the place of mysqlclient": (database("mysql", wanted("pymysql")), []),
        "another distribution brings it": (
            database(
                "mysql+pymysql",
                wanted("tables"),
                installed=(distribution("tables", "1.0", "pymysql>=1"), PYMYSQL),
            ),
            [],
        ),
        "SQLite": (database("sqlite"), []),
        "a scheme that we do not know": (database("cockroachdb"), []),
        "no key of SQLAlchemy's": (database("mysql", key="LEGACY_URL"), []),
        "an import names it": (
            {
                **database("mysql+pymysql"),
                "source": source(imports=[imports("pymysql")]),
            },
            [],
        ),
        "a module that the app does not import": (
            {
                **database("sqlite"),
                "source": source(engine_urls=[EngineUrl("mysql+pymysql", at("old.py", 3, 1))]),
            },
            [],
        ),
        "not all could be read": (
            database("mysql+pymysql", unread=(Unread(at("requirements.txt", 1), "x"),)),
            [],
        ),
    }
)
def test_undeclared_dependency_of_a_url_fine(given: Given, says: list[Found]) -> None:
    assert ask("undeclared-dependency", given) == says


@pytest.mark.parametrize("scheme", ["mysql+pymysql", "mariadb+pymysql"])
def test_two_urls_for_one_driver_are_one_finding(scheme: str) -> None:
    given = database(scheme)
    given["source"] = source(engine_urls=[EngineUrl("mysql+pymysql", at("app.py", 3, 1))])
    assert ask("undeclared-dependency", given) == [lacks("pymysql", scheme)]
