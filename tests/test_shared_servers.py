"""The suite waits for the pages where both may ask one database server."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from releasecheck.facts import Absence
from releasecheck.gather import project
from releasecheck.gather.app import AppFacts
from releasecheck.gather.request import Request
from releasecheck.gather.shared_servers import may_share_server
from releasecheck.gather.source import gather_source
from releasecheck.settings import Settings

SERVER = "postgresql+psycopg2://shop:pw@127.0.0.1/shop"


@pytest.mark.parametrize(
    ("files", "environment", "shares"),
    [
        ({"app.py": "import psycopg2\n"}, {}, True),
        ({"app.py": "from flask_pymongo import PyMongo\n"}, {}, True),
        ({"app.py": f'app.config["SQLALCHEMY_DATABASE_URI"] = "{SERVER}"\n'}, {}, True),
        ({"app.py": f'from sqlalchemy import create_engine\ncreate_engine("{SERVER}")\n'}, {}, True),
        ({"app.py": "import flask\n"}, {"DATABASE_URL": SERVER}, True),
        ({"app.py": "import flask\n", ".env": f"DATABASE_URL={SERVER}\n"}, {}, True),
        ({"app.py": "import flask\n", ".env": "\0"}, {"DATABASE_URL": "sqlite:///shop.db"}, False),
        ({"app.py": "import sqlite3\n", "tests/test_a.py": "import psycopg2\n"}, {}, False),
        ({"app.py": 'app.config["HOME_URL"] = "https://shop.example"\n'}, {}, False),
    ],
)
def test_what_names_a_server(
    tmp_path: Path, files: dict[str, str], environment: dict[str, str], shares: bool
) -> None:
    for name, content in files.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content)
    assert may_share_server(tmp_path, environment, gather_source(tmp_path, ()).facts) is shares


@pytest.mark.parametrize(("driver", "first"), [("psycopg2", "app"), ("sqlite3", "suite")])
def test_which_begins_first(tmp_path: Path, monkeypatch: Any, driver: str, first: str) -> None:
    begun: list[str] = []

    def beginning(name: str, made: Any) -> Callable[..., Any]:
        def begin(*_: Any) -> Any:
            time.sleep(0.2 if name == "app" else 0)  # the suite has begun by then, where it does not wait
            begun.append(name)
            return made

        return begin

    unseen = Absence("skipped", "not looked at here")
    monkeypatch.setattr(project, "_app", beginning("app", AppFacts(missing={"boot": unseen})))
    monkeypatch.setattr(project, "gather_suite", beginning("suite", unseen))
    (tmp_path / "app.py").write_text(f"import {driver}\n")
    project.gather(Request(tmp_path, Settings(), ends=time.monotonic() + 60))
    assert begun[0] == first
