"""How SQL names tables and columns."""

import re
from collections.abc import Sequence

QUOTE = r"[`\"\[\]]?"
NAME = rf"{QUOTE}(?:\w+{QUOTE}\.{QUOTE})?(\w+){QUOTE}"
INSERTS = re.compile(rf"\binsert\s+into\s+{NAME}\s*\(([\w\s,`\"]+)\)\s*(?:values|select)\b", re.IGNORECASE)


def inserted(statement: str) -> tuple[str, Sequence[str]] | None:
    """The table and the columns of an INSERT that names them."""
    found = INSERTS.search(statement)
    return (found[1], columns_of(found[2])) if found else None


def columns_of(listed: str) -> tuple[str, ...]:
    """The names of a list, without quotes."""
    return tuple(name.strip(' \t\r\n`"') for name in listed.split(","))
