"""Tables that nothing makes."""

from typing import Any

from releasecheck.facts.mappers import Mapped, Model
from releasecheck.facts.runs import Git
from releasecheck.facts.source import IdleMaker
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, boot, crash, event, requests, response, source, table

USER = Model("User", "models", "user", at("models.py", 5))
ORDER = Model("Order", "models", "order", at("models.py", 9))
MAY = [DoesNotApply("something in the project may make the tables")]
NO_MODELS = [DoesNotApply("the app has no models of SQLAlchemy")]


def mapping(
    *models: Model, extensions: Any = ("sqlalchemy",), tracked: Any = ("app.py",), **fields: Any
) -> Given:
    return {
        "app": app(extensions=extensions, mapped=Mapped(models)),
        "source": source(**{"table_recipes": (), **fields}),
        "git": Git("a" * 40, "main", dirty=False, tracked=tracked),
    }


FAILED = response("/users", 500, outcome="raised", crash=crash(cause="missing-table", subject="user"))
IDLE = IdleMaker("make_tables", at("app.py", 30))
IN_VAIN = "make_tables() at app.py:30 would, and nothing calls it"


@table(
    {
        "one model": (
            mapping(USER),
            [
                Found(
                    "nothing in the project makes the table of User: a new database stays empty",
                    "user",
                    at("models.py", 5),
                )
            ],
        ),
        "met here": (
            {**mapping(USER, ORDER, idle_makers=[IDLE]), "requests": requests(FAILED), "boot": boot()},
            [
                Found(
                    "nothing in the project makes the tables of User and 1 other model: "
                    "a new database stays empty",
                    "user",
                    at("models.py", 5),
                    (IN_VAIN, "GET /users failed here for want of one"),
                )
            ],
        ),
    }
)
def test_tables_never_made_faulty(given: Given, says: list[Any]) -> None:
    assert ask("tables-never-made", given) == says


@table(
    {
        "SQL": (mapping(USER, tracked=("app.py", "schema.sql")), []),
        "a database": (mapping(USER, tracked=("instance/shop.db",)), []),
        "migrations elsewhere": (mapping(USER, tracked=("db/migrations/001.py",)), []),
        "git unseen": ({**mapping(USER), "git": None}, []),
    }
)
def test_tables_never_made_fine(given: Given, says: list[Any]) -> None:
    assert ask("tables-never-made", given) == says


@table(
    {
        "no models": (mapping(), NO_MODELS),
        "models of another database": (mapping(Model("Old", "models", "old", elsewhere=True)), NO_MODELS),
        "create_all": (mapping(USER, table_recipes=None), MAY),
        "a README": (mapping(USER, table_recipes=("README.md",)), MAY),
        "Flask-Migrate": (mapping(USER, extensions=("migrate", "sqlalchemy")), MAY),
        "at the boot": ({**mapping(USER), "boot": boot(events=[event("schema", "CREATE TABLE user")])}, MAY),
    }
)
def test_tables_never_made_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("tables-never-made", given) == says
