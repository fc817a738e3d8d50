"""What SQLite is asked to do when a row goes, and does not do unless its foreign keys are switched on."""

import re
from collections.abc import Iterator, Sequence

from releasecheck.facts import Place
from releasecheck.facts.slips import Slip
from releasecheck.gather.source.sheet import Sheet

_TABLE = rb"[\"'`\[]?(\w+)[\"'`\]]?"
_CASCADES = re.compile(
    rb"REFERENCES\s+"
    + _TABLE
    + rb"\s*\([^()]*\)\s*(?:ON\s+UPDATE\s+\w+(?:\s+\w+)?\s+)?ON\s+DELETE\s+CASCADE",
    re.IGNORECASE,
)
_DELETES = re.compile(rb"DELETE\s+FROM\s+" + _TABLE, re.IGNORECASE)


def note(content: bytes, sheet: Sheet) -> None:
    """The tables whose rows are to take others with them, and those that rows are deleted from."""
    if "cascades" in sheet.subjects and "sqlite" in sheet.subjects:
        sheet.cascades += _tables(_CASCADES, content, sheet)
    if "deletes" in sheet.subjects:
        sheet.deletes += _tables(_DELETES, content, sheet)


def _tables(pattern: re.Pattern[bytes], content: bytes, sheet: Sheet) -> Iterator[tuple[str, Place]]:
    for match in pattern.finditer(content):
        line = content.count(b"\n", 0, match.end()) + 1
        yield match[1].decode(errors="replace").lower(), Place(sheet.path, line)


def found(sheets: Sequence[Sheet]) -> Iterator[Slip]:
    """Where SQL asks for it, of a table that another line deletes from; none where keys are switched on."""
    if any("foreign_keys" in sheet.subjects for sheet in sheets):
        return
    own = [sheet for sheet in sheets if sheet.role == "app"]
    deletes = {table: place for sheet in reversed(own) for table, place in reversed(sheet.deletes)}
    for sheet in own if deletes else ():
        for table, place in sheet.cascades:
            if table in deletes:
                yield Slip("cascade-off", table, "", deletes[table], detail=str(place))
