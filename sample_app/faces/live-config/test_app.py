from app import app, book


def test_the_book_opens():
    client = app.test_client()
    assert client.get("/", base_url="http://localhost:5000").json == {"keepers": ["Ida", "Grace"], "guests": 3}
    assert book().execute("select 1").fetchone() == (1,)
