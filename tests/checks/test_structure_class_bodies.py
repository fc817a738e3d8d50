"""Columns that the body of a class tests."""

from releasecheck.facts.slips import Slip
from releasecheck.findings import DoesNotApply, Found

from .build import app, ask, at, source

RULE = "column-tested-in-class"
TESTED = Slip("column-tested", "status", "", at("app.py", 9, 5), detail="Order")
NONE = [DoesNotApply("no class tests a column in its body")]


def test_column_tested_in_class_faulty() -> None:
    assert ask(RULE, {"app": app(), "source": source(slips=[TESTED])}) == [
        Found(
            "the class Order tests its column status at import, not the value of a row",
            "Order.status",
            at("app.py", 9, 5),
        )
    ]


def test_column_tested_in_class_fine() -> None:
    given = {"app": app(modules=("other.py",)), "source": source(slips=[TESTED])}
    assert ask(RULE, given) == NONE


def test_column_tested_in_class_does_not_apply() -> None:
    assert ask(RULE, {"app": app(), "source": source()}) == NONE
