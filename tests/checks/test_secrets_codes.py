"""Codes that let in whoever types them."""

from dataclasses import replace

from releasecheck.facts.slips import Slip
from releasecheck.findings import DoesNotApply, Found

from .build import app, ask, at, module, source

NONE = [DoesNotApply("no function draws a code by random")]
DRAWN = Slip("code-guessed", "random.randint()", "reset", at("app.py", 9, 4), detail="reset_code")


def test_code_drawn_by_random_faulty() -> None:
    other = replace(DRAWN, place=at("app.py", 20), detail="otp")
    given = {"app": app(), "source": source(module("app.py"), slips=[DRAWN, other])}
    assert ask("code-drawn-by-random", given) == [
        Found(
            "reset_code is drawn by random.randint(), whose numbers can be worked out",
            "reset_code",
            at("app.py", 9, 4),
            ("otp too, at app.py:20",),
        )
    ]


def test_code_drawn_by_random_fine() -> None:
    elsewhere = replace(DRAWN, place=at("tool.py", 3))
    assert ask("code-drawn-by-random", {"app": app(), "source": source(slips=[elsewhere])}) == NONE


def test_code_drawn_by_random_does_not_apply() -> None:
    assert ask("code-drawn-by-random", {"app": app(), "source": source()}) == NONE
