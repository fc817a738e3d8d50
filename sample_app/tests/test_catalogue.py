"""The shelf: look, lend, borrow, bring back."""

import pytest
from flask.testing import FlaskClient


def test_an_empty_shelf_asks_for_tools(client: FlaskClient) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "The shelf is still empty" in response.text


@pytest.mark.parametrize(("words", "found"), [("", True), ("drill", True), ("LOUD", True), ("%", False)])
def test_search(client: FlaskClient, drill: str, words: str, found: bool) -> None:
    assert (drill in client.get("/", query_string={"q": words}).text) is found


def test_a_tool_has_a_page(client: FlaskClient, drill: str) -> None:
    response = client.get(drill)
    assert response.status_code == 200
    assert "Belongs to Ada. It is in." in response.text


def test_no_such_tool(client: FlaskClient) -> None:
    assert client.get("/tools/99").status_code == 404


def test_members_see_the_form(ada: FlaskClient) -> None:
    assert "What should a borrower know?" in ada.get("/tools/new").text


def test_a_tool_needs_a_name(ada: FlaskClient) -> None:
    response = ada.post("/tools/new", data={"name": "", "description": "Loud."})
    assert response.status_code == 200
    assert "This field is required." in response.text


def test_what_members_write_is_escaped(ada: FlaskClient) -> None:
    path = ada.post("/tools/new", data={"name": "<b>saw</b>", "description": "Sharp."}).headers["Location"]
    assert "&lt;b&gt;saw&lt;/b&gt;" in ada.get(path).text


@pytest.mark.parametrize("action", ["loan", "homecoming"])
def test_visitors_are_sent_to_sign_in(client: FlaskClient, drill: str, action: str) -> None:
    response = client.post(f"{drill}/{action}")
    assert (response.status_code, response.headers["Location"]) == (302, "/login")


def test_visitors_add_nothing(client: FlaskClient) -> None:
    assert client.get("/tools/new").headers["Location"] == "/login"


def test_borrow_and_bring_back(ada: FlaskClient, grace: FlaskClient, drill: str) -> None:
    assert "Borrow it" in grace.get(drill).text
    assert grace.post(f"{drill}/loan").headers["Location"] == drill
    assert "Grace has it." in ada.get(drill).text
    assert "Bring it back" in grace.get(drill).text
    assert grace.post(f"{drill}/homecoming").headers["Location"] == drill
    assert "It is in." in ada.get(drill).text


def test_a_tool_that_is_out_stays_out(ada: FlaskClient, grace: FlaskClient, drill: str) -> None:
    grace.post(f"{drill}/loan")
    assert ada.post(f"{drill}/loan").status_code == 409
    assert ada.post(f"{drill}/homecoming").status_code == 409
    assert "Grace has it." in ada.get(drill).text
