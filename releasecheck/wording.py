"""How a thing is said, in findings as in reports."""


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 route", "3 routes"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
