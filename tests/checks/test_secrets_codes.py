"""Codes that let in whoever types them."""

from dataclasses import replace

from releasecheck.facts.slips import Slip
from releasecheck.findings import DoesNotApply, Found

from .build import app, ask, at, deploy, module, source, variable

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


COMPARED = Slip("unset-let-in", "key", "change_role", at("app.py", 9, 4), detail="ADMIN_KEY")
LETS_IN = Found(
    "where ADMIN_KEY is not set, whoever sends no 'key' is let in: None is equal to None",
    "ADMIN_KEY",
    at("app.py", 9, 4),
    ("it is compared at app.py:20 too",),
)


def test_unset_secret_lets_in_faulty() -> None:
    given = {"app": app(), "source": source(slips=[COMPARED, replace(COMPARED, place=at("app.py", 20))])}
    assert ask("unset-secret-lets-in", given) == [LETS_IN]
    assert ask("unset-secret-lets-in", {**given, "deploy": deploy()}) == [LETS_IN]
    for named in (deploy(mentioned=["ADMIN_KEY"]), deploy(documented=[variable("ADMIN_KEY")])):
        assert ask("unset-secret-lets-in", {**given, "deploy": named}) == [replace(LETS_IN, severity="info")]


def test_unset_secret_lets_in_fine() -> None:
    given = {"app": app(), "source": source(slips=[COMPARED])}
    set_there = deploy(variables=[variable("ADMIN_KEY")])
    assert ask("unset-secret-lets-in", {**given, "deploy": set_there}) == []


def test_unset_secret_lets_in_does_not_apply() -> None:
    reason = "no secret of the environment is compared with what may not have been sent"
    assert ask("unset-secret-lets-in", {"app": app(), "source": source()}) == [DoesNotApply(reason)]
