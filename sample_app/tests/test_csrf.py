"""Forms are taken only with their token."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient


@pytest.fixture
def config(config: dict[str, Any]) -> dict[str, Any]:
    """Return the config of a release: tokens are asked for."""
    return {**config, "WTF_CSRF_ENABLED": True}


def test_without_a_token_nobody_joins(client: FlaskClient, password: str) -> None:
    response = client.post("/register", data={"name": "Ada", "password": password})
    assert response.status_code == 400
    assert "The CSRF token is missing." in response.text


def test_the_form_brings_its_token(client: FlaskClient, password: str) -> None:
    page = client.get("/register", base_url="https://localhost").text
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)[1]
    response = client.post(
        "/register",
        base_url="https://localhost",
        headers={"Referer": "https://localhost/register"},
        data={"name": "Ada", "password": password, "csrf_token": token},
    )
    assert response.headers["Location"] == "/"
