from opening_hours import is_open


def test_open_on_saturday():
    assert is_open(weekday=5)
