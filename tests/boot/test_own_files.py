"""Views that send files, asked for files of the project."""

from collections import defaultdict

from tests.boot.conftest import Gathered

SENDS = """
    import os
    from flask import Flask, redirect, send_from_directory, session
    app = Flask(__name__, static_folder=None)
    app.secret_key = "kd93-jf02k-d93jf"

    def send(folder, name):
        return send_from_directory(folder, name)

    @app.get("/")
    def index():
        return "hello"

    @app.get("/dot/<path:name>")
    def dot(name):
        return send_from_directory(".", name)

    @app.get("/root/<path:name>")
    def root(name):
        return send_from_directory(app.root_path, name)

    @app.get("/helped/<path:name>")
    def helped(name):
        return send(os.getcwd(), name)

    @app.get("/name/<name>")
    def by_name(name):
        return send_from_directory(".", name)

    @app.get("/public/<path:name>")
    def public(name):
        return send_from_directory("public", name)

    @app.get("/page/<path:name>")
    def page(name):
        return send_from_directory("public", name if name.endswith(".css") else "site.css")

    @app.get("/members/<path:name>")
    def members(name):
        return send_from_directory(".", name) if "name" in session else redirect("/")

    @app.get("/said/<path:name>")
    def said(name):
        return "you asked for " + name

    @app.get("/delete/<path:name>")
    def delete(name):
        return send_from_directory(".", name)

    @app.post("/post/<path:name>")
    def post(name):
        return send_from_directory(".", name)

    @app.get("/number/<int:name>")
    def number(name):
        return send_from_directory(".", str(name))
"""
LOGIN = """
    def as_ada(app, client):
        with client.session_transaction() as session:
            session["name"] = "ada"
"""
FILES = {
    "app.py": SENDS,
    "members.py": LOGIN,
    ".env": "PASSWORD=jf93-kd02f",
    ".git/HEAD": "ref: refs/heads/main\n",
    "public/site.css": "a {}",
}
ALL = {".env", ".git/HEAD", "app.py"}


def test_what_each_view_gives_out(gathered: Gathered) -> None:
    facts = gathered(FILES, requests=True, login="members:as_ada")
    assert facts.requests is not None
    given: dict[str | None, set[str | None]] = defaultdict(set)
    for one in facts.requests.own_files:
        given[f"{one.endpoint}, signed in" if one.signed_in else one.endpoint].add(one.file)
    assert given == {
        **dict.fromkeys(("dot", "root", "helped", "members, signed in"), ALL),
        "by_name": {".env", "app.py"},
        **{name: {None} for name in ("public", "page", "members")},
    }
