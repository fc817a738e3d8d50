import pytest

from app import announce, app


@pytest.fixture
def client():
    return app.test_client()


def test_join(client):
    assert client.post("/members/Ada").status_code == 201


def test_member(client):
    assert client.get("/members/Ada").status_code == 200  # expect[tests-share-database]


def test_card_of_nobody(client):
    assert client.get("/cards/Nobody").status_code == 404


def test_announce():
    announce()
