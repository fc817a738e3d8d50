"""Projects with suites, and the Pythons that run them."""

import os
import sys
from pathlib import Path

import pytest

from releasecheck.facts.runs import Tests
from releasecheck.gather.tests import Suite, SuiteRun, run_suite
from tests.interpreters import OLDEST, Pair

OLD = Pair(*OLDEST)
# Ours, the oldest, and more interpreters, each with pytest and Flask, to try the plugin in: a path list.
PYTHONS = [
    sys.executable,
    pytest.param(
        str(OLD.executable),
        marks=pytest.mark.skipif(not OLD.ready, reason=f"{OLD} is not here: see tests/interpreters.py"),
        id="with pytest 6",
    ),
    *filter(None, os.environ.get("RELEASECHECK_SUITE_PYTHONS", "").split(os.pathsep)),
]

SHOP = """
from flask import Flask


def create_app():
    app = Flask(__name__)

    @app.get("/")
    def home():
        return "home"

    @app.post("/orders/<int:number>")
    def orders(number):
        return "", 201

    @app.get("/broken")
    def broken():
        raise ValueError("hunter2")

    return app
"""

CLIENT = """
def client():
    from shop import create_app

    return create_app().test_client()
"""


def project(folder: Path, **files: str) -> Path:
    """The shop and these files by name, with "__" for "/" and without ".py"."""
    for name, text in {"shop": SHOP, **files}.items():
        file = folder / (name.replace("__", "/") + ("" if "." in name else ".py"))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def suite(folder: Path, python: str = sys.executable, **env: str) -> Suite:
    """The suite of a project; without the plugins of our own environment, which are slow to import."""
    return Suite(folder, python, {"PATH": os.environ["PATH"], "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **env})


def distributed(workers: int) -> str:
    """The options for pytest-xdist."""
    return f"-p xdist.plugin -n{workers}"


def run(folder: Path, python: str = sys.executable, deadline: float = 120, **env: str) -> Tests:
    """What the suite came to."""
    ran = run_suite(suite(folder, python, **env), deadline)
    assert isinstance(ran, SuiteRun), ran
    return ran.tests


def files_of(folder: Path) -> set[str]:
    """Everything that lies in the project."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
