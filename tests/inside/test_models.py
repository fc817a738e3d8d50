"""The models of a live app: foreign keys to no table, calls and deletes that are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

orm = pytest.importorskip("sqlalchemy.orm")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MODELS = """
import sqlalchemy as sa
from sqlalchemy import event, orm

Base = orm.declarative_base()


class Team(Base):
    __tablename__ = "team"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column("label", sa.String, nullable=False)
    motto = sa.Column(sa.String, nullable=False, default="")
    country = sa.Column(sa.String)
    players = orm.relationship("Player", back_populates="team")

    @property
    def title(self):
        return self.name

    @title.setter
    def title(self, value):
        self.name = value


class Player(Base):
    __tablename__ = "player"
    id = sa.Column(sa.Integer, primary_key=True)
    team_id = sa.Column(sa.ForeignKey("team.id"), nullable=False)
    team = orm.relationship("Team", back_populates="players")


class Code(Base):
    __tablename__ = "code"
    word = sa.Column(sa.String, primary_key=True)


class Own(Base):
    __tablename__ = "own"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String, nullable=False)

    def __init__(self, label):
        self.name = label
"""
APP = """
import flask, models
from models import Code, Own, Player, Team

app = flask.Flask(__name__)
session = models.orm.Session()


def view(id, form):
    {body}
