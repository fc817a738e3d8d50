"""Variables that the tests set for themselves."""

import pytest

from .conftest import Index

CONFTEST = """
import os
from os import environ

os.environ["ONE"] = "1"
environ["TWO"] = "2"
os.environ.setdefault("THREE", "3")
os.environ.update({"FOUR": "4"}, FIVE="5")
os.environ.pop("SIX", None)
OTHER["SEVEN"] = "7"

def fixture(monkeypatch):
    monkeypatch.setenv("EIGHT", "8")
    monkeypatch.setenv(name, "9")
"""


def names(index: Index, path: str, content: str) -> list[tuple[str, int | None]]:
    return [(one.name, one.place.line) for one in index({path: content}).facts.set_variables]


def test_in_conftest(index: Index) -> None:
    told = [("ONE", 5), ("TWO", 6), ("THREE", 7), ("FOUR", 8), ("FIVE", 8), ("EIGHT", 13)]
    assert names(index, "tests/conftest.py", CONFTEST) == told


@pytest.mark.parametrize("path", ["app.py", "tests/test_app.py"])
def test_elsewhere_they_are_not_for_the_suite(index: Index, path: str) -> None:
    assert names(index, path, CONFTEST) == []


BOTH = [("ONE", 3), ("TWO", 4)]


@pytest.mark.parametrize(
    ("path", "content", "told"),
    [
        (
            "pytest.ini",
            "[pytest]\nenv =\n    ONE=1\n    D:TWO=2\naddopts = -q\n    X=1\n",
            BOTH,
        ),
        (
            "tox.ini",
            "[testenv]\nsetenv = ONE = 1\n    # no\n    TWO = 2\ndeps =\n    x==1\n",
            [("ONE", 2), ("TWO", 4)],
        ),
        ("tox.ini", "[testenv]\nset_env =\n    ONE=1\n[testenv:b]\ndeps =\n    X=1\n", [("ONE", 3)]),
        (
            "pyproject.toml",
            '[tool.pytest.ini_options]\nenv = [\n  "ONE=1",\n  "D:TWO=2",\n]\nx = [\n "Y=1",\n]\n',
            BOTH,
        ),
        ("compose.ini", "[x]\nenv =\n    ONE=1\n", []),
    ],
)
def test_in_settings(index: Index, path: str, content: str, told: list[tuple[str, int]]) -> None:
    assert names(index, path, content) == told
