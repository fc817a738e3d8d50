"""Join, sign in, sign out."""

import pytest
from flask.testing import FlaskClient


def test_the_forms_open(client: FlaskClient) -> None:
    assert "Join the shed" in client.get("/register").text
    assert "Sign in" in client.get("/login").text


def test_whoever_joins_is_signed_in(ada: FlaskClient) -> None:
    page = ada.get("/").text
    assert "Welcome to the shed, Ada." in page
    assert "Hello, Ada" in page


@pytest.mark.usefixtures("ada")
def test_a_name_is_taken_in_any_case(client: FlaskClient, password: str) -> None:
    response = client.post("/register", data={"name": "ADA", "password": password})
    assert "A neighbour already has this name." in response.text


def test_a_short_password_is_refused(client: FlaskClient) -> None:
    response = client.post("/register", data={"name": "Ada", "password": "hammer"})
    assert "Field must be between 12 and 200 characters long." in response.text


def test_sign_out_and_in_again(ada: FlaskClient, password: str) -> None:
    assert ada.post("/logout").headers["Location"] == "/"
    assert "Hello, Ada" not in ada.get("/").text
    assert ada.post("/login", data={"name": "Ada", "password": password}).headers["Location"] == "/"
    assert "Hello, Ada" in ada.get("/").text


@pytest.mark.usefixtures("ada")
def test_wrong_name_and_wrong_password_read_the_same(client: FlaskClient, password: str) -> None:
    answers = [
        client.post("/login", data={"name": name, "password": attempt}).text
        for name, attempt in [("Ada", password[:-1]), ("Bob", password)]
    ]
    assert all("Name and password do not fit together." in answer for answer in answers)


def test_the_session_cookie_has_its_flags(client: FlaskClient, password: str) -> None:
    response = client.post("/register", data={"name": "Ada", "password": password})
    flags = {part.strip() for part in response.headers["Set-Cookie"].split(";")[1:]}
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= flags
