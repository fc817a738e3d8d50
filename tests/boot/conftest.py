"""Small projects booted by the Python that runs the tests."""

import os
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from releasecheck.gather.app import AppFacts, gather_app
from releasecheck.gather.boot_request import BootRequest
from releasecheck.gather.interpreter import Interpreter, choose
from releasecheck.gather.source import gather_source

OURS = Path(sys.executable)
APP = "from flask import Flask\napp = Flask(__name__)\n"

Gathered = Callable[..., AppFacts]  # the fixture `gathered`: files, settings -> facts


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """A project of these files, their common indentation taken away."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = text if isinstance(text, bytes) else textwrap.dedent(text).lstrip("\n").encode()
        path.write_bytes(raw)
    return folder


@pytest.fixture(scope="session")
def python() -> Interpreter:
    return choose(Path.cwd(), OURS, "--python", os.environ)


@pytest.fixture
def project(tmp_path: Path) -> Callable[[dict[str, str | bytes]], Path]:
    folder = tmp_path / "project"
    folder.mkdir()
    return lambda files: write(folder, files)


@pytest.fixture
def gathered(
    project: Callable[[dict[str, str | bytes]], Path], python: Interpreter, monkeypatch: pytest.MonkeyPatch
) -> Gathered:
    """Write a project and gather its app's facts, with settings of a BootRequest as keywords."""
    for name in ("FLASK_APP", "FLASK_DEBUG", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)

    def gather(files: dict[str, str | bytes], **settings: Any) -> AppFacts:
        folder = project(files)
        request = BootRequest(folder, **{"boot_timeout": 20.0, "requests": False, **settings})
        return gather_app(request, python, gather_source(folder, []))

    return gather
