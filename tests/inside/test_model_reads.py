"""Attributes that are read of loaded records, and that the live class has not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

orm = pytest.importorskip("sqlalchemy.orm")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MODELS = """
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.ext.hybrid import hybrid_property

Base = orm.declarative_base()
session = orm.scoped_session(orm.sessionmaker())
Base.query = session.query_property()


class Team(Base):
    __tablename__ = "team"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column("label", sa.String)
    kind = sa.Column(sa.String)
    players = orm.relationship("Player", backref="team")
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "team"}

    @hybrid_property
    def size(self):
        return len(self.players)

    def cheer(self):
        return self.name

    def remember(self):
        self.seen = True


class Club(Team):
    city = sa.Column(sa.String)
    __mapper_args__ = {"polymorphic_identity": "club"}


class Player(Base):
    __tablename__ = "player"
    id = sa.Column(sa.Integer, primary_key=True)
    team_id = sa.Column(sa.ForeignKey("team.id"))


class Open(Base):
    __tablename__ = "open"
    id = sa.Column(sa.Integer, primary_key=True)

    def __getattr__(self, name):
        return name


class Form:
    def __init__(self, title):
        self.title = title
"""
APP = """
import flask, models
from models import Open, Player, Team, session

app = flask.Flask(__name__)


def view(id, form):
    {body}
"""


@pytest.fixture
def look(inside: Callable[[str], Any], tools: Any, project: Callable[..., Any]) -> Iterator[Any]:
    """The AbsentAttribute facts of an app with this in its function."""

    def found(*body: str, models: str = MODELS) -> list[dict[str, Any]]:
        app = APP.format(body="\n    ".join(body))
        written = project("app", {"models.py": models, "app.py": app}).app
        inside("mappers").collect(written, tools)
        facts: list[dict[str, Any]] = inside("models").collect(written, tools)["absent_attributes"]
        return facts

    yield found
    orm.clear_mappers()


@pytest.mark.parametrize(
    "body",
    [
        ["return Team.query.first().title"],
        ["return models.Team.query.filter_by(id=id).first().title"],
        ["return session.query(Team).filter(Team.id == id).one().title()"],
        ["return flask.g.session.get(Team, id).title"],
        ["team = Team.query.get(id)", "return team.title"],
        ["team = None", "if id:", "    team = Team.query.get(id)", "return team.title if team else ''"],
        ["team = Team.query.get(id)", "team.title += 'x'"],
        ["for team in Team.query:", "    print(team.title)"],
        ["for team in Team.query.order_by(Team.name).all():", "    print(team.title)"],
        ["return [team.title for team in Team.query.all()]"],
        ["teams = Team.query.all()", "return [team.title for team in teams]"],
        ["for team in Team.query:", "    pass", "team = Team.query.first()", "return team.title"],
        ["team = Team.query.get(id)", "session.add(team)", "return team.title"],
        ["try:", "    return Team.query.get(id).title", "except ValueError:", "    return ''"],
    ],
)
def test_attributes_that_are_absent(look: Any, body: list[str]) -> None:
    (read,) = look(*body)
    assert (read["model"], read["attribute"]) == ("Team", "title")
    assert (read["function"]["path"], read["function"]["line"]) == ("app.py", 7)
    assert read["place"]["line"] in range(8, 13)


ROUTED = "\nteam = flask.Blueprint('team', __name__)\n\n\n@team.route('/')\ndef shown():"


@pytest.mark.parametrize(
    "body",
    [
        ["return Team.query.first().name"],
        ["return Team.query.first().size"],
        ["return Team.query.first().cheer()"],
        ["return Team.query.first().city"],
        ["return Team.query.first().seen"],
        ["return Team.query.first().players"],
        ["return Player.query.first().team"],
        ["return Open.query.first().title"],
        ["return Team.query.first().__tablename__"],
        ["return Team.query.with_entities(Team.id).first().title"],
        ["return session.query(Team, Player).first().title"],
        ["return session.query(Team.id).first().title"],
        ["return Team.query.paginate().title"],
        ["return app.config.get(Team, id).title"],
        ["team = Team.query.get(id)", "team.title = 'x'", "return team.title"],
        ["team = Team.query.get(id)", "setattr(team, 'title', 'x')", "return team.title"],
        ["team = Team.query.get(id)", "fill(team)", "return team.title"],
        ["team = Team.query.get(id)", "return team.title if hasattr(team, 'title') else ''"],
        ["team = Team.query.get(id)", "team = Form(team)", "return team.title"],
        ["team = Team.query.get(id) or Form('x')", "return team.title"],
        ["team, form = Team.query.get(id), form", "return team.title"],
        ["team = Team.query.get(id)", "return [team.title for team in form]"],
        ["team = Team.query.get(id)", "return (lambda team: team.title)(form)"],
        ["try:", "    return Team.query.get(id).title", "except AttributeError:", "    return ''"],
        ["teams = Team.query.all()", "teams.append(form)", "return [team.title for team in teams]"],
        ["for form in Team.query:", "    pass", "return form.title"],
        ["pass\n\n", "", ROUTED, "team = Team.query.first()", "return team.name"],
        ["Team = form", "return Team.query.first().title"],
    ],
)
def test_attributes_that_may_be_there(look: Any, body: list[str]) -> None:
    assert look(*body) == []


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("return self.name", "setattr(self, self.name, True)"),
        ("return self.name", "self.__dict__.update(title=1)"),
        ('"Player", backref', '"Players", backref'),
        ("session.query_property()", "property(lambda: None)"),
    ],
)
def test_models_that_are_not_sure(look: Any, written: str, instead: str) -> None:
    assert look("return Team.query.first().title", models=MODELS.replace(written, instead)) == []
