"""Tables that a start makes where there is no database: each run says the same."""

from typing import Any

from releasecheck.findings import Found

from .build import Given, app, ask, at, boot, event, source, table

ONCE = at("app.py", 9, 5)
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
    }
)
def test_schema_change_at_import_where_there_is_none_fine(given: Given, says: list[Found]) -> None:
    assert ask("schema-change-at-import", given) == says
