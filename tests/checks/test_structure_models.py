"""Foreign keys to no table, calls of models that fail, and parents that cannot be deleted."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.app import App
from releasecheck.facts.mappers import AbsentAttribute, LostKey, Mapped, RefusedCall, RefusedDelete, Unmapped
from releasecheck.facts.place import NOWHERE
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, module, route, source, table, view

NO_MODELS = DoesNotApply("the app has no models of SQLAlchemy")


def has(**mapped: Any) -> App:
    return app(mapped=Mapped((), **mapped), routes=[route("/", "index", view=view(line=5))])


KEY = LostKey("player", "team_id", "teams", "Player", at("models.py", 12))
OTHER = replace(KEY, table="match", model="Match", place=at("models.py", 22))
LOOSE = LostKey("likes", "team_id", "teams", None, NOWHERE)
LOST = Found(
    "player.team_id refers to teams, a table that no model has",
    subject="teams",
    place=at("models.py", 12),
    evidence=("player.team_id at models.py:12",),
)
UNMAPPED = Unmapped("Team", "players", "InvalidRequestError", "no such class")


@table(
    {
        "a key": ({"app": has(lost_keys=(KEY,))}, [LOST]),
        "two keys": (
            {"app": has(lost_keys=(KEY, OTHER))},
            [
                replace(
                    LOST,
                    message=f"{LOST.message}, and 1 other key likewise",
                    evidence=(*LOST.evidence, "match.team_id at models.py:22"),
                )
            ],
        ),
        "the table may be in a module that comes later": (
            {"app": has(lost_keys=(KEY,)), "source": source(module("teams.py", models=1))},
            [
                replace(
                    LOST,
                    evidence=(*LOST.evidence, "teams.py has models and was not imported"),
                    severity="warning",
                )
            ],
        ),
        "a table that no class maps": (
            {"app": has(lost_keys=(LOOSE,))},
            [
                Found(
                    "likes.team_id refers to teams, a table that no model has",
                    subject="teams",
                    place=NOWHERE,
                    evidence=("likes.team_id",),
                    severity="warning",
                )
            ],
        ),
        "such a table, and create_all": (
            {"app": has(lost_keys=(LOOSE,)), "source": source(table_makers=(at("app.py", 9),))},
            [
                Found(
                    "likes.team_id refers to teams, a table that no model has",
                    subject="teams",
                    place=NOWHERE,
                    evidence=("likes.team_id",),
                )
            ],
        ),
    }
)
def test_foreign_key_to_no_table_faulty(given: Given, says: list[Any]) -> None:
    assert ask("foreign-key-to-no-table", given) == says


@table(
    {
        "all are there": ({"app": has()}, []),
        "SQLAlchemy refuses the models anyway": (
            {"app": replace(has(lost_keys=(KEY,)), unmapped=(UNMAPPED,))},
            [],
        ),
    }
)
def test_foreign_key_to_no_table_fine(given: Given, says: list[Any]) -> None:
    assert ask("foreign-key-to-no-table", given) == says


@table(
    {
        "no models": ({"app": app()}, [NO_MODELS]),
    }
)
def test_foreign_key_to_no_table_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("foreign-key-to-no-table", given) == says


def test_a_lost_key_beside_models_that_are_refused() -> None:
    given = {"app": replace(has(lost_keys=(KEY,)), unmapped=(UNMAPPED,))}
    (found,) = ask("mapper-configuration-fails", given)
    assert found.evidence == ("player.team_id refers to teams, a table that no model has",)


UNKNOWN = RefusedCall("Team", at("app.py", 7), at("app.py", 5), unknown=("nam", "colour"))
NO_ATTRIBUTE = Found(
    "Team has no attribute nam and colour: the call is a TypeError each time",
    subject="Team",
    place=at("app.py", 7),
)
LACKING = RefusedCall("Team", at("app.py", 7), at("app.py", 5), lacking=("name",))


@table(
    {
        "in a view": ({"app": has(refused_calls=(UNKNOWN,))}, [NO_ATTRIBUTE]),
        "in a method of a view": (
            {
                "app": has(refused_calls=(replace(UNKNOWN, function=at("api.py", 9)),)),
                "source": source(views=(body("post", 9, "api.py"),)),
            },
            [NO_ATTRIBUTE],
        ),
        "elsewhere": (
            {"app": has(refused_calls=(replace(UNKNOWN, function=at("service.py", 3)),))},
            [replace(NO_ATTRIBUTE, severity="warning")],
        ),
        "a value that the row needs": (
            {"app": has(refused_calls=(LACKING,))},
            [
                Found(
                    "Team is stored without name, which must not be NULL: the commit fails each time",
                    subject="Team",
                    place=at("app.py", 7),
                    severity="warning",
                )
            ],
        ),
    }
)
def test_model_call_fails_faulty(given: Given, says: list[Any]) -> None:
    assert ask("model-call-fails", given) == says


@table(
    {
        "none": ({"app": has()}, []),
    }
)
def test_model_call_fails_fine(given: Given, says: list[Any]) -> None:
    assert ask("model-call-fails", given) == says


@table(
    {
        "no models": ({"app": app()}, [NO_MODELS]),
    }
)
def test_model_call_fails_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("model-call-fails", given) == says


READ = AbsentAttribute("User", "fullname", at("app.py", 7), at("app.py", 5))
ABSENT = Found(
    "User has no attribute fullname: reading it is an AttributeError each time",
    subject="User.fullname",
    place=at("app.py", 7),
)


@table(
    {
        "in a view": ({"app": has(absent_attributes=(READ,))}, [ABSENT]),
        "twice, and another": (
            {
                "app": has(
                    absent_attributes=(
                        replace(READ, place=at("mail.py", 3), function=at("mail.py", 2)),
                        READ,
                        replace(READ, attribute="nick"),
                    )
                )
            },
            [
                replace(ABSENT, place=at("mail.py", 3), evidence=("read at mail.py:3", "read at app.py:7")),
                replace(ABSENT, message=ABSENT.message.replace("fullname", "nick"), subject="User.nick"),
            ],
        ),
        "elsewhere": (
            {"app": has(absent_attributes=(replace(READ, function=at("mail.py", 2)),))},
            [replace(ABSENT, severity="warning")],
        ),
    }
)
def test_model_attribute_missing_faulty(given: Given, says: list[Any]) -> None:
    assert ask("model-attribute-missing", given) == says


def test_model_attribute_missing_fine() -> None:
    assert ask("model-attribute-missing", {"app": has()}) == []


def test_model_attribute_missing_does_not_apply() -> None:
    assert ask("model-attribute-missing", {"app": app()}) == [NO_MODELS]


DELETE = RefusedDelete("Team", "players", "Player", "team_id", at("app.py", 9), at("app.py", 5))
UNRELATED = replace(DELETE, relationship="")
REFUSED = Found(
    "deleting a Team with rows of Player fails: Player.team_id refers to it",
    subject="Team",
    place=at("app.py", 9),
    evidence=("Player.team_id refers to it", "deleted at app.py:9"),
    fix="Delete each Player before, give its key an `ondelete=`, or refuse.",
)
DELETED = Found(
    "deleting a Team with players fails: Player.team_id refuses NULL",
    subject="Team",
    place=at("app.py", 9),
    evidence=("Player.team_id refuses NULL", "deleted at app.py:9"),
    fix='Refuse to delete it while it has any, or give Team.players cascade="all, delete-orphan": '
    "that deletes each Player with it.",
)


@table(
    {
        "a parent": ({"app": has(refused_deletes=(DELETE,))}, [DELETED]),
        "a parent that knows of none": (
            {"app": has(refused_deletes=(UNRELATED,), backends=("postgresql",))},
            [REFUSED],
        ),
        "in two places, with two kinds of children": (
            {
                "app": has(
                    refused_deletes=(
                        DELETE,
                        replace(DELETE, relationship="shirts", child="Shirt"),
                        replace(DELETE, place=at("admin.py", 3)),
                    )
                )
            },
            [
                replace(
                    DELETED,
                    evidence=(
                        "Player.team_id refuses NULL",
                        "Shirt.team_id refuses NULL",
                        "deleted at app.py:9",
                        "deleted at admin.py:3",
                    ),
                )
            ],
        ),
    }
)
def test_parent_delete_fails_faulty(given: Given, says: list[Any]) -> None:
    assert ask("parent-delete-fails", given) == says


@table(
    {
        "none": ({"app": has()}, []),
        "SQLite asks nobody": ({"app": has(refused_deletes=(UNRELATED,), backends=("sqlite",))}, []),
        "no database here": ({"app": has(refused_deletes=(UNRELATED,))}, []),
    }
)
def test_parent_delete_fails_fine(given: Given, says: list[Any]) -> None:
    assert ask("parent-delete-fails", given) == says


@table(
    {
        "no models": ({"app": app()}, [NO_MODELS]),
    }
)
def test_parent_delete_fails_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("parent-delete-fails", given) == says
