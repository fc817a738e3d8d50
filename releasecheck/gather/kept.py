"""The project's SQLite files, put back as they were: a suite drops the tables of a developer's own."""

import filecmp
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from releasecheck.gather.left import Listing

_MAGIC = b"SQLite format 3\0"
_PAGE = 512  # the smallest: every database's size is a multiple of it
_MOST = 512 * 2**20  # bytes of one project that are kept
_BESIDE = ("-wal", "-journal")  # without them a database is not what it was

Inodes = frozenset[tuple[int, int]]  # device and number


class Kept:
    """Copies of the databases below a project, from before anything of it ran."""

    def __init__(self, project: Path, folder: Path, paths: tuple[str, ...]) -> None:
        self._project = project
        self._folder = folder
        self._left = dict.fromkeys(paths)

    @property
    def any(self) -> bool:
        """Whether there is a database that can be put back."""
        return bool(self._left)

    def restore(self) -> tuple[str, ...]:
        """Put back what is another now, and say which; what another program has open stays as it is."""
        changed = [path for path in self._left if self._differs(path)]
        in_use = open_files() if changed else frozenset()
        restored = tuple(path for path in changed if self._put_back(path, in_use))
        for path in set(changed).difference(restored):
            del self._left[path]
        return restored

    def _differs(self, path: str) -> bool:
        return not all(_same(self._folder / name, self._project / name) for name in _with_beside(path))

    def _put_back(self, path: str, in_use: Inodes) -> bool:
        target = self._project / path
        if _inode(target) in in_use:
            return False
        with suppress(OSError):  # it may not be written to: `left` says what became of it
            target.parent.mkdir(parents=True, exist_ok=True)
            for name in _with_beside(path):
                if (self._folder / name).exists():
                    _copy_whole(self._folder / name, self._project / name)
                else:
                    (self._project / name).unlink(missing_ok=True)
            return True
        return False


@contextmanager
def kept(project: Path, there: Listing | None) -> Iterator[Kept]:
    """Keep the databases among the files that are there, and put them back at the end, come what may."""
    with tempfile.TemporaryDirectory(prefix="releasecheck-kept-") as scratch:
        folder = Path(scratch)
        found = Kept(project, folder, tuple(_copied(project, folder, there or {})))
        try:
            yield found
        finally:
            found.restore()


def _copied(project: Path, folder: Path, there: Listing) -> Iterator[str]:
    """Copy the databases, small ones first, as far as there is room; one in use may be half-written."""
    found = [
        (size, path)
        for path, (size, _) in there.items()
        if size and not size % _PAGE and _is_database(project / path)
    ]
    in_use = open_files() if found else frozenset()
    room = _MOST
    for size, path in sorted(found):
        if _inode(project / path) in in_use:
            continue
        room -= size
        if room < 0:
            return
        with suppress(OSError):
            for name in _with_beside(path):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                if (project / name).exists():
                    shutil.copy2(project / name, folder / name)
            yield path


def _with_beside(path: str) -> list[str]:
    return [path, *(path + ending for ending in _BESIDE)]


def _same(before: Path, now: Path) -> bool:
    if not (before.exists() and now.is_file()):
        return before.exists() == now.exists()
    return filecmp.cmp(before, now, shallow=False)


def _is_database(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return not file.is_symlink() and stream.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def open_files() -> Inodes:
    """The files that a process of this user has open; only Linux tells."""
    found: set[tuple[int, int]] = set()
    for process in Path("/proc").glob("[0-9]*/fd") if sys.platform == "linux" else ():
        with suppress(OSError):  # it ended, or is another user's
            found.update(filter(None, map(_inode, process.iterdir())))
    return frozenset(found)


def _inode(file: Path) -> tuple[int, int] | None:
    try:
        seen = file.stat()
    except OSError:
        return None
    return (seen.st_dev, seen.st_ino)


def _copy_whole(source: Path, target: Path) -> None:
    """Never half of it: the copy takes its place in one step."""
    beside = target.with_name(f".{target.name}.releasecheck")
    shutil.copy2(source, beside)
    beside.replace(target)
