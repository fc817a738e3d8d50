from app import app


def test_strangers_tear_nothing_out():
    assert app.test_client().post("/pages/1/tear-out").status_code == 401
