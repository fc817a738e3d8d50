from app import app


def test_reading_works():
    client = app.test_client()
    assert client.get("/").json == {"visits": 0}
    assert client.get("/healthz").status_code == 200


def test_writing_does_not():
    assert app.test_client().post("/visits").status_code == 500
