"""The shelf as JSON."""

import pytest
from flask.testing import FlaskClient

DRILL = {"id": 1, "name": "Drill", "description": "Loud.", "owner": "Ada", "borrower": None}


@pytest.mark.usefixtures("drill")
def test_the_shelf(client: FlaskClient) -> None:
    assert client.get("/api/tools").json == {"tools": [DRILL]}
    assert client.get("/api/tools?q=saw").json == {"tools": []}


def test_one_tool(client: FlaskClient, drill: str) -> None:
    assert client.get(f"/api{drill}").json == DRILL


def test_errors_are_json(client: FlaskClient) -> None:
    response = client.get("/api/tools/99")
    assert response.content_type == "application/problem+json"
    assert response.json == {
        "status": 404,
        "title": "Not Found",
        "detail": "There is no such tool on the shelf.",
    }


def test_it_is_read_only(client: FlaskClient) -> None:
    assert client.delete("/api/tools/1").status_code == 405
