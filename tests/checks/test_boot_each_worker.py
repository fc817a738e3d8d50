"""What each worker does again: tables and threads."""

from typing import Any

from releasecheck.facts import Absence
from releasecheck.facts.boots import Boots, Running
from releasecheck.facts.config import Address
from releasecheck.facts.hooks import SchemaHook
from releasecheck.facts.source import GuardedSetup, RunCall, Suppression
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, boot, config, event, outcome, source, table

URI = "SQLALCHEMY_DATABASE_URI"
MEMORY = (Address("sqlite", "memory"),)
HOOKS: Given = {
    "app": app(modules=["app.py", "items.py"]),
    "source": source(
        schema_hooks=[
            SchemaHook("create_tables", at("app.py", 14, 5)),
            SchemaHook("fill", at("items.py", 4, 5)),
        ]
    ),
}


def schema(*details: str) -> Given:
    return {"boot": boot(events=[event("schema", detail) for detail in details])}


@table(
    {
        "create_all and what it does": (
            schema("create_all", "CREATE TABLE user", "CREATE TABLE note"),
            [
                Found(
                    "starting the app runs create_all()",
                    subject="create_all",
                    place=at("app.py", 9),
                    evidence=("CREATE TABLE user", "CREATE TABLE note"),
                    severity="warning",
                )
            ],
        ),
        "create_all in two modules": (
            {
                "boot": boot(
                    events=[
                        event("schema", "create_all", place=at("items.py", 57)),
                        event("schema", "CREATE TABLE item", place=at("items.py", 57)),
                        event("schema", "create_all", place=at("users.py", 38)),
                        event("schema", "CREATE TABLE user", place=at("users.py", 38)),
                    ]
                )
            },
            [
                Found(
                    "starting the app runs create_all()",
                    subject="create_all",
                    place=at("items.py", 57),
                    evidence=(
                        "create_all at items.py:57",
                        "CREATE TABLE item at items.py:57",
                        "create_all at users.py:38",
                        "CREATE TABLE user at users.py:38",
                    ),
                    severity="warning",
                )
            ],
        ),
        "a statement": (
            schema("ALTER TABLE user"),
            [
                Found(
                    "starting the app runs ALTER TABLE user",
                    subject="ALTER TABLE user",
                    place=at("app.py", 9),
                    severity="warning",
                )
            ],
        ),
        "tables are dropped": (
            schema("drop_all", "create_all", "DROP TABLE user", "CREATE TABLE user"),
            [
                Found(
                    "starting the app runs drop_all()",
                    subject="drop_all",
                    place=at("app.py", 9),
                    evidence=("DROP TABLE user",),
                    severity="error",
                )
            ],
        ),
        "dropped before it is made again": (
            schema("DROP TABLE user", "CREATE TABLE user"),
            [
                Found(
                    "starting the app runs DROP TABLE user",
                    subject="DROP TABLE user",
                    place=at("app.py", 9),
                    severity="error",
                )
            ],
        ),
        "all rows are deleted": (
            schema("CREATE TABLE user", "DELETE FROM user"),
            [
                Found(
                    "starting the app runs DELETE FROM user",
                    subject="DELETE FROM user",
                    place=at("app.py", 9),
                    severity="error",
                )
            ],
        ),
        "what a migration drops is dropped once": (
            schema("upgrade", "CREATE TABLE _alembic_tmp_user", "DROP TABLE user"),
            [
                Found(
                    "starting the app runs upgrade()",
                    subject="upgrade",
                    place=at("app.py", 9),
                    evidence=("CREATE TABLE _alembic_tmp_user", "DROP TABLE user"),
                    severity="warning",
                )
            ],
        ),
        "by hooks, when requests come": (
            {"boot": boot(), **HOOKS},
            [
                Found(
                    "the hook create_tables runs create_all() in each worker, when requests come",
                    subject="create_all",
                    place=at("app.py", 14, 5),
                    evidence=("fill too, at items.py:4:5",),
                )
            ],
        ),
        "at boot, and by hooks too": (
            {**schema("create_all"), **HOOKS},
            [
                Found(
                    "starting the app runs create_all()",
                    subject="create_all",
                    place=at("app.py", 9),
                    severity="warning",
                )
            ],
        ),
    }
)
def test_schema_change_at_import_faulty(given: Given, says: list[Any]) -> None:
    assert ask("schema-change-at-import", given) == says