"""


@pytest.fixture
def look(inside: Callable[[str], Any], tools: Any, project: Callable[..., Any]) -> Iterator[Any]:
    """The Mapped fact of an app with this in its function."""

    def found(*body: str, models: str = MODELS) -> dict[str, Any]:
        app = APP.format(body="\n    ".join(body or ("pass",)))
        written = project("app", {"models.py": models, "app.py": app}).app
        fact: dict[str, Any] = inside("models").collect(written, tools)
        return fact

    yield found
    orm.clear_mappers()


def test_models(look: Any) -> None:
    fact = look()
    assert [(one["name"], one["table"], one["elsewhere"]) for one in fact["models"]] == [
        ("Code", "code", False),
        ("Own", "own", False),
        ("Player", "player", False),
        ("Team", "team", False),
    ]
    assert "id" in fact["models"][-1]["columns"]
    assert fact["models"][-1]["place"] == {"path": "models.py", "line": 7, "column": None}
    assert (fact["lost_keys"], fact["names_constraints"], fact["migrations"]) == ([], False, None)


TABLE = "__tablename__ = 'ball'; id = sa.Column(sa.Integer, primary_key=True)"


def test_a_model_that_a_function_makes(look: Any) -> None:
    made = f"def made():\n    class Ball(Base):\n        {TABLE}\n    return Ball\n\n\nkept = made()\n"
    fact = look(models=f"{MODELS}\n\n{made}")
    first = fact["models"][0]
    assert (first["name"], first["table"], first["place"]["path"]) == ("Ball", "ball", "models.py")


def test_no_models(inside: Any, tools: Any, project: Any) -> None:
    written = project("app", {"app.py": "import flask\napp = flask.Flask(__name__)\n"}).app
    assert inside("models").collect(written, tools) is None


def test_a_key_to_no_table(look: Any) -> None:
    (key,) = look(models=MODELS.replace('"team.id"', '"teams.id"'))["lost_keys"]
    place = key.pop("place")
    assert key == {"table": "player", "column": "team_id", "target": "teams", "model": "Player"}
    assert (place["path"], place["line"]) == ("models.py", 27)


def test_a_naming_convention(look: Any) -> None:
    convention = 'declarative_base(metadata=sa.MetaData(naming_convention={"uq": "u", "fk": "f"}))'
    fact = look(models=MODELS.replace("declarative_base()", convention))
    assert fact["names_constraints"] is True


STORED = ("session.add(team)", "session.commit()")


@pytest.mark.parametrize(
    ("body", "unknown", "lacking"),
    [
        (["Team(nam='x')"], ["nam"], []),
        (["models.Team(nam='x')"], ["nam"], []),
        (["Team(nam='x', **form)"], ["nam"], []),
        (["team = Team(country='x')", *STORED], [], ["name"]),
        (["team = Team(country='x')", "session.add_all([team])", "session.commit()"], [], ["name"]),
        (["team = Team()", "team.country = 'x'", *STORED, "team.name = 'x'"], [], ["name"]),
        (["if form:", "    team = Team()", "    session.add(team)", "    session.commit()"], [], ["name"]),
        (["team = Code()", *STORED], [], ["word"]),
    ],
)
def test_calls_that_are_refused(look: Any, body: list[str], unknown: list[str], lacking: list[str]) -> None:
    (call,) = look(*body)["refused_calls"]
    assert (call["unknown"], call["lacking"]) == (unknown, lacking)
    assert (call["function"]["path"], call["function"]["line"]) == ("app.py", 8)
    assert call["place"]["line"] in (9, 10)


@pytest.mark.parametrize(
    "body",
    [
        ["Team(name='x', players=[])"],
        ["Team(title='x')"],
        ["Own(nam='x')"],
        ["Own('x')"],
        ["team = Team(name='x')", *STORED],
        ["team = Team()", "team.name = form", *STORED],
        ["team = Team()", "session.add(team)", "team.name = form", "session.commit()"],
        ["team = Team(**form)", *STORED],
        ["team = Team(title='x')", *STORED],
        ["team = Team()", "team.title = 'x'", *STORED],
        ["team = Team()", "form.populate_obj(team)", *STORED],
        ["team = Team()", "team.fill(form)", *STORED],
        ["team = Team()", "setattr(team, 'name', form)", *STORED],
        ["team = Team()", "session.add(team)"],
        ["team = Team()", "return team"],
        ["team = Team()", "team = Team(name='x')", *STORED],
        ["team = Player()", *STORED],
        ["Team = dict", "Team(nam='x')"],
        ["from other import Team", "Team(nam='x')"],
    ],
)
def test_calls_that_may_be_fine(look: Any, body: list[str]) -> None:
    assert look(*body)["refused_calls"] == []


@pytest.mark.parametrize(
    "more",
    [
        "@event.listens_for(Team, 'before_insert')\ndef fill(mapper, connection, target): ...\n",
        "@event.listens_for(Team, 'init')\ndef fill(target, args, kwargs): ...\n",
        "@event.listens_for(orm.Session, 'before_flush')\ndef fill(*_): ...\n",
    ],
)
def test_a_listener_may_fill_it(look: Any, more: str) -> None:
    fact = look("team = Team()", *STORED, models=f"{MODELS}\n\n{more}")
    assert fact["refused_calls"] == []


ROUTED = [
    "\n@app.delete('/<id>')\ndef gone(id):",
    "team = session.get(Team, id)",
    "session.delete(team)",
]
LOADS = "team = session.get(Team, id)"
GONE = "session.delete(team)"
TRIED = [LOADS, "try:", f"    {GONE}", "    session.commit()"]


@pytest.mark.parametrize(
    "body",
    [
        [LOADS, GONE, "session.commit()"],
        ["team = session.query(Team).filter_by(id=id).first()", "if not team:", "    return 404", GONE],
        ["team = session.get(models.Team, id)", "print(team.name)", GONE, "return str(team)"],
        ["pass\n\n", "", *ROUTED],
        [*TRIED, "except KeyError:", "    session.rollback()"],
        [*TRIED, "except Exception:", "    session.rollback()", "    raise"],
        [*TRIED, "except Exception:", "    print()"],
        [*TRIED, "finally:", "    session.rollback()"],
        [LOADS, GONE, "session.commit()", "try:", "    int()", "except Exception:", "    session.rollback()"],
    ],
)
def test_deletes_that_are_refused(look: Any, body: list[str]) -> None:
    (one,) = look(*body)["refused_deletes"]
    named = (one["model"], one["relationship"], one["child"], one["column"])
    assert named == ("Team", "players", "Player", "team_id")


@pytest.mark.parametrize(
    "body",
    [
        [LOADS, "if team.players:", "    return 409", GONE],
        [LOADS, "for one in session.query(Player):", "    pass", GONE],
        [LOADS, "clear(team)", GONE],
        [LOADS, "session.execute('DELETE …')", GONE],
        [LOADS, "session.delete(other)", GONE],
        ["team = find(id)", GONE],
        ["team = session.get(Player, id)", GONE],
        [LOADS, "team.delete()"],
        ["team = session.query(Team).filter_by(id=id, empty=True).first()", GONE],
        ["team = session.query(Team).filter(Team.empty == True, Team.id == id).first()", GONE],
        [*TRIED, "except exc.IntegrityError:", "    session.rollback()", "    return 409"],
        [*TRIED, "except (KeyError, IntegrityError):", "    session.rollback()"],
        [*TRIED, "except Exception as e:", "    session.rollback()", "    raise ValueError(e)"],
        [*TRIED, "except:", "    session.rollback()"],
        [LOADS, GONE, "try:", "    session.flush()", "except IntegrityError:", "    session.rollback()"],
    ],
)
def test_deletes_that_may_be_fine(look: Any, body: list[str]) -> None:
    assert look(*body)["refused_deletes"] == []


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ('"Player", back', '"Player", cascade="all, delete-orphan", back'),
        ('"Player", back', '"Player", passive_deletes=True, back'),
        ('"team.id"), nullable=False', '"team.id")'),
    ],
)
def test_children_that_are_cared_for(look: Any, written: str, instead: str) -> None:
    assert look(LOADS, GONE, models=MODELS.replace(written, instead))["refused_deletes"] == []


ALONE = MODELS.replace('    players = orm.relationship("Player", back_populates="team")\n', "").replace(
    '"Team", back_populates="players"', '"Team"'
)
LOOSE = ALONE.replace('"team.id"), nullable=False', '"team.id")')


@pytest.mark.parametrize("models", [ALONE, LOOSE])
def test_children_of_whom_the_parent_knows_nothing(look: Any, models: str) -> None:
    (one,) = look(LOADS, GONE, "session.commit()", models=models)["refused_deletes"]
    named = (one["model"], one["relationship"], one["child"], one["column"])
    assert named == ("Team", "", "Player", "team_id")


@pytest.mark.parametrize(
    ("body", "models"),
    [
        ([LOADS, GONE], LOOSE.replace('"team.id")', '"team.id", ondelete="SET NULL")')),
        (
            [LOADS, GONE],
            LOOSE.replace('orm.relationship("Team")', 'orm.relationship("Team", backref="players")'),
        ),
        ([LOADS, "for one in session.query(Player):", "    session.expunge(one)", GONE], LOOSE),
        ([LOADS, "try:", f"    {GONE}", "    session.commit()", "except Exception:", "    pass"], LOOSE),
        ([LOADS, GONE, "try:", "    session.commit()", "except Exception:", "    pass"], LOOSE),
    ],
)
def test_children_of_whom_something_else_takes_care(look: Any, body: list[str], models: str) -> None:
    assert look(*body, models=models)["refused_deletes"] == []


def test_models_that_cannot_be_configured(look: Any) -> None:
    broken = MODELS.replace('"Player", back', '"Players", back')
    fact = look("team = Team()", *STORED, LOADS.replace("team", "other"), models=broken)
    assert [one["lacking"] for one in fact["refused_calls"]] == [["name"]]
