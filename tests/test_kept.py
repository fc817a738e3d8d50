"""Which files are kept, and put back."""

import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from releasecheck.gather import kept as module
from releasecheck.gather.kept import kept
from releasecheck.gather.left import listing


def make(file: Path, rows: int = 1) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE IF NOT EXISTS orders (id INTEGER)")
        database.executemany("INSERT INTO orders VALUES (?)", [(row,) for row in range(rows)])


def rows(file: Path) -> int:
    with contextlib.closing(sqlite3.connect(file)) as database:
        found: int = database.execute("SELECT count(*) FROM orders").fetchone()[0]
        return found


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("shop.db", lambda file: make(file, rows=5)),
        ("instance/shop.sqlite3", lambda file: file.write_bytes(b"")),
        ("data", Path.unlink),
        ("instance/shop.db", lambda file: (file.unlink(), file.parent.rmdir())),
    ],
)
def test_a_database_is_as_it_was(tmp_path: Path, name: str, change: Callable[[Path], object]) -> None:
    file = tmp_path / name
    make(file, rows=2)
    with kept(tmp_path, listing(tmp_path)) as databases:
        change(file)
        assert databases.restore() == (name,)
    assert rows(file) == 2


def test_it_is_put_back_after_each_part_of_a_run(tmp_path: Path) -> None:
    make(tmp_path / "shop.db")
    with kept(tmp_path, listing(tmp_path)) as databases:
        assert databases.any
        for changed in (("shop.db",), ("shop.db",), ()):
            if changed:
                make(tmp_path / "shop.db", rows=5)
            assert databases.restore() == changed
            assert rows(tmp_path / "shop.db") == 1
        make(tmp_path / "shop.db", rows=5)
    assert rows(tmp_path / "shop.db") == 1


def test_what_did_not_change_is_not_touched(tmp_path: Path) -> None:
    make(tmp_path / "shop.db")
    before = (tmp_path / "shop.db").stat()
    with kept(tmp_path, listing(tmp_path)) as databases:
        assert databases.restore() == ()
    assert (tmp_path / "shop.db").stat() == before


def test_an_exception_does_not_keep_it_from_being_put_back(tmp_path: Path) -> None:
    make(tmp_path / "shop.db")
    with contextlib.suppress(KeyboardInterrupt), kept(tmp_path, listing(tmp_path)):
        make(tmp_path / "shop.db", rows=5)
        raise KeyboardInterrupt
    assert rows(tmp_path / "shop.db") == 1


def test_rows_that_are_still_in_the_log_are_kept_too(tmp_path: Path) -> None:
    script = (
        "import os, sqlite3; database = sqlite3.connect('shop.db', isolation_level=None)\n"
        "database.execute('PRAGMA journal_mode=WAL'); database.execute('CREATE TABLE orders (id INTEGER)')\n"
        "database.execute('INSERT INTO orders VALUES (1)'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)
    assert (tmp_path / "shop.db-wal").stat().st_size
    with kept(tmp_path, listing(tmp_path)) as databases:
        make(tmp_path / "shop.db", rows=5)
        assert databases.restore() == ("shop.db",)
    assert rows(tmp_path / "shop.db") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only /proc tells who has a file open")
def test_one_that_another_program_has_open_is_let_alone(tmp_path: Path) -> None:
    make(tmp_path / "shop.db")
    with kept(tmp_path, listing(tmp_path)) as databases:
        make(tmp_path / "shop.db", rows=5)
        with (tmp_path / "shop.db").open("rb"):
            assert databases.restore() == ()
    assert rows(tmp_path / "shop.db") == 6


@pytest.mark.parametrize("content", [b"x" * 512, b"SQLite format 3\0", b""])
def test_other_files_are_not_copied(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "notes.db").write_bytes(content)
    with kept(tmp_path, listing(tmp_path)) as databases:
        (tmp_path / "notes.db").write_bytes(b"new")
        assert databases.restore() == ()
    assert (tmp_path / "notes.db").read_bytes() == b"new"


def test_more_than_there_is_room_for_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "small.db")
    make(tmp_path / "large.db", rows=2000)
    monkeypatch.setattr(module, "_MOST", 10_000)
    with kept(tmp_path, listing(tmp_path)) as databases:
        for name in ("small.db", "large.db"):
            (tmp_path / name).unlink()
        assert databases.restore() == ("small.db",)
