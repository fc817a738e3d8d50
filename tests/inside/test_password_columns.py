"""Columns for the hashes of passwords, as the live models have them."""

from __future__ import annotations

from typing import Any

import pytest

orm = pytest.importorskip("sqlalchemy.orm")

MODELS = """
import sqlalchemy as sa
from sqlalchemy import orm
from werkzeug import security

Base = orm.declarative_base()


class User(Base):
    __tablename__ = "user"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(40))
    password = sa.Column("pw", sa.String(120))
    old_hash = sa.Column(sa.Text)
    pwd_changed = sa.Column(sa.DateTime)
    hash_salt = sa.Column(sa.LargeBinary(16))
    broken = orm.relationship("Nobody")
"""


def test_columns_with_a_length(inside: Any, tools: Any, project: Any) -> None:
    files = {"models.py": MODELS, "app.py": "import flask, models\napp = flask.Flask(__name__)\n"}
    found = inside("password_columns").collect(project("app", files).app, tools)
    orm.clear_mappers()
    column, unlimited = found["password_columns"]
    assert (unlimited["column"], unlimited["length"]) == ("old_hash", None)
    assert (column["model"], column["column"], column["length"]) == ("User", "password", 120)
    assert (column["place"]["path"], column["place"]["line"]) == ("models.py", 12)
    assert found["hash_length"] > 100


def test_no_models(inside: Any, tools: Any, project: Any) -> None:
    bare = project("bare", {"bare.py": "import flask\napp = flask.Flask(__name__)\n"}).app
    assert inside("password_columns").collect(bare, tools) == {"password_columns": [], "hash_length": None}
