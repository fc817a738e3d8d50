"""An app that ends for want of SQLAlchemy's usual driver, where another one is declared."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.dependencies import Unread
from releasecheck.facts.deploy import Deploy, Image
from releasecheck.findings import CouldNotLook, Found

from .build import Given, ask, at, boot, crash, module, project, source
from .build_dependencies import dependencies, distribution, wanted

MISSING = crash(
    "ModuleNotFoundError",
    "No module named 'psycopg'",
    cause="missing-module",
    subject="psycopg",
    library="sqlalchemy/dialects/postgresql/psycopg.py:497",
)
SQLALCHEMY = distribution("sqlalchemy", "2.1.9")
DECLARED = (wanted("flask"), wanted("sqlalchemy", line=2), wanted("psycopg2-binary", line=3))


def lacking_driver(
    *there: str, why: Any = MISSING, declared: Any = DECLARED, deploy: Any = None, **fields: Any
) -> Given:
    """An app whose engine is made on line 7, where all that is declared is installed."""
    installed = [distribution(name, "2.9.12") for name in there or ("psycopg2-binary",)]
    return {
        "boot": boot(outcome="raised", crash=why),
        "project": project(python_named=False),
        "source": source(module("app.py")),
        "dependencies": dependencies(SQLALCHEMY, *installed, declared=declared, **fields),
        "deploy": deploy,
    }


def test_postgres_by_a_driver_that_is_not_declared() -> None:
    assert ask("app-import-fails", lacking_driver()) == [
        Found(
            (
                "the app cannot be built: ModuleNotFoundError: No module named 'psycopg', which SQLAlchemy "
                "2.1.9 takes for postgresql://"
            ),
            subject="app:app",
            place=at("app.py", 7),
            evidence=(
                "app:app, chosen by app.py",
                ".venv/bin/python (.venv)",
                "raised in sqlalchemy/dialects/postgresql/psycopg.py:497",
                (
                    "all that is declared is installed: SQLAlchemy 2.1.9 takes psycopg for `postgresql://`, "
                    "and requirements.txt:3 brings psycopg2-binary"
                ),
            ),
            fix="Name the driver in the URL: `postgresql+psycopg2://`, or declare `sqlalchemy<2.1`.",
        )
    ]


def test_mysql_by_a_driver_that_is_not_declared() -> None:
    library = "sqlalchemy/dialects/mysql/mysqldb.py:172"
    why = replace(MISSING, message="No module named 'MySQLdb'", subject="MySQLdb", library=library)
    declared = (wanted("flask"), wanted("pymysql", line=2))
    (found,) = ask("app-import-fails", lacking_driver("pymysql", why=why, declared=declared))
    assert found.fix == "Name the driver in the URL: `mysql+pymysql://`."


@pytest.mark.parametrize(
    "given",
    [
        lacking_driver(declared=(*DECLARED, wanted("redis"))),
        lacking_driver(declared=(*DECLARED, wanted("psycopg", stage="optional"))),
        lacking_driver(declared=(*DECLARED, wanted("psycopg-binary", stage="development"))),
        lacking_driver(declared=(wanted("flask"), wanted("psycopg2", stage="development"))),
        lacking_driver(declared=(wanted("flask"),)),
        lacking_driver(declared=(wanted("psycopg2-binary"),)),
        lacking_driver(declared=(*DECLARED, wanted("sqlalchemy", "==2.0.4"))),
        lacking_driver(declared=(*DECLARED, wanted("sqlalchemy", "<2.1"))),
        lacking_driver(locked=(wanted("sqlalchemy", "==2.0.4"),), locks=("uv.lock",)),
        lacking_driver(own_interpreter=False),
        lacking_driver(unread=(Unread(at("setup.py"), "computed"),)),
        lacking_driver(installing=("python3-psycopg",)),
        lacking_driver(deploy=Deploy(images=(Image(at("Dockerfile", 1), "acme/base:1"),))),
        lacking_driver(why=replace(MISSING, library=None)),
        lacking_driver(why=replace(MISSING, subject="oracledb")),
    ],
)
def test_what_another_install_may_bring(given: Given) -> None:
    (said,) = ask("app-import-fails", given)
    assert isinstance(said, CouldNotLook)
