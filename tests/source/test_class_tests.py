"""Tests of a column in the body of its class."""

import pytest

from tests.source.conftest import Index


@pytest.mark.parametrize(
    ("body", "tested"),
    [
        ("if status == 0:\n        x = 1", ["status"]),
        ("if not status:\n        x = 1", ["status"]),
        ("if DEBUG and status > 1:\n        x = 1", ["status"]),
        ("if DEBUG:\n        x = 1", []),
        ("if status is None:\n        x = 1", []),
        ("if hasattr(status, 'x'):\n        x = 1", []),
        ("if other == 0:\n        x = 1", []),
        ("status = 1\n    if status == 0:\n        x = 1", []),
        ("def f(self):\n        if self.status == 0:\n            return 1", []),
        ("def f(status):\n        if status == 0:\n            return 1", []),
    ],
)
@pytest.mark.parametrize("column", ["db.Column(db.Integer)", "mapped_column()"])
def test_a_column_in_a_test_of_its_class(index: Index, body: str, tested: list[str], column: str) -> None:
    text = f"class Order(db.Model):\n    status = {column}\n    other = 1\n    {body}\n"
    found = [one for one in index(text).facts.slips if one.kind == "column-tested"]
    assert [(one.what, one.detail, one.place.line > 3) for one in found] == [
        (name, "Order", True) for name in tested
    ]
