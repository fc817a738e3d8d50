"""Paths with backslashes that lead to something in the project as soon as they are slashes."""

import pytest

from tests.source.conftest import Index

FILES = {"data/stock.csv": "", "static/css/shop.css": "", "shop/models/price.pkl": ""}


def found(index: Index, written: str, path: str = "app.py") -> list[tuple[str, str]]:
    facts = index({**FILES, path: written}).facts
    return [(one.path, one.meant) for one in facts.backslash_paths]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r'open("data\\stock.csv")', "data/stock.csv"),
        (r'open("data\stock.csv")', "data/stock.csv"),
        (r'open(r".\data\stock.csv")', "data/stock.csv"),
        (r'FOLDER = "static\\css"', "static/css"),
        (r'FOLDER = "static/css\\shop.css"', "static/css/shop.css"),
        (r'open(app.root_path + "\\data\\stock.csv")', "data/stock.csv"),
        (r'open(f"{app.root_path}\\data\\stock.csv")', "data/stock.csv"),
        (r'open(f"{app.root_path}\\static\\made\\later.odt", "wb")', "static/made/later.odt"),
        (r'open("data\\new.json", "w")', "data/new.json"),  # into a folder that is there
    ],
)
def test_a_path_that_windows_alone_understands(index: Index, written: str, meant: str) -> None:
    assert [one for _, one in found(index, written)] == [meant]


def test_a_path_from_the_folder_of_the_file(index: Index) -> None:
    assert found(index, r'open("models\\price.pkl")', "shop/app.py") == [
        (r"models\price.pkl", "shop/models/price.pkl")
    ]


@pytest.mark.parametrize(
    "written",
    {
        "a pattern": r're.match(r"data\d", text)',
        "a longer one": r're.match(r"data\stock.csv$", text)',
        "nothing of the project": r'open("elsewhere\\stock.csv")',
        "a machine's own": r'open("C:\\data\\stock.csv")',
        "an escape": r're.match("\\data", text)',
        "an address of a share": r'open("\\\\data\\stock.csv")',
        "after a folder that is not there": r'open(f"{app.root_path}\\made\\later.odt")',
        "the middle of one": r'print(f"{one}\\data\\stock.csv{two}")',
        "above": r'open("..\\data\\stock.csv")',
        "a text": r'print("see data\\stock.csv, or ask")',
        "a docstring": r'"""data\\stock.csv"""',
        "a line break": r'print("data\nstock.csv")',
        "with slashes": 'open("data/stock.csv")',
        "where it asks": 'import os\nif os.name == "nt":\n    open("data\\\\stock.csv")',
        "made a path of": r'open("data\\stock.csv".replace("\\", "/"))',
    }.values(),
)
def test_what_is_no_such_path(index: Index, written: str) -> None:
    assert found(index, written) == []


def test_a_file_that_is_called_so(index: Index) -> None:
    assert (
        index({**FILES, r"data\stock.csv": "", "app.py": r'open("data\\stock.csv")'}).facts.backslash_paths
        == ()
    )
