"""Where the database of the live config is."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import flask
import pytest


@pytest.mark.parametrize(
    ("uri", "reach"),
    [
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("sqlite:///shop.db", "file"),
        ("sqlite:////srv/shop.db?timeout=3", "file"),
        ("postgresql:///shop", "local"),
        ("postgresql://ada:hunter2@localhost/shop", "local"),
        ("mysql://root@127.0.0.1:3306/shop", "local"),
        ("postgresql://[::1]/shop", "local"),
        ("postgresql://ada:hunter2@db:5432/shop", "near"),
        ("postgresql://10.0.0.4/shop", "near"),
        ("postgresql://db.internal/shop", "near"),
        ("postgresql://ada:hunter2@db.example.com/shop", "far"),
        ("postgresql://8.8.8.8/shop", "far"),
        ("shop.db", None),
        (None, None),
    ],
)
def test_where_it_is(inside: Any, tools: Any, uri: str | None, reach: str | None) -> None:
    app = flask.Flask("shop")
    app.config["SQLALCHEMY_DATABASE_URI"] = uri
    tools.hits = {"DATABASE_URL": uri, "OTHER": "x"}
    told = inside("databases").collect(app, tools)
    assert [(one["reach"], one["variables"]) for one in told] == (
        [(reach, ["DATABASE_URL"])] if reach else []
    )
    assert "hunter2" not in repr(told)
    assert all(one["token"] == tools.token(uri) for one in told)


class _Engine:
    """As of Flask-SQLAlchemy 3: made once, with the password that its URL hides."""

    class url:  # noqa: N801 - an attribute
        @staticmethod
        def render_as_string(*, hide_password: bool) -> str:
            return f"postgresql://ada:{'***' if hide_password else 'hunter2'}@db/shop"


@pytest.mark.parametrize(
    ("extensions", "url"),
    [
        ({"sqlalchemy": SimpleNamespace(engines={None: _Engine})}, "postgresql://ada:hunter2@db/shop"),
        ({"sqlalchemy": SimpleNamespace(engines={"logs": _Engine})}, None),
        ({"sqlalchemy": object()}, None),
        ({}, None),
    ],
)
def test_the_engine(inside: Any, tools: Any, extensions: dict[str, Any], url: str | None) -> None:
    app = flask.Flask("shop")
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///shop.db"
    app.extensions.update(extensions)
    (told,) = inside("databases").collect(app, tools)
    assert told["engine"] == (tools.token(url) if url else None)
    assert "hunter2" not in repr(told)


class Engine:
    """As of SQLAlchemy: its URL is an object that hides the password unless it is asked for."""

    def __init__(self, address: str) -> None:
        self.url = self
        self._address = address

    def render_as_string(self, *, hide_password: bool) -> str:
        return self._address.replace("hunter2", "***") if hide_password else self._address


class sessionmaker:  # noqa: N801 - as SQLAlchemy calls it
    def __init__(self, **kw: object) -> None:
        self.kw = kw


class scoped_session:  # noqa: N801 - as SQLAlchemy calls it
    def __init__(self, factory: object) -> None:
        self.session_factory = factory


class Proxy:
    """As `current_app`: whoever looks at it brings it to life."""

    def __getattribute__(self, name: str) -> object:
        raise AssertionError("it would be brought to life")


SHOP_DB = "postgresql://ada:hunter2@db.example.com/shop"
MAKES = "import os\n\nhere = proxy\n\n{} = made\n"


@pytest.fixture
def module(tools: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Imports a file of the project, as models.py, that calls what it is given by a name."""
    for kind in (Engine, sessionmaker, scoped_session):
        monkeypatch.setattr(kind, "__module__", "sqlalchemy.orm")

    def imported(name: str, made: object, folder: str = tools.order["project"]) -> None:
        file = Path(folder, "models.py")
        file.write_text(MAKES.format(name), encoding="utf-8")
        models = ModuleType("models")
        vars(models).update({"__file__": str(file), "here": Proxy(), name: made})
        monkeypatch.setitem(sys.modules, "models", models)

    return imported


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("engine", Engine(SHOP_DB)),
        ("Session", sessionmaker(bind=Engine(SHOP_DB))),
        ("session", scoped_session(sessionmaker(bind=Engine(SHOP_DB)))),
    ],
)
def test_the_engine_of_a_module(inside: Any, tools: Any, module: Any, name: str, made: object) -> None:
    module(name, made)
    tools.hits = {"DB_HOST": "db.example.com", "DB_PASSWORD": "hunter2", "LANG": "C", "OTHER": "shoe"}
    assert inside("databases").collect(flask.Flask("shop"), tools) == [
        {
            "key": name,
            "reach": "far",
            "token": tools.token(SHOP_DB),
            "engine": None,
            "variables": ["DB_HOST", "DB_PASSWORD"],
            "place": {"path": "models.py", "line": 5, "column": None},
        }
    ]


@pytest.mark.parametrize(
    "made",
    [
        Engine("sqlite://"),
        Engine("sqlite:///:memory:"),
        sessionmaker(),
        sessionmaker(bind=None),
        SimpleNamespace(url=SHOP_DB),
        SHOP_DB,
    ],
)
def test_no_engine_of_a_module(inside: Any, tools: Any, module: Any, made: object) -> None:
    module("engine", made)
    assert inside("databases").collect(flask.Flask("shop"), tools) == []


def test_the_engine_of_a_library(inside: Any, tools: Any, module: Any, tmp_path_factory: Any) -> None:
    module("engine", Engine(SHOP_DB), str(tmp_path_factory.mktemp("elsewhere")))
    assert inside("databases").collect(flask.Flask("shop"), tools) == []


def test_a_database_is_told_once(inside: Any, tools: Any, module: Any) -> None:
    module("engine", Engine(SHOP_DB))
    app = flask.Flask("shop")
    app.config["SQLALCHEMY_DATABASE_URI"] = SHOP_DB
    assert [one["key"] for one in inside("databases").collect(app, tools)] == ["SQLALCHEMY_DATABASE_URI"]
