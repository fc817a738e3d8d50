"""Errors keep their status and tell nothing about the inside."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from toolshed.headers import SECURITY_HEADERS


@pytest.fixture
def broken(app: Flask) -> FlaskClient:
    """Return a visitor of an app with a page that fails."""
    app.add_url_rule("/broken", view_func=fail)
    return app.test_client()


def fail() -> str:
    """Fail as no page should."""
    raise RuntimeError("the inside of the shed")


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [("text/html", "text/html; charset=utf-8"), ("application/json", "application/problem+json")],
)
def test_an_error_says_nothing(broken: FlaskClient, accept: str, content_type: str) -> None:
    response = broken.get("/broken", headers={"Accept": accept})
    assert response.status_code == 500
    assert response.content_type == content_type
    assert "the inside of the shed" not in response.text


def test_not_found(client: FlaskClient) -> None:
    response = client.get("/attic")
    assert response.status_code == 404
    assert "Not Found" in response.text


def test_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    response = client.post("/livez")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_too_large(client: FlaskClient) -> None:
    assert client.post("/register", data={"name": "A" * 100_000}).status_code == 413


def test_the_error_page_needs_no_database(ada: FlaskClient, config: dict[str, Any]) -> None:
    Path(config["DATABASE"]).write_text("This is no database. " * 100)
    response = ada.get("/")
    assert response.status_code == 500
    assert "Back to the shelf" in response.text


@pytest.mark.parametrize("path", ["/", "/attic", "/api/tools", "/livez"])
def test_every_answer_has_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
