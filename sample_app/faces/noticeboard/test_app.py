from app import app


def test_the_board_is_there():
    assert app.test_client().get("/").status_code == 200
