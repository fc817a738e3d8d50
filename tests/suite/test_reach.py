"""What the plugin tells of servers and databases that the tests reach, and of their order."""

from dataclasses import replace
from pathlib import Path

import pytest

from releasecheck.facts import NOWHERE, Place
from releasecheck.facts.runs import Failure, Tests
from releasecheck.facts.suite import Disorder, Reached, SharedDatabase
from releasecheck.gather import suite_order
from releasecheck.gather.databases import shared_database, with_change
from releasecheck.gather.keys import token
from releasecheck.gather.suite_answer import Answer
from releasecheck.gather.tests import SuiteRun, run_again, run_suite

from .projects import distributed, project, run, suite

REACHES = """
import contextlib, socket

def call(host, kind=socket.SOCK_STREAM):
    with contextlib.suppress(OSError), socket.socket(type=kind) as sock:
        sock.settimeout(0.05)
        sock.connect((host, 9))
"""
CALLS = """
import socket
from shop_calls import call

def test_far():
    call("192.0.2.1")
    call("192.0.2.1")

def test_near():
    call("127.0.0.1")
    call("10.0.0.1")
    call("192.0.2.2", socket.SOCK_DGRAM)
"""


@pytest.mark.parametrize("addopts", ["", distributed(2)])
def test_servers_on_the_internet(addopts: str, tmp_path: Path) -> None:
    ini = {"pytest.ini": f"[pytest]\naddopts = {addopts}\n"}
    tests = run(project(tmp_path, shop_calls=REACHES, test_calls=CALLS, **ini))
    place = Place("shop_calls.py", 7)
    assert tests.reached == (Reached("192.0.2.1:9", "test_calls.py::test_far", place),)
    assert tests.passed == 2


WRITES = """
from flask import Flask
from sqlalchemy import create_engine, text

on_disk, in_memory = create_engine("sqlite:///shop.db"), create_engine("sqlite:///:memory:")

def do(engine, statement="INSERT INTO x VALUES (1)"):
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS x (y)"))
        connection.execute(text(statement))

def shop():
    app = Flask("shop")
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///shop.db"
    return app

with shop().app_context():
    do(on_disk)

def test_reads_and_writes():
    app = shop()
    do(on_disk)
    with app.app_context():
        do(on_disk, "SELECT 1")
        do(in_memory)

def test_writes():
    with shop().app_context():
        do(on_disk, "insert into x values (1)")
"""
KEY = "ab" * 32


def test_a_database_that_is_written_to_is_told_as_a_token(tmp_path: Path) -> None:
    folder = project(tmp_path, test_writes=WRITES)
    given = suite(folder)
    ran = run_suite(type(given)(given.project, given.python, given.env, key=KEY), 60)
    assert isinstance(ran, SuiteRun)
    assert ran.tests.passed == 2
    on_disk = token(KEY, "sqlite:///shop.db")
    told, engine, anywhere = (
        (whose, on_disk) for whose in ("SQLALCHEMY_DATABASE_URI", "engine", "any engine")
    )
    assert ran.wrote == {
        anywhere: "test_writes.py::test_reads_and_writes",  # outside of any app
        **dict.fromkeys((told, engine), "test_writes.py::test_writes"),
    }
    assert "shop.db" not in repr(ran)


def test_a_file_that_empties_a_database_when_it_is_imported(tmp_path: Path) -> None:
    before_tests = "do(on_disk)\n\ndef test_reads"
    seeds = WRITES.replace(before_tests, before_tests.replace(")", ", 'drop table x')", 1))
    given = suite(project(tmp_path, shop_test=seeds))
    ran = run_suite(type(given)(given.project, given.python, given.env, key=KEY), 60)
    assert isinstance(ran, SuiteRun)
    assert set(ran.wrote.values()) == {"shop_test.py"}


@pytest.mark.parametrize(
    ("described", "late"),
    [
        ({"token": "a", "engine": "b"}, False),
        ({"token": "a", "engine": None}, False),
        ({"token": "x", "engine": "b"}, True),
        ({"token": "x", "engine": None}, None),
        ({"token": "x", "engine": "a"}, None),
    ],
)
def test_the_database_of_the_app(described: dict[str, str | None], late: bool | None) -> None:
    wrote = {("URI", "a"): "test_a", ("engine", "b"): "test_b"}
    found = shared_database(wrote, [{"key": "URI", "reach": "file", "variables": [], **described}])
    node = "test_b" if late else "test_a"
    assert found == (None if late is None else SharedDatabase("URI", "file", (), node, late))


@pytest.mark.parametrize(("written", "told"), [("b", True), ("a", False)])
def test_the_engine_of_a_module(written: str, told: bool) -> None:
    wrote = {("any engine", written): "test_b", ("engine", "b"): "test_c", ("session", "b"): "test_d"}
    place = {"path": "models/engine.py", "line": 8, "column": None}
    engine = {"key": "session", "reach": "local", "variables": [], "token": "b", "engine": None}
    shared = SharedDatabase("session", "local", (), "test_b", place=Place("models/engine.py", 8))
    assert shared_database(wrote, [{**engine, "place": place}]) == (shared if told else None)


