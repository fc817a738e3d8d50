from app import app


def test_it_is_ready():
    assert app.test_client().get("/readyz").json == {"status": "ok"}
