"""Names that a `finally` block reads, and that a call in the `try` may never have given."""

import pytest

from tests.source.conftest import Index

IMPORTS = "import sqlite3, time\nimport mysql.connector\nimport psycopg2 as pg\nfrom pymysql import connect\n"
CLOSED = "    finally:\n        db.close()\n"


def unbound(index: Index, tried: str, rest: str, before: str = "") -> list[tuple[str, str, bool]]:
    source = f"{IMPORTS}def rows(a):\n{before}    try:\n        {tried}\n{rest}"
    return [(one.name, one.call, one.lost) for one in index(source).facts.unbound_names]


@pytest.mark.parametrize("call", ["mysql.connector.connect", "pg.connect", "connect", "open"])
def test_a_connection_that_was_never_got(index: Index, call: str) -> None:
    tried = f"db = {call}(a)\n        cursor = db.cursor()\n        return cursor.all()"
    answering = f"    except Exception:\n        return 'no'\n{CLOSED}"
    assert unbound(index, tried, answering) == [("db", call, True)]
    assert unbound(index, tried, CLOSED) == [("db", call, False)]
    raising = f"    except Exception as e:\n        raise e\n{CLOSED}"
    assert unbound(index, tried, raising) == [("db", call, False)]


@pytest.mark.parametrize("tested", ["if db:", "if db is not None:", "if db.is_connected():"])
def test_a_look_at_the_name_itself_fails_as_well(index: Index, tested: str) -> None:
    rest = f"    finally:\n        {tested}\n            db.close()\n"
    assert unbound(index, "db = connect()", rest) == [("db", "connect", False)]


HELPERS = {"shop/db.py": "import pymysql\ndef get_connection():\n    return pymysql.connect(host='db')\n"}
USING = (
    "from shop.db import get_connection\ndef rows():\n    try:\n        db = get_connection()\n"
    "        return db\n    finally:\n        db.close()\n"
)


def test_a_helper_of_a_module_with_a_driver(index: Index) -> None:
    [one] = index({**HELPERS, "app.py": USING}).facts.unbound_names
    assert (one.call, one.place.path, one.place.line) == ("get_connection", "app.py", 7)
    [one] = index({"app.py": HELPERS["shop/db.py"] + USING.partition("\n")[2]}).facts.unbound_names
    assert one.call == "get_connection"
    of_sqlite = {"shop/db.py": HELPERS["shop/db.py"].replace("pymysql", "sqlite3")}
    assert index({**of_sqlite, "app.py": USING}).facts.unbound_names == ()


@pytest.mark.parametrize(
    ("tried", "rest", "before"),
    {
        "got above": ("db.ping()", CLOSED, "    db = connect()\n"),
        "None above": ("db = connect()", CLOSED, "    db = None\n"),
        "None first": ("db = None\n        db = connect()", CLOSED, ""),
        "None where it failed": ("db = connect()", f"    except OSError:\n        db = None\n{CLOSED}", ""),
        "a parameter": ("a = connect()", CLOSED.replace("db", "a"), ""),
        "the module's": ("db = connect()", CLOSED, "    global db\n"),
        "looked for": (
            "db = connect()",
            "    finally:\n        if 'db' in locals():\n            db.close()\n",
            "",
        ),
        "tried in turn": (
            "db = connect()",
            "    finally:\n        try:\n            db.close()\n        except NameError: ...\n",
            "",
        ),
        "suppressed": ("db = connect()", "    finally:\n        with suppress(NameError): db.close()\n", ""),
        "a file of SQLite": ("db = sqlite3.connect('shop.db')", CLOSED, ""),
        "a session, which connects later": ("db = Session()", CLOSED, ""),
        "what cannot fail": ("db = time.time()", "    finally:\n        print(db)\n", ""),
        "not read": ("db = connect()", "    finally:\n        print('done')\n", ""),
        "in a function of its own": (
            "db = connect()",
            "    finally:\n        later(lambda: db.close())\n",
            "",
        ),
        "no finally": ("db = connect()", "    except OSError:\n        pass\n", ""),
    }.values(),
)
def test_what_is_there(index: Index, tried: str, rest: str, before: str) -> None:
    assert unbound(index, tried, rest, before) == []
