from app import app


def test_bread():
    client = app.test_client()
    assert client.get("/today").status_code == 200
    assert client.get("/api/prices").json["rye"] == 420
    assert client.get("/orders").status_code == 401
