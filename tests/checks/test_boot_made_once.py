"""Tables that a start makes where there is no database: each run says the same."""

from typing import Any

from releasecheck.facts.config import Address
from releasecheck.facts.mappers import Mapped, Model
from releasecheck.facts.runs import Git
from releasecheck.findings import CouldNotLook, Found

from .build import Given, app, ask, at, boot, config, crash, event, project, requests, response, source, table

ONCE = at("app.py", 9, 5)
NO_TABLE = crash("sqlite3.OperationalError", "no such table: files", cause="missing-table", subject="files")
TOLD = [
    Found("starting the app runs create_all() where there is no database yet", "create_all", ONCE),
]


def made_once(*details: str, places: Any = (ONCE,), modules: Any = ("app.py",), line: int = 9) -> Given:
    return {
        "boot": boot(events=[event("schema", detail, place=at("app.py", line)) for detail in details]),
        "app": app(modules=list(modules)),
        "source": source(tables_made_once=places),
    }


@table(
    {
        "the database was there": (made_once(), TOLD),
        "it was not": (made_once("create_all", "CREATE TABLE user", "CREATE TABLE note"), TOLD),
        "two modules do": (
            made_once(places=(ONCE, at("app.py", 40, 5))),
            [
                Found(
                    "starting the app runs create_all() where there is no database yet",
                    "create_all",
                    ONCE,
                    ("create_all at app.py:40:5",),
                )
            ],
        ),
    }
)
def test_schema_change_at_import_where_there_is_none_faulty(given: Given, says: list[Found]) -> None:
    assert ask("schema-change-at-import", given) == says


def test_another_one_is_told_as_it_was_seen() -> None:
    (found,) = ask("schema-change-at-import", made_once("create_all", "CREATE TABLE user", line=50))
    assert isinstance(found, Found)
    assert (found.message, found.place) == ("starting the app runs create_all()", at("app.py", 50))


@table(
    {
        "the app has not imported it": (made_once(modules=("shop.py",)), []),
        "there is none": (made_once(places=()), []),
        "a page shows that it does not": (
            {**made_once(), "requests": requests(response("/", 500, crash=NO_TABLE))},
            [],
        ),
    }
)
def test_schema_change_at_import_where_there_is_none_fine(given: Given, says: list[Found]) -> None:
    assert ask("schema-change-at-import", given) == says


MODEL = Model("File", "models", "files", at("models.py", 5))
URI = config("SQLALCHEMY_DATABASE_URI", "text", addresses=(Address("sqlite", "file", file="shop.db"),))


def asked(*details: str, opened: Any = ("instance/shop.db",), **fields: Any) -> Given:
    """GET / misses a table, in a database that the run has made; git has one of its name in shop/."""
    own: Given = {
        **made_once(*details),
        "app": app(config=[URI], mapped=Mapped((MODEL,))),
        "requests": requests(response("/", 500, crash=NO_TABLE)),
        "project": project(),
        "git": Git("c0ffee", None, False, ("shop/shop.db",)),
        "opened": opened,
    }
    return {**own, **fields}


UNMADE = Found(
    "GET /: a new database has no table files, which the start did not make",
    "create_all",
    ONCE,
    ("opening it made instance/shop.db", "git has shop/shop.db, for which the condition may ask"),
    "Call `create_all()` whatever is there, it makes only what is missing; or migrate.",
)
MAKE_IT = CouldNotLook(
    "GET /: the database here has no table files: make it first, by hand: "
    "the project has neither migrations nor a create_all"
)


@table(
    {
        "it asks for a file of git's": (asked(), [UNMADE]),
        "the database was there": (asked(opened=()), [MAKE_IT]),
        "git has no such file": (asked(git=Git("c0ffee", None, False, ("app.py",))), [MAKE_IT]),
        "git has the database itself": (
            asked(git=Git("c0ffee", None, False, ("instance/shop.db",))),
            [MAKE_IT],
        ),
        "it ran": (asked("create_all"), [MAKE_IT]),
        "no model has the table": (asked(app=app(config=[URI])), [MAKE_IT]),
        "the start makes none": (asked(source=source()), [MAKE_IT]),
    }
)
def test_route_5xx_where_the_start_does_not_come_to_the_tables(given: Given, says: list[Any]) -> None:
    assert ask("route-5xx", given) == says
