"""What a run leaves in the project's folder."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from releasecheck.facts.left import Left
from releasecheck.gather import left
from releasecheck.gather.left import left_behind, listing


def write(path: Path, text: str = "x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    ("leave", "told"),
    [
        (lambda _: None, []),
        (lambda at: write(at / "run.log"), [Left("run.log", "made")]),
        (lambda at: write(at / "uploads" / "a" / "b.png"), [Left("uploads/", "made")]),
        (lambda at: write(at / "shop" / "new.py"), [Left("shop/new.py", "made")]),
        (lambda at: write(at / "app.db", "xy"), [Left("app.db", "changed")]),
        (lambda at: os.utime(at / "app.db", (1, 1)), [Left("app.db", "changed")]),
        (lambda at: (at / "app.db").unlink(), [Left("app.db", "removed")]),
        (lambda at: write(at / "__pycache__" / "app.pyc"), []),
        (lambda at: write(at / ".pytest_cache" / "README.md"), []),
        (lambda at: write(at / "filesystem_cache" / "0b05"), []),
        (lambda at: write(at / ".coverage"), []),
        (lambda at: write(at / "app.db-journal"), []),
        (lambda at: write(at / ".git" / "index"), []),
        (lambda at: write(at / ".venv" / "lib" / "x.py"), []),
        (lambda at: (at / "link").symlink_to("/nowhere"), [Left("link", "made")]),
    ],
)
def test_what_is_told(tmp_path: Path, leave: Callable[[Path], object], told: list[Left]) -> None:
    write(tmp_path / "app.db")
    write(tmp_path / "shop" / "old.py")
    write(tmp_path / ".venv" / "pyvenv.cfg")
    before = listing(tmp_path)
    leave(tmp_path)
    assert list(left_behind(before, listing(tmp_path))) == told


def test_of_too_many_files_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left, "_LARGEST", 2)
    before = listing(tmp_path)
    for name in "abc":
        write(tmp_path / name)
    assert listing(tmp_path) is None
    assert left_behind(before, listing(tmp_path)) == ()
