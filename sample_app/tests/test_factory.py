"""The app takes its config from the environment and boots only with a secret."""

import secrets
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

from toolshed import create_app


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Set what a deployment sets."""
    monkeypatch.setenv("SECRET_KEY", secrets.token_hex())
    monkeypatch.setenv("DATABASE", str(tmp_path / "from-environment.sqlite3"))
    monkeypatch.setenv("RELEASE_ID", "fedcba9")
    monkeypatch.setenv("TRUSTED_PROXIES", "1")
    return monkeypatch


@pytest.mark.usefixtures("environment")
def test_config_comes_from_the_environment(tmp_path: Path) -> None:
    app = create_app()
    assert app.config["DATABASE"] == str(tmp_path / "from-environment.sqlite3")
    assert app.test_client().get("/livez").json["releaseId"] == "fedcba9"


def test_no_secret_no_boot(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("SECRET_KEY")
    with pytest.raises(KeyError, match="SECRET_KEY"):
        create_app()


@pytest.mark.parametrize(("hops", "scheme"), [(0, "http"), (1, "https")])
def test_only_declared_proxies_are_believed(config: dict[str, Any], hops: int, scheme: str) -> None:
    app = create_app({**config, "TRUSTED_PROXIES": hops})
    with app.test_client() as client:
        client.get("/livez", headers={"X-Forwarded-Proto": "https"})
        assert request.scheme == scheme


@pytest.mark.parametrize(("options", "tools"), [([], 0), (["--samples"], 5)])
def test_init_db(app: Flask, options: list[str], tools: int) -> None:
    result = app.test_cli_runner().invoke(args=["init-db", *options])
    assert result.exit_code == 0, result.output
    assert "The shed is open" in result.output
    assert len(app.test_client().get("/api/tools").json["tools"]) == tools
