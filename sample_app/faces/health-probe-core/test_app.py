from app import app


def test_everybody_signs_in():
    client = app.test_client()
    assert client.get("/healthz").headers["Location"] == "/login"
    assert client.get("/login").status_code == 200
