"""SQL, JSON and CSV that bring accounts along, with their passwords or the hashes of these."""

import re
from collections.abc import Iterator

from releasecheck.facts import Place
from releasecheck.facts.repository import Exposed

_HASH = re.compile(rb"(?:pbkdf2:sha\d+|scrypt):\d+[:\d]*\$|\$2[aby]\$\d\d\$[./A-Za-z0-9]{50}|\$argon2id?\$")
_INSERT = re.compile(rb"\b(?:INSERT\s+INTO|COPY)\s+[`\"\[]?(?:\w+[`\"\]]?\.[`\"\[]?)?(\w+)", re.IGNORECASE)
_ROWS = re.compile(
    rb"^[ \t]*" + _INSERT.pattern + rb"[`\"\]]?\s*\(([^()]{1,2000})\)\s*VALUES\s*\(",
    re.IGNORECASE | re.MULTILINE,
)
_PASSWORD = re.compile(
    r"((user|hashed|encrypted|admin)_?)?(password|passwd|pwd|pass|senha|contrasena)(_?(hash|digest))?",
    re.IGNORECASE,
)
_VALUE = re.compile(rb"\s*('(?:[^'\\]|''|\\.)*'|\"(?:[^\"\\]|\"\"|\\.)*\"|[^,()'\"]*)\s*(,|\))", re.DOTALL)
_GIVEN = re.compile(
    rb"(?!.*(?:hash|\.\.\.))[^\s<{$%:?][^<{]{2,199}", re.IGNORECASE
)  # no gap, nor words for one
_DIGEST = 32  # characters of the shortest, MD5's


def is_hash(value: object) -> bool:
    """Whether a value is the hash of a password, as Werkzeug, bcrypt and argon2 write it."""
    text = value.encode() if isinstance(value, str) else value
    return isinstance(text, bytes) and _HASH.match(text) is not None


def dump(content: bytes, path: str) -> Iterator[Exposed]:
    """SQL that puts passwords or their hashes into tables, and records of accounts, by the first row."""
    rows = [(number, line) for number, line in enumerate(content.split(b"\n"), 1) if _HASH.search(line)]
    if rows:
        before = content.split(b"\n")[: rows[0][0]]
        tables = [name.decode() for line in before for name in _INSERT.findall(line)][-1:]
        yield Exposed("dump", Place(path, rows[0][0]), tracked=True, holds=tuple(tables))
    elif path.lower().endswith(".sql"):
        yield from _typed(content, path)


def _typed(content: bytes, path: str) -> Iterator[Exposed]:
    """The first row of SQL that has a password as it is typed, or a bare digest of it."""
    for found in _ROWS.finditer(content):
        columns = [name.strip(b' \t\r\n`"[]').decode("latin-1") for name in found[2].split(b",")]
        at = next((place for place, name in enumerate(columns) if _PASSWORD.fullmatch(name)), None)
        values = list(_values(content, found.end(), len(columns))) if at is not None else []
        if at is not None and at < len(values) and _GIVEN.fullmatch(values[at]):
            line = content.count(b"\n", 0, found.start(1)) + 1
            typed = len(values[at]) < _DIGEST
            table = found[1].decode("latin-1")
            yield Exposed("dump", Place(path, line), tracked=True, holds=(table,), typed=typed)
            return


def _values(content: bytes, start: int, most: int) -> Iterator[bytes]:
    """The literals of a row, "" for what is no text."""
    for _ in range(most):
        found = _VALUE.match(content, start)
        if found is None:
            return
        yield found[1][1:-1] if found[1][:1] in (b"'", b'"') else b""
        start = found.end()
        if found[2] == b")":
            return
