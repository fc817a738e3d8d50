from app import create_app


def test_books():
    client = create_app().test_client()
    assert client.get("/").json["books"] == ["Momo", "Emil"]
    assert client.get("/healthz").status_code == 200
