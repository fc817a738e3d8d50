"""Variables that deploy files set, and that are otherwise in a boot."""

import pytest

from releasecheck.facts.boot import DeployedVariable
from tests.boot.conftest import Gathered

READING = """
import os
from flask import Flask
app = Flask(__name__)
app.debug = os.environ.get("WORKPLACE", "home") == "home"
os.environ.get("API_TOKEN"), os.environ.get("SAME"), os.environ.get("NAMED")
"""


def test_deployed_otherwise(gathered: Gathered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAME", "1")
    env = "WORKPLACE=office API_TOKEN=hunter2-hunter2 SAME=1 NAMED=2 UNREAD=1"
    files = {"Dockerfile": f"FROM x\nENV {env}\nCMD gunicorn app:app\n", "app.py": READING}
    boot = gathered(files, set=(("NAMED", "3"),)).boot
    assert boot is not None
    assert boot.deployed_otherwise == (
        DeployedVariable("API_TOKEN", "Dockerfile", None),
        DeployedVariable("WORKPLACE", "Dockerfile", "office"),
    )
