"""Rows of models on their way to the database."""

from dataclasses import replace

from releasecheck.facts.slips import Slip
from releasecheck.findings import DoesNotApply, Found

from .build import app, ask, at, module, source

NONE = [DoesNotApply("no id of a new row is handed on before it is flushed")]
UNSET = Slip("id-unset", "Seat()", "build", at("app.py", 9, 4), detail="room.id")


def test_id_before_flush_faulty() -> None:
    given = {"app": app(), "source": source(module("app.py"), slips=[UNSET])}
    assert ask("id-before-flush", given) == [
        Found(
            "room.id is None yet when Seat() gets it: nothing flushes the row that is added here",
            "build:room.id",
            at("app.py", 9, 4),
        )
    ]


def test_id_before_flush_fine() -> None:
    elsewhere = replace(UNSET, place=at("tool.py", 3))
    assert ask("id-before-flush", {"app": app(), "source": source(slips=[elsewhere])}) == NONE


def test_id_before_flush_does_not_apply() -> None:
    assert ask("id-before-flush", {"app": app(), "source": source()}) == NONE