@table(
    {
        "a connection": ({"boot": boot(events=[event("connect", "db:5432")])}, []),
        "hooks of files that the app does not import": (
            {"boot": boot(), **HOOKS, "app": app(modules=["other.py"])},
            [],
        ),
        "hooks that make the tables of a database in memory": (
            {
                "boot": boot(),
                **HOOKS,
                "app": app(modules=["app.py", "items.py"], config=[config(URI, "text", addresses=MEMORY)]),
            },
            [],
        ),
        "hooks of an app that is not up": ({"boot": boot(), "source": HOOKS["source"]}, []),
        "a table made only to be dropped": (schema("CREATE TABLE DB", "DROP TABLE DB"), []),
    }
)
def test_schema_change_at_import_fine(given: Given, says: list[Any]) -> None:
    assert ask("schema-change-at-import", given) == says


def test_schema_change_at_import_does_not_apply() -> None:
    skipped = Absence("skipped", "--skip boot")
    assert outcome("schema-change-at-import", missing={"boot": skipped}).outcome == "skipped"


def test_a_program_has_no_workers() -> None:
    (said,) = ask("schema-change-at-import", {**schema("drop_all"), "boots": Boots(program=True)})
    assert said.message == "each start of the program runs drop_all()"


def test_each_place_is_a_finding() -> None:
    events = [event("schema", "create_all"), event("schema", "upgrade", place=at("db.py", 2))]
    said = ask("schema-change-at-import", {"boot": boot(events=events)})
    assert [one.place for one in said] == [at("app.py", 9), at("db.py", 2)]


def test_the_statements_of_one_file_are_one_finding() -> None:
    made = [
        event("schema", f"CREATE TABLE {name}", place=at("db.py", line))
        for name, line in (("user", 26), ("note", 44), ("chat", 84), ("log", 91))
    ]
    beside = event("schema", "CREATE TABLE poll", place=at("polls.py", 3))
    call = event("schema", "create_all", place=at("db.py", 95))
    by_call = event("schema", "CREATE TABLE tag", place=at("db.py", 95))
    events = [*made, beside, call, by_call]
    assert ask("schema-change-at-import", {"boot": boot(events=events)}) == [
        Found(
            "starting the app runs CREATE TABLE user, CREATE TABLE note and 2 more",
            subject="CREATE TABLE user",
            place=at("db.py", 26),
            evidence=(
                "CREATE TABLE user at db.py:26",
                "CREATE TABLE note at db.py:44",
                "CREATE TABLE chat at db.py:84",
                "CREATE TABLE log at db.py:91",
            ),
            severity="warning",
        ),
        Found(
            "starting the app runs CREATE TABLE poll",
            subject="CREATE TABLE poll",
            place=at("polls.py", 3),
            severity="warning",
        ),
        Found(
            "starting the app runs create_all()",
            subject="create_all",
            place=at("db.py", 95),
            evidence=("CREATE TABLE tag",),
            severity="warning",
        ),
    ]


def test_the_place_is_that_of_what_is_dropped() -> None:
    events = [
        event("schema", "CREATE TABLE user", place=at("db.py", 26)),
        event("schema", "DROP TABLE note", place=at("db.py", 44)),
    ]
    (said,) = ask("schema-change-at-import", {"boot": boot(events=events)})
    assert (said.message, said.severity, said.place) == (
        "starting the app runs DROP TABLE note",
        "error",
        at("db.py", 44),
    )
    assert said.evidence == ("CREATE TABLE user at db.py:26", "DROP TABLE note at db.py:44")


def runs(name: str = "poll", by: str | None = None, *, daemon: bool = True, line: int = 9) -> Running:
    return Running(name, by, daemon, at("app.py", line))


