"""A factory that is called twice."""

from releasecheck.facts import Place
from releasecheck.facts.boots import Boots, Repeated
from releasecheck.findings import DoesNotApply, Found

from .build import ask, at, crash


def test_factory_not_repeatable_faulty() -> None:
    repeated = Repeated("create_app", at("shop.py", 3), crash("AssertionError", "already registered"))
    assert ask("factory-not-repeatable", {"boots": Boots(factory=repeated)}) == [
        Found(
            "create_app fails when it is called again: AssertionError: already registered",
            subject="create_app",
            place=at("app.py", 7),
            evidence=("the same call made the app before, in the same process",),
        )
    ]


def test_a_crash_outside_the_project_is_told_at_the_factory() -> None:
    repeated = Repeated("create_app", at("shop.py", 3), crash("ValueError", "Duplicated", place=Place()))
    assert [one.place for one in ask("factory-not-repeatable", {"boots": Boots(factory=repeated)})] == [
        at("shop.py", 3)
    ]


def test_factory_not_repeatable_fine() -> None:
    assert ask("factory-not-repeatable", {"boots": Boots(factory=Repeated("make", at("shop.py", 3)))}) == []


def test_factory_not_repeatable_does_not_apply() -> None:
    assert ask("factory-not-repeatable", {"boots": Boots()}) == [
        DoesNotApply("no factory makes the app, or it was not called twice")
    ]
