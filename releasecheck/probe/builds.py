"""Whether two build ids name the same build."""

import re

_SHORT = 7


def same_build(one: str, other: str) -> bool:
    """Equal, or both hex and one begins with the other (7 characters or more)."""
    if one == other:
        return True
    short, long = sorted((one.lower(), other.lower()), key=len)
    return len(short) >= _SHORT and _is_hex(long) and long.startswith(short)


def _is_hex(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]+", text) is not None