def test_a_package_that_cannot_be_watched_is_imported_all_the_same(tmp_path: Path) -> None:
    stub = {"sqlalchemy__engine": "", "sqlalchemy__event": "raise OSError\n"}
    test = "import sqlalchemy.engine\n\ndef test_a():\n    pass\n"
    folder = project(tmp_path, test_a=test, **stub)
    (folder / "sqlalchemy" / "__init__.py").touch()  # so that it is found before the real one
    given = suite(folder)
    ran = run_suite(type(given)(given.project, given.python, given.env, key=KEY), 60)
    assert isinstance(ran, SuiteRun)
    assert ran.tests.passed == 1


def test_without_a_key_databases_are_not_watched(tmp_path: Path) -> None:
    test = "import os\n\ndef test_a():\n    assert not [n for n in os.environ if n.endswith('SUITE_KEY')]\n"
    ran = run_suite(suite(project(tmp_path, test_a=test)), 60)
    assert isinstance(ran, SuiteRun)
    assert (ran.tests.passed, ran.wrote) == (1, {})


LEANING = """
SEEN = []

def test_a():
    SEEN.append(1)

def test_b():
    assert SEEN

def test_c():
    pass
"""
A, B, C = (f"test_a.py::test_{name}" for name in "abc")


def test_backwards(tmp_path: Path) -> None:
    folder = project(tmp_path, test_a=LEANING)
    ran = run_suite(suite(folder), 60)
    assert isinstance(ran, SuiteRun)
    assert ran.order == (A, B, C)
    backwards = run_again(suite(folder), 60, backwards=True)
    assert tuple(backwards.order) == (C, B, A)
    told = suite_order.differing(ran.tests, ran.order, backwards)
    assert told.disorder == Disorder(B, "AssertionError", Place("test_a.py", 8))
    assert (told.outcome, told.failed, told.reordered) == ("passed", 0, True)
    again = suite_order.confirmed(
        told,
        ran.order,
        lambda way: run_again(suite(folder), 60, backwards=way),
        lambda node: run_again(suite(folder), 60, only=node),
    )
    assert again.disorder == replace(told.disorder, alone=False)


def answer(*failed: str) -> Answer:
    failures = {Failure(node, "OSError", Place("x.py", 1)): None for node in failed}
    return Answer(exit_code=int(bool(failed)), failures=failures)


PASSED = Tests("passed", 0, passed=3, duration_s=1.0)


@pytest.mark.parametrize(
    ("backwards", "straight", "says"),
    [
        ((), (), None),
        ((B,), (), (B, True, ())),
        ((B, A), (C,), (A, False, (B,))),
        (("elsewhere.py::test",), (), None),
    ],
)
def test_what_differs_is_tried_again_alone(
    backwards: tuple[str, ...], straight: tuple[str, ...], says: tuple[object, ...] | None
) -> None:
    first = suite_order.differing(PASSED, (A, B, C), answer(B))
    ways = {True: answer(*backwards), False: answer(*straight)}
    alone = Answer(exit_code=0, passed={B})
    found = suite_order.confirmed(first, (A, B, C), ways.__getitem__, lambda _: alone).disorder
    assert (found and (found.node, found.repeats, found.others)) == says


def test_nothing_differs_and_nothing_runs_again() -> None:
    told = suite_order.differing(PASSED, (A, B, C), answer())
    assert suite_order.confirmed(told, (A, B, C), {}.__getitem__, {}.__getitem__) is told


@pytest.mark.parametrize(
    ("fields", "asked", "wanted"),
    [
        ({}, None, True),
        ({}, False, False),
        ({"duration_s": 29.5}, None, True),
        ({"duration_s": 30.5}, None, False),
        ({"duration_s": 30.5}, True, True),
        ({"outcome": "failed"}, True, False),
        ({"passed": 1}, None, False),
        ({"workers": 2}, True, False),
    ],
)
def test_when_the_suite_runs_backwards(fields: dict[str, object], asked: bool | None, wanted: bool) -> None:
    given = {"outcome": "passed", "exit_code": 0, "passed": 3, "duration_s": 1.0, **fields}
    assert suite_order.is_wanted(Tests(**given), asked) is wanted  # type: ignore[arg-type]


LATE = SharedDatabase("URI", "file", (), "tests/shop/test_a.py::test_b", late=True)
CHANGES = "app = create_app()\n# URI\napp.config['URI'] = 'x'\n"


@pytest.mark.parametrize(
    ("shared", "files", "changed_at"),
    [
        (
            LATE,
            {"tests/shop/test_a.py": CHANGES, "tests/conftest.py": CHANGES},
            Place("tests/shop/test_a.py", 3),
        ),
        (LATE, {"tests/shop/test_a.py": "", "tests/conftest.py": CHANGES}, Place("tests/conftest.py", 3)),
        (LATE, {"conftest.py": f"OTHER_URI = 1\n{CHANGES}"}, Place("conftest.py", 4)),
        (LATE, {"tests/other/conftest.py": CHANGES}, NOWHERE),
        (replace(LATE, late=False), {"tests/conftest.py": CHANGES}, NOWHERE),
    ],
)
def test_where_the_config_is_changed_too_late(
    shared: SharedDatabase, files: dict[str, str], changed_at: Place, tmp_path: Path
) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    assert with_change(shared, tmp_path) == replace(shared, changed_at=changed_at)


def test_no_database_that_is_shared(tmp_path: Path) -> None:
    assert with_change(None, tmp_path) is None
