"""Every command of the README runs, and says what the README says."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from releasecheck.cli import COMMANDS
from releasecheck.registry import load_rules
from releasecheck.settings import load_settings
from tests.demo import served
from tests.program import PLAIN, releasecheck
from tests.test_sample_app_faces import SAMPLE_APP

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BUILD = "3f9c2ab"
KEY = "5c0b6f7c1f7e4f0d9d1f6a0c9b3e2d41"
INSTALLING = {"pip", "cd", "make"}  # the Makefile's own targets and test_packaging do what these do


def commands() -> list[str]:
    shown = re.findall(r"^\$ (.+)$", README, re.MULTILINE)
    return [line for line in dict.fromkeys(shown) if shlex.split(line, comments=True)[0] not in INSTALLING]


@pytest.fixture(scope="module")
def toolshed(tmp_path_factory) -> Path:
    """The sample app in a folder of its own, with the files that the README speaks of."""
    folder = tmp_path_factory.mktemp("readme") / "toolshed"
    shutil.copytree(
        SAMPLE_APP, folder, ignore=shutil.ignore_patterns("careless", "faces", "instance", "__pycache__")
    )
    (folder / "production.env").write_text(f"SECRET_KEY={KEY}\n")
    return folder


@pytest.fixture(scope="module")
def release(toolshed) -> bytes:
    """What `run --save` keeps of the release that is served afterwards."""
    saving = ["releasecheck", "run", "--save", "release.json", "--build", BUILD, "--skip", "tests"]
    ended = run(saving, toolshed)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return (toolshed / "release.json").read_bytes()


@pytest.fixture(scope="module")
def deployed(toolshed, release):
    """The sample app, served on loopback."""
    given = {"SECRET_KEY": KEY, "RELEASE_ID": BUILD, "DATABASE": str(toolshed / "served.sqlite3")}
    with served({**os.environ, **given}) as url:
        snapshot = ["gate", url, "--release", "release.json", "--snapshot", "before.json"]
        assert run(["releasecheck", *snapshot], toolshed).returncode == 0
        yield url


def run(words: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    found = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    environ = {**os.environ, **PLAIN, **found, "SECRET_KEY": KEY}
    return subprocess.run(words, cwd=folder, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", commands())
def test_a_command_runs(command, toolshed, release, deployed) -> None:
    (toolshed / "release.json").write_bytes(release)  # another command may have saved another one since
    ended = run(shlex.split(command.replace("https://toolshed.example", deployed), comments=True), toolshed)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_python_shown_runs(toolshed, deployed) -> None:
    blocks = re.findall(r"```python\n(.+?)```", README, re.DOTALL)
    script, test = (block for block in blocks if "from releasecheck.probe import" in block)
    for name, code in (("script.py", script), ("test_deployed.py", test)):
        (toolshed / name).write_text(code.replace("https://toolshed.example", deployed))
    shown = run(["python", "script.py"], toolshed)
    assert shown.stdout.startswith(f"ok {BUILD} "), shown.stdout + shown.stderr
    assert shown.stdout.count("\n") == 1
    tested = run(["python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_deployed.py"], toolshed)
    assert "1 passed" in tested.stdout, tested.stdout + tested.stderr


def shown(part: str) -> str:
    """The Python of the README that has this in it."""
    (code,) = (block for block in re.findall(r"```python\n(.+?)```", README, re.DOTALL) if part in block)
    return code


def test_the_health_route_shown_says_which_build_it_is(monkeypatch) -> None:
    monkeypatch.setenv("RELEASE_ID", BUILD)
    app = Flask("toolshed")
    answers = {"app": app, "database_answers": lambda: True}
    exec(shown("PROCESS = "), {**answers, "os": os, "socket": socket, "datetime": datetime, "UTC": UTC})
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["status"], answer.json["releaseId"]) == (200, "pass", BUILD)
    assert {"instance", "started"} <= set(answer.json)


def test_the_login_shown_signs_in() -> None:
    app = Flask("toolshed")
    app.secret_key = KEY
    written: dict[str, Any] = {}
    exec(shown("def as_member"), written)
    client = app.test_client()
    written["as_member"](app, client)
    with client.session_transaction() as session:
        assert session["member_id"] == 1


def test_the_commands_named_are_those_there_are() -> None:
    named = set(re.findall(r"`?releasecheck ([a-z]+)", README))
    assert named == set(COMMANDS)


def test_the_rules_named_are_rules() -> None:
    named = re.findall(r"releasecheck explain ([a-z-]+)|ignore\[([a-z-]+)\]", README)
    assert {one or other for one, other in named} <= set(load_rules())


def test_the_settings_shown_are_accepted(tmp_path) -> None:
    (shown,) = re.findall(r"```toml\n(.+?)```", README, re.DOTALL)
    (tmp_path / "pyproject.toml").write_text(shown)
    assert tomllib.loads(shown)["tool"]["releasecheck"]["app"] == load_settings(tmp_path).app


def test_the_page_of_rules_is_current() -> None:
    page = releasecheck("rules", "--format", "markdown")
    assert (ROOT / "checks" / "README.md").read_text("utf-8") == page.stdout, "run 'make docs'"
