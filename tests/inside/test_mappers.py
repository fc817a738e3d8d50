"""Models that SQLAlchemy refuses, and those that it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

orm = pytest.importorskip("sqlalchemy.orm")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MODELS = """
import sqlalchemy as sa
from sqlalchemy import orm

Base = orm.declarative_base()


class User(Base):
    __tablename__ = "user"
    id = sa.Column(sa.Integer, primary_key=True)
    orders = orm.relationship("Order", back_populates="user")


class Order(Base):
    __tablename__ = "order"
    id = sa.Column(sa.Integer, primary_key=True)
    user_id = sa.Column(sa.ForeignKey("user.id"))
    user = orm.relationship("User", back_populates="orders")
"""
APP = "import flask, models\napp = flask.Flask(__name__)\n"


@pytest.fixture
def look(
    inside: Callable[[str], Any], tools: Any, project: Callable[..., Any]
) -> Iterator[Callable[[str, str], list[dict[str, Any]]]]:
    """The facts of the models with something else written in them."""

    def found(models: str, app: str = APP) -> list[dict[str, Any]]:
        written = project("app", {"models.py": models, "app.py": app}).app
        facts: list[dict[str, Any]] = inside("mappers").collect(written, tools)
        return facts

    yield found
    orm.clear_mappers()  # SQLAlchemy configures all that are alive


@pytest.mark.parametrize(
    ("right", "wrong", "at", "undeclared"),
    [
        ('relationship("Order"', 'relationship("Ordér"', ("User", "orders", 10), True),
        ('populates="user"', 'populates="buyer"', ("User", "orders", 10), False),
        ('(sa.ForeignKey("user.id"))', "(sa.Integer)", ("User", "orders", 10), False),
        ('ForeignKey("user.id")', 'ForeignKey("users.id")', ("User", "orders", 10), False),
        ('"User", back', '"User", order_by="User.nam", back', ("Order", "user", 17), False),
    ],
    ids=["no such class", "no such attribute", "no foreign key", "a key to no table", "no such column"],
)
def test_models_that_are_refused(
    look: Any, right: str, wrong: str, at: tuple[str, str, int], undeclared: bool
) -> None:
    assert right in MODELS
    (fact,) = look(MODELS.replace(right, wrong))
    assert (fact["model"], fact["attribute"], fact["place"]["line"]) == at
    assert str(fact["place"]["path"]) == "models.py"
    assert fact["undeclared"] is undeclared
    assert fact["message"]


def test_the_second_time_it_is_told_where_as_well(look: Any) -> None:
    asked = "try:\n    models.orm.configure_mappers()\nexcept Exception:\n    pass\n"
    (fact,) = look(MODELS.replace('"Order"', '"Orders"'), APP + asked)
    assert (fact["model"], fact["attribute"], fact["place"]["line"]) == ("User", "orders", 10)


LATE = """
class Late(Base):
    __tablename__ = "late"
    id = sa.Column(sa.Integer, primary_key=True)
"""
LISTENER = """
@sa.event.listens_for(orm.Mapper, "after_configured", once=True)
def after():
    raise sa.exc.InvalidRequestError("no session")
"""


@pytest.mark.parametrize("more", ["", LATE, LISTENER], ids=["related", "alone", "a listener that fails"])
def test_models_that_are_taken(look: Any, more: str) -> None:
    assert look(MODELS + more) == []


def test_an_app_without_models(look: Any) -> None:
    assert look("", APP) == []
