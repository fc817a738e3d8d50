"""Variables that deploy files set, and which of them are otherwise in a boot."""

from collections.abc import Callable
from pathlib import Path

import pytest

from releasecheck.facts.boot import DeployedVariable
from releasecheck.gather.app import AppFacts
from releasecheck.gather.deploy_variables import deployed_variables


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("Dockerfile", "FROM x\nENV A=1 B='two words' \\\n    C=3\n", {"A": "1", "B": "two words", "C": "3"}),
        ("Dockerfile", "FROM x\nENV A two words\n", {"A": "two words"}),
        ("Dockerfile", "FROM x\nENV A=1\nFROM y\nENV PATH=/b:$PATH B=2\n", {"B": "2"}),
        ("Dockerfile", "FROM x\nENV A='unclosed\n", {}),
        (
            "app.json",
            '{"env": {"A": "1", "B": {"value": "2"}, "C": {"generator": "secret"}}}',
            {"A": "1", "B": "2"},
        ),
        ("app.json", '["no app"]', {}),
        ("app.json", "{", {}),
        ("app.yaml", "env_variables:\n  A: 1\n  B: two\n", {"A": "1", "B": "two"}),
        ("app.yaml", "{{ a template }}: {", {}),
        (
            "render.yaml",
            "services:\n- envVars:\n  - {key: A, value: 1}\n  - {key: B, sync: false}\n",
            {"A": "1"},
        ),
        ("fly.toml", '[env]\nA = "1"\n', {"A": "1"}),
        ("fly.toml", "not toml [", {}),
        ("Dockerfile.dev", "FROM x\nENV A=1\n", {}),
        ("docker-compose.yml", "services: {web: {environment: {A: 1}}}", {}),  # often development's
    ],
)
def test_deployed_variables(name: str, text: str, values: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert deployed_variables(tmp_path) == {key: (value, name) for key, value in values.items()}


READING = """
import os
from flask import Flask
app = Flask(__name__)
app.debug = os.environ.get("MODE", "development") == "development"
os.environ.get("API_TOKEN"), os.environ.get("SAME"), os.environ.get("NAMED")
"""


def test_deployed_otherwise(gathered: Callable[..., AppFacts], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAME", "1")
    env = "MODE=production API_TOKEN=hunter2-hunter2 SAME=1 NAMED=2 UNREAD=1"
    files = {"Dockerfile": f"FROM x\nENV {env}\nCMD gunicorn app:app\n", "app.py": READING}
    boot = gathered(files, set=(("NAMED", "3"),)).boot
    assert boot is not None
    assert boot.deployed_otherwise == (
        DeployedVariable("API_TOKEN", "Dockerfile", None),
        DeployedVariable("MODE", "Dockerfile", "production"),
    )
