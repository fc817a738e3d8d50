"""Tables that only the call of a main guard has made, by functions of other modules."""

import pytest

from .conftest import Index

IMPORT = "from db import init_db\n"
VIEW = "@app.get('/')\ndef reset():\n    init_db()\n"
APP = "from flask import Flask\napp = Flask(__name__)\n"
DATABASE = "def init_db():\n    with connect() as con:\n        con.execute('CREATE TABLE a (b)')\n"
MODELS = "def init_db():\n    Base.metadata.create_all(bind=engine)\n"
COMMANDS = "from shop.database import init_db\ndef ensure():\n    if not there:\n        init_db()\n"
GUARD = "if __name__ == '__main__':\n    "


@pytest.mark.parametrize(
    ("files", "call", "line", "makes"),
    [
        ({"app.py": f"{APP}{IMPORT}{GUARD}init_db()", "db.py": DATABASE}, "init_db", 5, 3),
        ({"app.py": f"{APP}{IMPORT}{GUARD}init_db()", "db.py": MODELS}, "init_db", 5, 2),
        (
            {
                "run.py": f"from shop import app\nfrom shop.commands import ensure\n{GUARD}ensure()",
                "shop/__init__.py": f"{APP}from shop.database import init_db",
                "shop/commands.py": COMMANDS,
                "shop/database.py": MODELS,
            },
            "ensure",
            4,
            2,
        ),
        ({"app.py": f"{APP}{DATABASE}def ensure():\n    init_db()\n{GUARD}ensure()"}, "ensure", 9, 5),
        (
            {
                "app.py": f"{APP}{IMPORT}{GUARD}\n    try:\n        init_db()\n    finally: pass",
                "db.py": DATABASE,
            },
            "init_db",
            7,
            3,
        ),
    ],
)
def test_tables_made_by_a_call_of_the_guard(
    index: Index, files: dict[str, str], call: str, line: int, makes: int
) -> None:
    (setup,) = index(files).facts.guarded
    assert (setup.call, setup.subject, setup.place.line) == ("create table", call, line)
    assert [one.line for one in setup.makes] == [makes]


@pytest.mark.parametrize(
    ("app", "database"),
    [
        (f"{APP}from db import init_db\ninit_db()\n{GUARD}init_db()", DATABASE),
        (f"{APP}from db import init_db\ndef create_app():\n    init_db()\n{GUARD}init_db()", DATABASE),
        (f"{APP}import db\nfrom db import init_db\ndb.init_db()\n{GUARD}init_db()", DATABASE),
        (f"{APP}{IMPORT}{GUARD}init_db()", f"@app.cli.command('init')\n{DATABASE}"),
        (f"{APP}{IMPORT}{GUARD}init_db()", f"{DATABASE}init_db()"),
        (
            f"{APP}{IMPORT}{GUARD}init_db()",
            f"{DATABASE}{VIEW}",
        ),
        (f"{APP}{IMPORT}{GUARD}init_db()", "def init_db():\n    init_db()"),
        (f"{APP}from db import start\n{GUARD}start()", f"def start(): pass\n{DATABASE}"),
        (
            f"{APP}{IMPORT}{VIEW}{GUARD}init_db()",
            DATABASE,
        ),
        (f"{APP}from db import init_db", DATABASE),
    ],
)
def test_tables_that_something_else_may_make(index: Index, app: str, database: str) -> None:
    assert index({"app.py": app, "db.py": database}).facts.guarded == ()


def test_what_stands_in_the_file_of_the_guard_is_told_by_itself(index: Index) -> None:
    (setup,) = index(f"{APP}{DATABASE}{GUARD}init_db()").facts.guarded
    assert (setup.subject, setup.place.line, setup.makes) == ("init_db", 5, ())


RESET = "def reset():\n    db.drop_all()\n    db.create_all()\n"
EARLY = "def reset():\n    if not app.debug:\n        return\n    db.drop_all()\n"
ASKING = "def reset():\n    if input() == 'y':\n        pass\n    db.drop_all()\n"


@pytest.mark.parametrize(
    ("above", "guarded", "dropped"),
    [
        ("", "db.drop_all()", True),
        ("", "with app.app_context():\n        db.drop_all()", True),
        ("", "try:\n        db.drop_all()\n    except Exception:\n        pass", True),
        (RESET, "reset()", True),
        # On a condition, by hand, or not at each start:
        ("", "if 'reset' in sys.argv:\n        db.drop_all()", False),
        (RESET, "if 'reset' in sys.argv:\n        reset()", False),
        (EARLY, "reset()", False),
        (ASKING, "reset()", False),
        ("import argparse\n" + RESET, "reset()", False),
        (RESET, "app.run()", False),
        (RESET + "@app.cli.command()\ndef init(): reset()\n", "reset()", False),
    ],
)
def test_what_each_start_drops(index: Index, above: str, guarded: str, *, dropped: bool) -> None:
    facts = index(f"{above}if __name__ == '__main__':\n    {guarded}\n").facts
    assert ("drop_all" in [one.call for one in facts.guarded]) == dropped
