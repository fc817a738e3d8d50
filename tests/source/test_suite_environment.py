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


ASKING = {
    "a test client": ("tests/test_a.py", "def test_a(client):\n    client.get('/')\n", True),
    "a base class of the app's own": ("shop/testing.py", "def setUp(self):\n    app.test_client()\n", True),
    "requests to a server": ("tests/test_a.py", "import requests\n", True),
    "a fixture that looks at its request": ("tests/conftest.py", "def db(request):\n    pass\n", False),
    "nothing": ("tests/test_a.py", "", False),
    "a module of the app": ("shop/mail.py", "import requests\nclient = 1\n", False),
    "functions": ("tests/test_a.py", "from shop import total\n\ndef test_a():\n    assert total\n", False),
}


@pytest.mark.parametrize(("path", "content", "told"), ASKING.values(), ids=ASKING.keys())
def test_what_may_ask_the_app(index: Index, path: str, content: str, told: bool) -> None:
    assert index({path: content}).facts.asking == ((path,) if told else ())


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
