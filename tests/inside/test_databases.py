"""Where the database of the live config is."""

from __future__ import annotations

from types import SimpleNamespace
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
