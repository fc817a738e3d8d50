"""Models that SQLAlchemy refuses."""

from dataclasses import replace
from typing import Any

from releasecheck.facts import Place
from releasecheck.facts.imports import OwnImport
from releasecheck.facts.mappers import LostKey, Mapped, Unmapped
from releasecheck.facts.source import Module
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, crash, module, requests, response, source, table

NO_CLASS = (
    "When initializing mapper Mapper[User(user)], expression 'Orders' failed to locate a name ('Orders'). "
    "If this is a class name, consider adding this relationship() to the class."
)
REFUSED = Unmapped("User", "orders", "sqlalchemy.exc.InvalidRequestError", NO_CLASS, at("models.py", 10))
MISSING = replace(REFUSED, undeclared=True)
SAID = "expression 'Orders' failed to locate a name ('Orders')"
FOUND = Found(
    f"SQLAlchemy refuses User.orders, so every use of a model fails: {SAID}",
    subject="User.orders",
    place=at("models.py", 10),
)
AGAIN = f"One or more mappers failed to initialize. Original exception was: {NO_CLASS}"


NO_TABLE = "Foreign key associated with column 'user.order_id' could not find table 'orders'"
UNJOINED = (
    "Could not determine join condition between parent/child tables on relationship User.orders - "
    "there are no foreign keys linking these tables"
)
DECLARING = module("orders.py", models=1, tables=("Orders", "orders"))
LATER = [OwnImport("orders.py", at("app.py", 30))]
DECLARED = replace(
    FOUND,
    evidence=("orders.py declares it and was not imported",),
    fix="Import orders where the app is made, so that it is there before the first query.",
)


def seen(one: Unmapped, *modules: Module, **fields: Any) -> Given:
    return {"app": app(unmapped=(one,)), "source": source(*modules, **fields)}


@table(
    {
        "a relationship": (seen(REFUSED), [FOUND]),
        "all modules with models are there": (
            seen(
                MISSING,
                module("app.py", models=1),
                module("test_models.py", models=1, role="test"),
                module("forms.py"),
            ),
            [FOUND],
        ),
        "what is missing may be in a module that comes later": (
            seen(MISSING, module("orders.py", models=1), own_imports=LATER),
            [replace(FOUND, evidence=("orders.py has models and was not imported",), severity="warning")],
        ),
        "it is declared in one that comes later": (
            seen(MISSING, DECLARING, module("tags.py", models=1), own_imports=LATER),
            [replace(DECLARED, severity="warning")],
        ),
        "the other one is what comes later": (
            seen(
                MISSING,
                DECLARING,
                module("tags.py", models=1),
                own_imports=[OwnImport("tags.py", at("app.py"))],
            ),
            [DECLARED],
        ),
        "it is declared in one that nothing imports": (seen(MISSING, DECLARING), [DECLARED]),
        "a table is": (
            seen(replace(MISSING, message=NO_TABLE), module("orders.py", tables=("orders",))),
            [
                replace(
                    DECLARED,
                    message="SQLAlchemy refuses User.orders, so every use of a model fails: Foreign key "
                    "associated with column 'user.order_id' could not find table 'orders'",
                )
            ],
        ),
        "one with models that nothing imports": (
            seen(MISSING, module("orders.py", models=1)),
            [replace(FOUND, evidence=("orders.py has models and was not imported",))],
        ),
        "what comes later came too late for a page": (
            {
                **seen(MISSING, DECLARING, own_imports=LATER),
                "requests": requests(response("/a", status=500, crash=crash("X", NO_CLASS, place=Place()))),
            },
            [replace(DECLARED, evidence=("GET /a answers 500 because of it", *DECLARED.evidence))],
        ),
        "an attribute is missing, whatever comes later": (
            seen(REFUSED, module("orders.py", models=1)),
            [FOUND],
        ),
        "two tables that nothing joins": (
            seen(Unmapped("User", "orders", "sqlalchemy.exc.NoForeignKeysError", UNJOINED)),
            [
                Found(
                    f"SQLAlchemy refuses User.orders, so every use of a model fails: {UNJOINED}",
                    subject="User.orders",
                    place=at("app.py", 1),
                    fix="Give one of the two tables a `ForeignKey` to the other, or the relationship a "
                    "`primaryjoin`.",
                )
            ],
        ),
        "one refers to no table": (
            {
                "app": app(
                    unmapped=(Unmapped("User", "orders", "sqlalchemy.exc.NoForeignKeysError", UNJOINED),),
                    mapped=Mapped((), lost_keys=(LostKey("orders", "user_id", "users"),)),
                ),
                "source": source(),
            },
            [
                Found(
                    "SQLAlchemy refuses User.orders, so every use of a model fails: "
                    "orders.user_id refers to users, a table that no model has",
                    subject="User.orders",
                    place=at("app.py", 1),
                    evidence=("orders.user_id refers to users, a table that no model has",),
                    fix="Refer to the table by its model's `__tablename__`, "
                    "or what is made of the class's name.",
                )
            ],
        ),
        "a class as a whole": (
            seen(Unmapped("User", None, "sqlalchemy.exc.ArgumentError", "Column is not there")),
            [
                Found(
                    "SQLAlchemy refuses User, so every use of a model fails: Column is not there",
                    subject="User",
                    place=at("app.py", 1),
                )
            ],
        ),
        "pages that fail of it": (
            {
                **seen(REFUSED),
                "requests": requests(
                    response("/a", status=500, crash=crash("X", NO_CLASS, place=Place())),
                    response("/b", status=500, crash=crash("X", AGAIN, place=Place())),
                    response("/c", status=500, crash=crash("X", "another", place=Place())),
                ),
            },
            [
                replace(
                    FOUND,
                    evidence=("GET /a answers 500 because of it", "GET /b answers 500 because of it"),
                )
            ],
        ),
    }
)
def test_mapper_configuration_fails_faulty(given: Given, says: list[Found]) -> None:
    assert ask("mapper-configuration-fails", given) == says


def test_mapper_configuration_fails_fine() -> None:
    given = {"app": app(), "source": source(module("models.py", models=2))}
    assert ask("mapper-configuration-fails", given) == []


def test_mapper_configuration_fails_does_not_apply() -> None:
    nothing = DoesNotApply("the source has no models")
    assert ask("mapper-configuration-fails", {"app": app(), "source": source()}) == [nothing]
