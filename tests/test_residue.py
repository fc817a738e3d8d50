"""What a boot makes and leaves empty is taken away; whatever has content or was there before stays."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from releasecheck.gather.left import listing
from releasecheck.gather.residue import take_away


def write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    ("make", "stays"),
    [
        (lambda at: (at / "instance").mkdir(), []),
        (lambda at: write(at / "instance" / "shop.db"), []),
        (lambda at: write(at / "web" / "db" / "shop.sqlite3"), []),
        (lambda at: write(at / "shop.DB"), []),
        (lambda at: write(at / "instance" / "shop.db", "rows"), ["instance/", "instance/shop.db"]),
        (lambda at: write(at / "instance" / "config.py"), ["instance/", "instance/config.py"]),
        (
            lambda at: (write(at / "instance" / "a.db"), write(at / "instance" / "b.txt")),
            ["instance/", "instance/b.txt"],
        ),
        (lambda at: (at / "uploads").mkdir(), ["uploads/"]),
        (lambda at: write(at / "run.log"), ["run.log"]),
        (lambda at: (at / "link.db").symlink_to("/nowhere"), ["link.db"]),
    ],
)
def test_what_is_taken_away(tmp_path: Path, make: Callable[[Path], object], stays: list[str]) -> None:
    before = listing(tmp_path)
    make(tmp_path)
    made = {path for path in listing(tmp_path) or () if not path.endswith("/")}
    assert {*take_away(tmp_path, before)} == made.difference(stays)
    assert sorted(listing(tmp_path) or ()) == stays


def test_what_was_there_stays(tmp_path: Path) -> None:
    write(tmp_path / "instance" / "shop.db")
    take_away(tmp_path, listing(tmp_path))
    assert (tmp_path / "instance" / "shop.db").is_file()


def test_nothing_is_touched_where_nobody_looked_before(tmp_path: Path) -> None:
    write(tmp_path / "instance" / "shop.db")
    take_away(tmp_path, None)
    assert (tmp_path / "instance" / "shop.db").is_file()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a file open")
def test_a_database_that_a_program_has_open_stays(tmp_path: Path) -> None:
    before = listing(tmp_path)
    with (tmp_path / "shop.db").open("w"):
        take_away(tmp_path, before)
    assert (tmp_path / "shop.db").is_file()
