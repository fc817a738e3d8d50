"""How files are named in the source."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.slips import Slip
from releasecheck.facts.work import BackslashPath
from releasecheck.findings import DoesNotApply, Found

from .build import app, ask, at, boot, crash, source

STOCK = BackslashPath(r"data\stock.csv", "data/stock.csv", at("app.py", 7, 12))
PRICES = BackslashPath(r"data\prices.csv", "data/prices.csv", at("app.py", 9, 12))
FOUND = Found(
    r"data\stock.csv leads to data/stock.csv on Windows alone: elsewhere a backslash is part of a name",
    "data/stock.csv",
    STOCK.place,
    ("data/prices.csv is meant at app.py:9:12",),
)


def given(*paths: BackslashPath, **more: Any) -> dict[str, Any]:
    return {"app": app(), "source": source(backslash_paths=paths), **more}


def test_backslash_path_faulty() -> None:
    assert ask("backslash-path", given(STOCK, PRICES)) == [FOUND]


def test_backslash_path_fine() -> None:
    failed = boot(outcome="crashed", crash=crash("FileNotFoundError"))  # on line 7, which says so
    assert ask("backslash-path", given(STOCK, boot=failed)) == []


def test_backslash_path_does_not_apply() -> None:
    old = BackslashPath(STOCK.path, STOCK.meant, at("old.py", 7))
    nothing = [DoesNotApply("no module of the app writes a path with backslashes")]
    assert ask("backslash-path", given(old)) == nothing
    assert ask("backslash-path", given()) == nothing


NONE_EMPTIED = [DoesNotApply("no file is opened to be written and read first")]
EMPTIED = Slip("emptied-first", "file.read()", "rates", at("app.py", 9, 10), detail="open(PATH, 'w+')")


def test_file_emptied_first_faulty() -> None:
    assert ask("file-emptied-first", {"app": app(), "source": source(slips=[EMPTIED])}) == [
        Found(
            "rates: open(PATH, 'w+') empties the file, and file.read() finds nothing in it",
            "rates:file.read()",
            at("app.py", 9, 10),
        )
    ]


def test_file_emptied_first_fine() -> None:
    unloaded = replace(EMPTIED, place=at("old.py", 9))
    assert ask("file-emptied-first", {"app": app(), "source": source(slips=[unloaded])}) == NONE_EMPTIED


def test_file_emptied_first_does_not_apply() -> None:
    assert ask("file-emptied-first", {"app": app(), "source": source()}) == NONE_EMPTIED
