"""Files that requests open from the working directory."""

import pytest

from tests.source.conftest import Index

HEAD = """
import io, os, sqlite3
import pandas as pd
from flask import Flask
app = Flask(__name__)
SHOP = "shop.db"
PLACE = os.path.join(os.path.dirname(__file__), "shop.db")
"""
VIEW = "@app.get('/')\ndef orders():\n    "


@pytest.mark.parametrize(
    ("source", "path", "way"),
    [
        (f"{VIEW}sqlite3.connect('shop.db')", "shop.db", ("orders",)),
        (f"{VIEW}sqlite3.connect(SHOP)", "shop.db", ("orders",)),
        (f"{VIEW}open('data/prices.json')", "data/prices.json", ("orders",)),
        (f"{VIEW}open('../prices.json', 'w')", "../prices.json", ("orders",)),
        (f"{VIEW}pd.read_csv('prices.csv')", "prices.csv", ("orders",)),
        (f"def rows():\n    return open('a.txt')\n{VIEW}rows()", "a.txt", ("orders", "rows")),
        ("@app.before_request\ndef load():\n    open('a.txt')", "a.txt", ("load",)),
    ],
)
def test_files_that_requests_open(index: Index, source: str, path: str, way: tuple[str, ...]) -> None:
    (one,) = index(HEAD + source).facts.opened_files
    assert (one.path, one.way) == (path, way)


@pytest.mark.parametrize(
    "source",
    [
        f"{VIEW}sqlite3.connect(':memory:')",
        f"{VIEW}sqlite3.connect('file:shop.db?mode=ro', uri=True)",
        f"{VIEW}sqlite3.connect('/srv/shop.db')",
        f"{VIEW}sqlite3.connect('C:/shop.db')",
        f"{VIEW}sqlite3.connect(PLACE)",
        f"{VIEW}sqlite3.connect(app.config['SHOP'])",
        f"{VIEW}open(os.path.join(app.root_path, 'a.txt'))",
        f"{VIEW}pd.read_csv('https://prices.example/a.csv')",
        f"{VIEW}image.open('a.png')",
        f"{VIEW}app.open_resource('a.txt')",
        f"os.chdir(os.path.dirname(__file__))\n{VIEW}open('a.txt')",
        "def rows():\n    return open('a.txt')",
        "rows = open('a.txt')",
    ],
)
def test_files_that_lie_elsewhere_or_that_no_request_opens(index: Index, source: str) -> None:
    assert index(HEAD + source).facts.opened_files == ()
