"""How several things are said in one line."""

from collections.abc import Iterable, Sequence, Sized

from releasecheck.wording import counted

__all__ = ["be", "capped", "counted", "have", "in_short", "likewise", "listed"]


def listed(items: Iterable[str], most: int = 3) -> str:
    """The first few of them: "a, b and 4 more"."""
    every = list(dict.fromkeys(items))
    if len(every) <= most:
        return " and ".join(filter(None, [", ".join(every[:-1]), *every[-1:]]))
    return f"{', '.join(every[: most - 1])} and {len(every) - most + 1} more"


def capped(items: Sequence[str], most: int = 10) -> tuple[str, ...]:
    """Evidence that stays readable, with the number of what is left out."""
    if len(items) <= most:
        return tuple(items)
    return (*items[: most - 1], f"and {len(items) - most + 1} more")


def in_short(text: str, most: int = 140) -> str:
    """The first line of a text, cut where a reader would stop: after a word, unless that is a long one."""
    line = text.strip().partition("\n")[0].rstrip(" .:")
    if len(line) <= most:
        return line
    kept = line[: most - 1]
    return f"{(kept[: kept.rfind(' ', most * 2 // 3) + 1] or kept).rstrip()}…"


def be(items: Sized) -> str:
    """The verb that goes with one of them, or with several."""
    return "is" if len(items) == 1 else "are"


def have(items: Sized) -> str:
    """Likewise."""
    return "has" if len(items) == 1 else "have"


def likewise(number: int, noun: str) -> str:
    """That so many more are as the first one, to be added to what is said of that."""
    return f", and {counted(number, noun)} likewise" if number else ""
