"""What git does not have and should, and what it has and should not."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from releasecheck import globs
from releasecheck.facts import NOWHERE, Absence, Place
from releasecheck.facts.repository import Exposed, Repository
from releasecheck.facts.runs import Git
from releasecheck.gather import conflicts, history
from releasecheck.gather.decoding import decoded
from releasecheck.gather.deploy.names import is_developments
from releasecheck.gather.dumps import dump, is_hash
from releasecheck.gather.git import gather_beside
from releasecheck.gather.inside.secret_names import (
    is_secret_name,
)
from releasecheck.gather.secret_variables import secret_variables, stand_ins
from releasecheck.gather.source.files import role_of

_LARGEST = 1_000_000
_ENVIRONMENT = re.compile(r"\.env(\..+)?|.+\.env(\.(?!py$).+)?|\.flaskenv")
_EXAMPLE = re.compile(
    r"(^|[._-])(example|sample|template|tmpl|tpl|dist|defaults?|tests?|testing|ci)([._-]|$)"
)
_KEY_FILE = re.compile(
    r".+\.(pem|key)|id_(rsa|dsa|ecdsa|ed25519)|.*(credentials|service.account|secret).*\.json"
)
_PRIVATE = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*\\?n?\s*[A-Za-z0-9+/]{20}")
_SESSION = re.compile(r"(^|/)flask_session/[0-9a-f]{32}$")  # Flask-Session's own folder, by cachelib
_PICKLED = re.compile(rb"....\x80[\x02-\x05].{10}", re.DOTALL)  # a time, and a dict; a mere count is shorter
_SMALL = 20_000  # bytes, of a service account's JSON
_DATABASE = (".db", ".db3", ".sqlite", ".sqlite3")
_DOCUMENT = re.compile(r"(readme|contributing|install)(\.\w+)?", re.IGNORECASE)
_MAGIC = b"SQLite format 3\0"


def gather_repository(project: Path, git: Git | Absence, exclude: Sequence[str] = ()) -> Repository | Absence:
    """What is untracked or ignored, and the files that hold secrets or data, but for those excluded."""
    if isinstance(git, Absence):
        return git
    beside = gather_beside(project)
    if isinstance(beside, Absence):
        return beside
    loose = (path for path in beside.untracked if _ENVIRONMENT.fullmatch(_name(path)))
    exposed = [
        *(one for path in _within(git.tracked, exclude) for one in _exposed(project, path, tracked=True)),
        *(one for path in _within(loose, exclude) for one in _exposed(project, path, tracked=False)),
    ]
    exposed += (
        Exposed("session", Place(path), tracked=True, holds=())
        for path in _within(git.tracked, exclude)
        if _SESSION.search(path) and _PICKLED.match(_content(project / path))
    )

    def is_environment(path: str) -> bool:
        name = _name(path).lower()
        named = _ENVIRONMENT.fullmatch(name) and not _EXAMPLE.search(name)
        return bool(named) and role_of(path) not in ("test", "example") and any(_within([path], exclude))

    marked = {one.path or "": one for one in conflicts.found(project)}
    conflicting = tuple(marked[path] for path in _within(marked, exclude))
    return Repository(
        beside.untracked,
        beside.ignored,
        tuple(exposed),
        beside.ignored_here,
        conflicting,
        tuple(history.removed(project, git.tracked, (*beside.ignored, *beside.untracked), is_environment)),
    )


def _within(paths: Iterable[str], exclude: Sequence[str]) -> Iterator[str]:
    """The paths that no pattern leaves out."""
    return (path for path in paths if not any(globs.matches(path, pattern) for pattern in exclude))


def _name(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _exposed(project: Path, path: str, *, tracked: bool) -> Iterator[Exposed]:
    name = _name(path).lower()
    example = _EXAMPLE.search(name) is not None
    role = role_of(path)
    if name.endswith(_DATABASE) and role != "test":
        found = _database(project / path, path, example=example or role == "example")
        known = (_copied(project, one) for one in found)
        yield from (one for one in known if role != "example" or one.copied_by != NOWHERE)
    elif example or role in ("test", "example"):
        return
    elif _ENVIRONMENT.fullmatch(name):
        yield from _environment(decoded(_content(project / path)), path, tracked=tracked)
    elif name.endswith((".sql", ".csv")):
        yield from dump(_content(project / path), path)
    elif _KEY_FILE.fullmatch(name) or name.endswith(".json"):
        content = _content(project / path)
        yield from dump(content, path)
        if _PRIVATE.search(content) and (len(content) < _SMALL or not name.endswith(".json")):
            yield Exposed("private-key", Place(path), tracked, ("a private key",))


def _environment(text: str, path: str, *, tracked: bool) -> Iterator[Exposed]:
    found = list(secret_variables(text))
    if any(map(is_developments, path.split("/"))):  # where a console stands open to one person
        found = [each for each in found if each.real]
    if found:
        names = tuple(dict.fromkeys(each.name for each in found))
        guessable = not any(each.real for each in found)
        yield Exposed("environment", Place(path, found[0].line), tracked, names, guessable=guessable)
    elif tracked and _name(path) == ".env":
        yield from _placeholders(text, path)


def _content(file: Path) -> bytes:
    """The content of a small regular file, else nothing."""
    try:
        return file.read_bytes() if file.is_file() and file.stat().st_size < _LARGEST else b""
    except OSError:
        return b""


def _placeholders(text: str, path: str) -> Iterator[Exposed]:
    """The secrets that a file is there for, whose values nobody has written into it so far."""
    found = list(stand_ins(text))
    if found:
        names = tuple(dict.fromkeys(name for _, name in found))
        yield Exposed("placeholders", Place(path, found[0][0]), tracked=True, holds=names)


def _database(file: Path, path: str, *, example: bool) -> Iterator[Exposed]:
    """A SQLite file, with the columns of passwords and tokens that have rows."""
    try:
        with file.open("rb") as opened:
            if opened.read(len(_MAGIC)) != _MAGIC:
                return
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro&immutable=1", uri=True)) as database:
            tables = list(_tables(database))
    except (OSError, sqlite3.Error):
        return
    data = any(table.row for table in tables)
    columns = tuple(_credentials(table for table in tables if table.row))
    accounts = () if data else tuple(_credentials(tables))
    yield Exposed("database", Place(path), True, columns, data=data, example=example, accounts=accounts)


def _copied(project: Path, one: Exposed) -> Exposed:
    """With the line by which an example becomes the database of whoever follows the documents."""
    if not (one.example and one.holds):
        return one
    name = re.escape(_name(one.place.path or ""))
    says = re.compile(rf"\b(copy|cp|mv|move|rename)\b.*(?<![\w.-]){name}(?![\w-])", re.IGNORECASE)
    for file in sorted(project.iterdir()):
        if _DOCUMENT.fullmatch(file.name):
            for number, line in enumerate(decoded(_content(file)).splitlines(), 1):
                if says.search(line):
                    return replace(one, copied_by=Place(file.name, number))
    return one


class _Table(NamedTuple):
    name: str
    columns: tuple[str, ...]
    row: tuple[object, ...]  # the first, if there is one


def _credentials(tables: Iterable[_Table]) -> Iterator[str]:
    for table in tables:
        for column, value in zip_longest(table.columns, table.row):
            if _is_credential(column) or is_hash(value):
                yield f"{table.name}.{column}"


def _is_credential(column: str) -> bool:
    """Whether a column holds credentials; the hash of a password, which is no secret's name, is one too."""
    return is_secret_name(re.sub("_?hash(ed)?_?", "", column.lower()))


def _tables(database: sqlite3.Connection) -> Iterator[_Table]:
    for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        quoted = '"' + table.replace('"', '""') + '"'
        rows = database.execute(f"SELECT * FROM {quoted} LIMIT 1")  # noqa: S608 - quoted
        if not table.startswith(("sqlite_", "alembic_version")):
            yield _Table(table, tuple(column[0] for column in rows.description), rows.fetchone() or ())
