"""The health routes name the release and tell the truth about the database."""

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_a_healthy_process(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.content_type == "application/health+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    assert response.json["status"] == "pass"
    assert response.json["releaseId"] == "abc1234"
    assert response.json["instance"] == f"{socket.gethostname()}:{os.getpid()}"
    assert datetime.now(UTC) - datetime.fromisoformat(response.json["started"]) < timedelta(minutes=1)


def test_head(client: FlaskClient) -> None:
    assert client.head("/readyz").status_code == 200


def test_a_broken_database(client: FlaskClient, config: dict[str, Any]) -> None:
    Path(config["DATABASE"]).write_text("This is no database. " * 100)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json["status"] == "fail"
    assert response.json["checks"] == {"database:query": [{"componentType": "datastore", "status": "fail"}]}
    assert client.get("/livez").status_code == 200


def test_a_folder_that_cannot_be_made(client: FlaskClient, tmp_path: Path) -> None:
    tmp_path.joinpath("file").touch()
    client.application.config["DATABASE"] = str(tmp_path / "file" / "toolshed.sqlite3")
    assert client.get("/readyz").status_code == 503
