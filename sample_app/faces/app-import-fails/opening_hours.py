"""When the shed is open."""


def is_open(weekday):
    return weekday == 5
