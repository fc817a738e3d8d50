"""Today's date in another month."""

from textwrap import indent

import pytest

from .conftest import Index

HEAD = "from datetime import date, datetime, timedelta\n"
TODAY = "today = datetime.utcnow().date()\n"
NEXT = "today.replace(month=today.month + 1)"
FAILS = ["today.replace(month=…)"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (f"{TODAY}return {NEXT}", FAILS),
        (f"{TODAY}if today.month == 12:\n    return today.replace(year=2027, month=1)\nreturn {NEXT}", FAILS),
        (f"today = date.today()\nreturn {NEXT}", FAILS),
        (f"today = datetime.now().replace(hour=0)\nreturn {NEXT}", FAILS),
        (f"{TODAY}return today.replace(month=today.month % 12 + 1)", FAILS),
        ("return datetime.now().replace(month=datetime.now().month + 1)", ["datetime.now.replace(month=…)"]),
        # Each month has that day:
        (f"{TODAY}return today.replace(month=today.month + 1, day=1)", []),
        (f"today = date.today().replace(day=1)\nreturn {NEXT}", []),
        (f"today = date(2026, 1, 1)\nreturn {NEXT}", []),
        # The day is looked at, or what is raised caught:
        (f"{TODAY}if today.day > 28:\n    return None\nreturn {NEXT}", []),
        (f"{TODAY}try:\n    return {NEXT}\nexcept ValueError:\n    return None", []),
        # Not known, or no sum:
        (f"{TODAY}today = monthly(today)\nreturn {NEXT}", []),
        (f"return {NEXT}", []),
        (f"{TODAY}return today.replace(month=1)", []),
        (f"{TODAY}return today.replace(year=today.year + 1)", []),
        (f"{TODAY}return today.replace(**given)", []),
        ("return 'a month'.replace('month', 'year')", []),
    ],
)
def test_months_that_are_shorter(index: Index, body: str, says: list[str]) -> None:
    found = index(f"{HEAD}def due(given, monthly):\n{indent(body, '    ')}\n").facts.slips
    assert [one.what for one in found] == says
