"""The empty databases that a boot makes by opening them are taken away, with the folders made for them."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from releasecheck.gather.kept import open_files
from releasecheck.gather.left import Listing, listing

_DATABASE = re.compile(r".+\.(db3?|sqlite3?)", re.IGNORECASE)
_INSTANCE = "instance"  # the folder that Flask-SQLAlchemy makes as soon as an engine is asked for


def take_away(project: Path, before: Listing | None) -> tuple[str, ...]:
    """Remove the databases that the run made and put nothing into, save open ones, and name them all."""
    after = listing(project) if before is not None else None
    if before is None or after is None:
        return ()
    made = {path: state for path, state in after.items() if path not in before}
    empty = [path for path, (size, _) in made.items() if not size and _is_database(path)]
    opened = open_files() if empty else frozenset()
    for path in empty:
        file = project / path
        with suppress(OSError):
            seen = file.lstat()
            if not (seen.st_size or file.is_symlink() or (seen.st_dev, seen.st_ino) in opened):
                file.unlink()
    for folder in sorted(_folders(made, empty), key=len, reverse=True):
        with suppress(OSError):  # something else is in it
            (project / folder).rmdir()
    return tuple(sorted(empty))


def _is_database(path: str) -> bool:
    return _DATABASE.fullmatch(path.rpartition("/")[2]) is not None


def _folders(made: Listing, empty: list[str]) -> Iterator[str]:
    """The new folders that are called instance, or that an empty database was made in."""
    for path in made:
        name = path.rstrip("/").rpartition("/")[2]
        if path.endswith("/") and (name == _INSTANCE or any(file.startswith(path) for file in empty)):
            yield path
