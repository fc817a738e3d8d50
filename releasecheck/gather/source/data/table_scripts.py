"""The tables that files of SQL make."""

import re
from pathlib import Path

from releasecheck.facts.migrations import TableScript

_LARGEST = 1024 * 1024  # beyond that it is a dump, whose rows nobody has to read for its tables
_MAKES = re.compile(
    rb"^\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:[`\"\[]?\w+[`\"\]]?\s*\.\s*)?[`\"\[]?(\w+)",
    re.IGNORECASE | re.MULTILINE,
)


def read(path: str, file: Path) -> TableScript | None:
    """What one of them makes; null where that is none, or it cannot be read."""
    try:
        content = file.read_bytes() if file.stat().st_size <= _LARGEST else b""
    except OSError:
        return None
    tables = dict.fromkeys(name.decode(errors="replace") for name in _MAKES.findall(content))
    return TableScript(path, tuple(tables)) if tables else None
