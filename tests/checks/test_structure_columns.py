"""Defaults that are worked out once."""

import pytest

from releasecheck.facts.columns import FixedDefault
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, module, source

PLACED = FixedDefault("Order.placed", "datetime.now", at("app.py", 8, 40))
NUMBER = FixedDefault("Order.number", "uuid.uuid4", at("app.py", 9, 50), unique=True)
REFUSED = ", and it has to be unique: the second row is refused"
FIX = "Hand over the function and do not call it: `datetime.now`, or a lambda."


def declared(*found: FixedDefault) -> Given:
    return {"app": app(), "source": source(module("app.py"), fixed_defaults=found)}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            declared(PLACED),
            Found(
                "the default of Order.placed is what datetime.now() gave at import, until the next restart",
                "Order.placed",
                at("app.py", 8, 40),
                ("Order.placed: datetime.now() at app.py:8:40",),
                FIX,
            ),
        ),
        (
            declared(PLACED, NUMBER),
            Found(
                "the default of Order.placed is what datetime.now() gave at import, until the next restart, "
                "and 1 other likewise",
                "Order.placed",
                at("app.py", 8, 40),
                (
                    "Order.placed: datetime.now() at app.py:8:40",
                    f"Order.number: uuid.uuid4() at app.py:9:50{REFUSED}",
                ),
                FIX,
            ),
        ),
    ],
    ids=["one", "two of a module"],
)
def test_default_made_once_faulty(given: Given, says: Found) -> None:
    assert ask("default-made-once", given) == [says]


@pytest.mark.parametrize(("number", "findings"), [(3, 3), (4, 1)])
def test_many_modules_are_one_finding(number: int, findings: int) -> None:
    paths = [f"models{index}.py" for index in range(number)]
    found = [FixedDefault("A.id", "uuid4", at(path, 3)) for path in paths]
    files = source(*map(module, paths), fixed_defaults=found)
    told = ask("default-made-once", {"app": app(modules=paths), "source": files})
    assert [one.place for one in told] == [at(path, 3) for path in paths[:findings]]


def test_default_made_once_fine() -> None:
    elsewhere = FixedDefault("Old.placed", "datetime.now", at("old.py", 8, 40))
    assert ask("default-made-once", declared(elsewhere)) == []


def test_default_made_once_does_not_apply() -> None:
    reason = "no default of a column or field is worked out at import"
    assert ask("default-made-once", declared()) == [DoesNotApply(reason)]
