"""Tables as SQL files of the project make them, and the SQL in its modules that names them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from releasecheck.facts import Place
from releasecheck.facts.columns import SqlColumn, SqlInsert, SqlName, SqlTable
from releasecheck.facts.migrations import TableScript
from releasecheck.gather.decoding import decoded
from releasecheck.gather.source.data.schema_texts import INSERTS, NAME, QUOTE, columns_of
from releasecheck.gather.source.reading import Reading

_LARGEST = 1_000_000  # bytes: beyond that it is data
_MAKES = re.compile(rf"\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?{NAME}\s*\(", re.IGNORECASE)
# Comments and texts, in which a parenthesis ends nothing.
_SAID = re.compile(r"'(?:[^'\\]|''|\\.)*'|--[^\n]*|/\*.*?\*/|(?m:^\s*#[^\n]*)", re.DOTALL)
_OF_OTHERS = re.compile(r"\blike\s+\w|\)\s*inherits\b", re.IGNORECASE)  # tables, whose columns it has too
_COLUMN = re.compile(rf"\s*{QUOTE}(\w+){QUOTE}\s+(\w+)\s*(?:\(\s*(\d+)\s*\))?", re.IGNORECASE)
_NO_COLUMNS = re.compile(
    r"\s*(primary|foreign|unique|constraint|check|key|index|fulltext|spatial|exclude|like|period)\b",
    re.IGNORECASE,
)
_DROPS_DATABASE = re.compile(rf"\bdrop\s+database\s+(?!if\b){QUOTE}(\w+){QUOTE}\s*;", re.IGNORECASE)
_MAKES_DATABASE = re.compile(rf"\bcreate\s+database\s+(?:if\s+not\s+exists\s+)?{QUOTE}(\w+)", re.IGNORECASE)
_LIMITED = re.compile(r"(n?var)?char|character", re.IGNORECASE)
_NAMED = re.compile(
    rf"\b(?:select\b[^;'\"]{{1,300}}?\bfrom|delete\s+from|insert\s+into|references)\s+{NAME}(?!\w|\s+import\b)"
    rf"|\bupdate\s+{NAME}\s+set\b",
    re.IGNORECASE,
)
_ALTERED = re.compile(rf"\b(?:alter|create)\s+table\s+(?:if\s+not\s+exists\s+)?{NAME}", re.IGNORECASE)
_OTHER_TIMES = re.compile(r"tests?|old|backups?|archive|migrations?|versions|dumps?|examples?|node_modules")


def is_sql(path: str) -> bool:
    """Whether a file is one of SQL, by its name."""
    return path.lower().endswith(".sql")


def note(path: str, content: bytes | str, reading: Reading) -> None:
    """The tables that one file of SQL makes, and those that it names where the release may be made of it."""
    if isinstance(content, str) or len(content) > _LARGEST:
        return
    text = _SAID.sub(lambda found: re.sub(r"[^\n']", " ", found[0]), decoded(content))
    made = tuple(dict.fromkeys(found[1] for found in _MAKES.finditer(text)))
    if made:
        reading.table_scripts.append(TableScript(path, made))
    if not any(map(_OTHER_TIMES.fullmatch, PurePosixPath(path.lower()).parts[:-1])):
        _note_schema(path, text, reading)


def _note_schema(path: str, text: str, reading: Reading) -> None:
    reading.tables += [
        SqlTable(found[1], Place(path, _line(text, found.start(1))), tuple(_columns(path, text, found.end())))
        for found in _MAKES.finditer(text)
    ]
    made = {found[1].lower() for found in _MAKES_DATABASE.finditer(text)}
    reading.sql_drops += [
        SqlName(found[1], Place(path, _line(text, found.start(1))))
        for found in _DROPS_DATABASE.finditer(text)
        if found[1].lower() in made
    ]
    reading.altered += [found[1].lower() for found in _ALTERED.finditer(text)]
    reading.sql_names += _names(path, text)


def _columns(path: str, text: str, start: int) -> Iterator[SqlColumn]:
    """Those of the definitions that begin there, up to the parenthesis that ends them.

    None of a table that has the columns of another one.
    """
    if _OF_OTHERS.search(text, start, _end(text, start)):
        return
    depth, begun = 0, start
    for at in range(start, len(text)):
        sign = text[at]
        depth += (sign == "(") - (sign == ")")
        if depth < 0 or (sign == "," and not depth):
            found = _COLUMN.match(text, begun, at)
            if found and not _NO_COLUMNS.match(text, begun, at):
                length = int(found[3]) if found[3] and _LIMITED.fullmatch(found[2]) else None
                yield SqlColumn(found[1], length, Place(path, _line(text, found.start(1))))
            begun = at + 1
        if depth < 0:
            return


def _end(text: str, start: int) -> int:
    found = text.find(";", start)
    return found if found >= 0 else len(text)


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _names(path: str, text: str) -> Iterator[SqlName]:
    """Each as it is first written in a file."""
    first: dict[str, int] = {}
    for found in _NAMED.finditer(text):
        group = 1 if found[1] else 2
        first.setdefault(found[group], found.start(group))
    yield from (SqlName(name, Place(path, _line(text, start))) for name, start in first.items())


def settle(reading: Reading, contents: Mapping[str, bytes | str]) -> None:
    """Leave the tables that one file alone makes, and note how the app's modules name them.

    A model of that name, a migration or an ALTER TABLE may have made another table of it.
    """
    if not reading.tables:
        return
    counted = Counter(one.name.lower() for one in reading.tables)
    modelled = {name.lower() for sheet in reading.sheets for name in sheet.tables}
    texts = [
        (sheet.path, decoded(content))
        for sheet in reading.sheets
        if sheet.role == "app" and isinstance(content := contents.get(sheet.path), bytes)
    ]
    altered = Counter(reading.altered)
    altered.update(found[1].lower() for _, text in texts for found in _ALTERED.finditer(text))
    reading.tables = [
        one
        for one in reading.tables
        if counted[one.name.lower()] == altered[one.name.lower()] == 1 and one.name.lower() not in modelled
    ]
    for path, text in texts if reading.tables else ():
        reading.sql_names += _names(path, text)
        reading.sql_inserts += [
            SqlInsert(found[1], columns_of(found[2]), Place(path, _line(text, found.start(1))))
            for found in INSERTS.finditer(text)
            if all(map(str.isidentifier, columns_of(found[2])))
        ]
