"""A database driver that the release declares, where SQLAlchemy takes another one for the URL."""

from collections.abc import Collection
from dataclasses import dataclass

from packaging.specifiers import SpecifierSet

from releasecheck.facts.boot import Boot
from releasecheck.facts.dependencies import Dependencies, Requirement
from releasecheck.facts.deploy import Deploy

from .drivers import PSYCOPG, PSYCOPG2
from .installs import asked_otherwise, installed, limits
from .undeclared import declares_all, lacks_something

_PG = {**dict.fromkeys(PSYCOPG2, "psycopg2"), **dict.fromkeys(PSYCOPG, "psycopg"), "pg8000": "pg8000"}
_MYSQL = {
    "pymysql": "pymysql",
    "mysql-connector-python": "mysqlconnector",
    "mysql-connector": "mysqlconnector",
}
# The module that SQLAlchemy imports unless the URL names a driver -> the URL's scheme, the distributions that
# have the module, and the other drivers of that database with the name that a URL has for them.
_TAKEN = {
    "psycopg": ("postgresql", PSYCOPG, _PG),
    "psycopg2": ("postgresql", PSYCOPG2, _PG),
    "MySQLdb": ("mysql", ("mysqlclient", "mysql-python"), _MYSQL),
}


@dataclass(frozen=True, slots=True)
class OtherDriver:
    """The one that is declared, and what SQLAlchemy wants in its stead."""

    declared: Requirement
    wanted: str  # module
    scheme: str  # "postgresql"
    name: str  # of the declared one in a URL: "psycopg2"
    sqlalchemy: str  # its version

    @property
    def evidence(self) -> str:
        """Why no install of the release helps."""
        return (
            f"all that is declared is installed: SQLAlchemy {self.sqlalchemy} takes {self.wanted} for "
            f"`{self.scheme}://`, and {self.declared.place} brings {self.declared.name}"
        )

    @property
    def fix(self) -> str:
        """Both ways out, where there are two."""
        named = f"Name the driver in the URL: `{self.scheme}+{self.name}://`"
        return f"{named}, or declare `sqlalchemy<2.1`." if self.wanted == "psycopg" else f"{named}."


def other_driver(boot: Boot, dependencies: Dependencies | None, deploy: Deploy | None) -> OtherDriver | None:
    """The driver for which the app cannot start from any install; null where that is not certain."""
    crash = boot.crash
    if crash is None or dependencies is None or crash.cause != "missing-module":
        return None
    taken, there = _TAKEN.get(crash.subject or ""), installed(dependencies).get("sqlalchemy")
    if taken is None or there is None or not (crash.library or "").startswith("sqlalchemy/"):
        return None
    scheme, having, others = taken
    declared = next(
        (one for one in dependencies.declared if one.stage == "release" and one.name in others), None
    )
    if (
        declared is None
        or not dependencies.own_interpreter
        or lacks_something(dependencies)
        or not declares_all(dependencies, deploy)
        or _comes_otherwise(crash.subject or "", having, dependencies)
        or not _is_the_releases(there.version, dependencies)
    ):
        return None
    return OtherDriver(declared, crash.subject or "", scheme, others[declared.name], there.version)


def _comes_otherwise(module: str, having: Collection[str], dependencies: Dependencies) -> bool:
    """Whether another stage, a lock or an installer may bring it all the same."""
    known = {one.name for one in (*dependencies.declared, *dependencies.locked)}
    by_others = any(module.lower() in one or one in having for one in dependencies.installing)
    return by_others or not known.isdisjoint(having)


def _is_the_releases(version: str, dependencies: Dependencies) -> bool:
    """Whether the next install may take this SQLAlchemy, by locks, pins and limits."""
    asked = limits(dependencies, "sqlalchemy")
    return all(one.name != "sqlalchemy" for _, one in asked_otherwise(dependencies)) and all(
        SpecifierSet(each).contains(version, prereleases=True) for each in asked
    )