@table(
    {
        "its own": (
            {"boots": Boots(threads=(runs(),))},
            [
                Found(
                    "importing the app starts a thread that runs poll",
                    subject="poll",
                    place=at("app.py", 9),
                    evidence=("still running when the app was up",),
                )
            ],
        ),
        "a scheduler's, which keeps the process": (
            {"boots": Boots(threads=(runs("_main_loop", "apscheduler", daemon=False),))},
            [
                Found(
                    "importing the app starts a thread that runs _main_loop of apscheduler",
                    subject="_main_loop",
                    place=at("app.py", 9),
                    evidence=(
                        "still running when the app was up",
                        "it is no daemon: the process cannot end before it",
                    ),
                )
            ],
        ),
        "the same in two lines, and another": (
            {"boots": Boots(threads=(runs(), runs("a", line=10), runs(line=12)))},
            [
                Found(
                    "importing the app starts a thread that runs poll",
                    subject="poll",
                    place=at("app.py", 9),
                    evidence=("still running when the app was up", "another is started at app.py:12"),
                ),
                Found(
                    "importing the app starts a thread that runs a",
                    subject="a",
                    place=at("app.py", 10),
                    evidence=("still running when the app was up",),
                ),
            ],
        ),
        "the same in two lines, one of them excused": (
            {
                "boots": Boots(threads=(runs(), runs(line=12))),
                "source": source(
                    suppressions=[Suppression(("thread-at-import",), "one worker", at("app.py", 12))]
                ),
            },
            [
                Found(
                    "importing the app starts a thread that runs poll",
                    subject="poll",
                    place=at("app.py", line),
                    evidence=("still running when the app was up",),
                )
                for line in (9, 12)
            ],
        ),
        "several in one line": (
            {"boots": Boots(threads=(runs("a"), runs("b")))},
            [
                Found(
                    "importing the app starts a thread that runs a and b",
                    subject="a",
                    place=at("app.py", 9),
                    evidence=("still running when the app was up",),
                )
            ],
        ),
    }
)
def test_thread_at_import_faulty(given: Given, says: list[Any]) -> None:
    assert ask("thread-at-import", given) == says


@table(
    {
        "none": ({"boots": Boots()}, []),
        "a library's, which measures": ({"boots": Boots(threads=(runs("send", "sentry_sdk"),))}, []),
        "a driver's": ({"boots": Boots(threads=(runs("_run", "pymongo"),))}, []),
    }
)
def test_thread_at_import_fine(given: Given, says: list[Any]) -> None:
    assert ask("thread-at-import", given) == says


@table(
    {
        "a program": (
            {"boots": Boots(threads=(runs(),), program=True)},
            [DoesNotApply("production runs it as a program, in one process")],
        )
    }
)
def test_thread_at_import_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("thread-at-import", given) == says


def dropping(**given: Any) -> Given:
    drop = GuardedSetup("drop_all", "db", at("app.py", 66))
    run = RunCall(at("app.py", 76), guarded=True, debug="on")
    facts = source(guarded=[drop], run_calls=[run])
    return {"boot": boot(), "app": app(modules=["app.py"]), "source": facts, **given}


def test_what_each_start_of_the_program_drops() -> None:
    assert ask("schema-change-at-import", dropping()) == [
        Found(
            "db.drop_all() runs each time app.py is started as a program: all data is gone",
            subject="drop_all",
            place=at("app.py", 66),
            fix="Take it out, or put it into a command of its own: `@app.cli.command()`.",
            severity="warning",
        )
    ]


@table(
    {
        "in memory": (
            dropping(app=app(modules=["app.py"], config=[config(URI, "text", addresses=MEMORY)])),
            [],
        ),
        "a program that the app is not of": (dropping(app=app(modules=["shop.py"])), []),
        "a file that starts no server": (
            dropping(source=source(guarded=[GuardedSetup("drop_all", "db", at("app.py", 66))])),
            [],
        ),
    }
)
def test_drops_that_empty_nothing(given: Given, says: list[Found]) -> None:
    assert [one for one in ask("schema-change-at-import", given) if isinstance(one, Found)] == says
