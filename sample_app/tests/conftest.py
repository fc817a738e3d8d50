"""An app, a client and a member, each test with a database of its own."""

import secrets
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash

from toolshed import create_app, members


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords in no time: that it takes long guards members, and here only holds up the tests."""
    quick = partial(generate_password_hash, method="pbkdf2:sha256:1")
    monkeypatch.setattr(members, "generate_password_hash", quick)


@pytest.fixture
def config(tmp_path: Path) -> dict[str, Any]:
    """Return the config of a test; forms take no token, see test_csrf.py for those that do."""
    return {
        "DATABASE": str(tmp_path / "toolshed.sqlite3"),
        "RELEASE_ID": "abc1234",
        "SECRET_KEY": secrets.token_hex(),
        "WTF_CSRF_ENABLED": False,
    }


@pytest.fixture
def app(config: dict[str, Any]) -> Flask:
    """Return the app."""
    return create_app(config)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a visitor."""
    return app.test_client()


@pytest.fixture
def password() -> str:
    """Return a password that is long enough."""
    return secrets.token_hex()


@pytest.fixture
def ada(app: Flask, password: str) -> FlaskClient:
    """Return a member who is signed in."""
    return join(app, "Ada", password)


@pytest.fixture
def grace(app: Flask, password: str) -> FlaskClient:
    """Return another member."""
    return join(app, "Grace", password)


@pytest.fixture
def drill(ada: FlaskClient) -> str:
    """Return the path of Ada's drill."""
    response = ada.post("/tools/new", data={"name": "Drill", "description": "Loud."})
    return response.headers["Location"]


def join(app: Flask, name: str, password: str) -> FlaskClient:
    """Register a member and return the client that is signed in."""
    client = app.test_client()
    assert client.post("/register", data={"name": name, "password": password}).status_code == 302
    return client
