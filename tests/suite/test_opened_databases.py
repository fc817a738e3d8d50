"""Database files that the suite changed, and that the app opens by their names."""

from collections.abc import Callable
from pathlib import Path

import pytest

from releasecheck.facts.source import Module, Source
from releasecheck.gather.databases import opened_by_name


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., tuple[str, int | None] | None]:
    def by(line: str, path: str = "shop/db.py", role: str = "app") -> tuple[str, int | None] | None:
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"import sqlite3\n{line}\n")
        source = Source((Module(path, "shop.db", 2, role),))  # type: ignore[arg-type]
        found = opened_by_name(["instance/shop.db"], tmp_path, source)
        return (found.key, found.place.line) if found else None

    return by


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("c = sqlite3.connect('shop.db')", True),
        ('c = sqlite3.connect("instance/shop.db", timeout=5)', True),
        ("c = sqlite3.connect('workshop.db')", False),
        ("c = sqlite3.connect('shop.db.old')", False),
        ("c = sqlite3.connect(PATH)", False),
        ("c = sqlite3.connect(os.environ.get('DB', 'shop.db'))", False),
        ("# sqlite3.connect('shop.db')", False),
    ],
)
def test_a_file_that_is_opened_by_its_name(
    opened: Callable[..., tuple[str, int | None] | None], line: str, seen: bool
) -> None:
    assert opened(line) == (("instance/shop.db", 2) if seen else None)


def test_a_test_that_opens_it_is_no_app(opened: Callable[..., tuple[str, int | None] | None]) -> None:
    assert opened("c = sqlite3.connect('shop.db')", "tests/test_db.py", "test") is None
