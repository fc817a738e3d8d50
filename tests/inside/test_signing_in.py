"""The project's login hook, and what is asked with what it leaves."""

from __future__ import annotations

from typing import Any

import flask
import pytest

APP = """
    import time
    import flask
    app = flask.Flask(__name__, static_folder=None)
    app.config.update(SECRET_KEY="kd93", SESSION_COOKIE_SECURE=True)

    @app.route("/login", methods=["GET", "POST"])
    def login():
        if flask.request.method == "POST" and flask.request.form["name"] == "ada":
            assert flask.request.is_secure and flask.request.referrer
            flask.session["name"] = "ada"
        return "welcome"

    @app.route("/me")
    def me():
        if flask.request.authorization:
            return "hello %s" % flask.request.authorization.username
        return "hello %s" % flask.session["name"] if "name" in flask.session else ("sign in", 401)

    def by_form(app, client):
        assert client.post("/login", data={"name": "ada"}).status_code == 200

    def by_session(app, client):
        with client.session_transaction() as session:
            session["name"] = "ada"

    def by_header(app, client):
        client.environ_base["HTTP_AUTHORIZATION"] = "Basic YWRhOng="

    def by_nothing(app, client):
        pass

    def by_client(client):
        client.post("/login", data={"name": "ada"})

    def by_three(app, client, name):
        pass

    def by_any(*given, **named):
        by_session(*given)

    def failing(app, client):
        raise KeyError("no member")

    def leaving(app, client):
        raise SystemExit(1)

    def hanging(app, client):
        while True:
            time.monotonic()

    @app.route("/books/<int:number>")
    def book(number):
        return {1: "Momo"}[number] if "name" in flask.session else flask.redirect("/login")
"""


def swept(inside: Any, tools: Any, project: Any, hook: str) -> tuple[dict[str, Any], dict[str, Any]]:
    app = project("shop_app", {"shop_app.py": APP}).app
    # A request over the limit ends the process, which is ours here: seconds, for a busy machine.
    tools.order.update(login=hook, request_timeout=3 if hook.endswith("hanging") else 30)
    inside("sweep").collect(app, tools)
    login = next(line["login"] for line in tools.sent if line["kind"] == "signed-in")
    answers = [line["response"] for line in tools.sent if line["kind"] == "signed_in"]
    return login, {each["path"]: each for each in answers}


@pytest.mark.parametrize("hook", ["by_form", "by_session", "by_header", "by_any"])
def test_pages_are_asked_signed_in(request: Any, hook: str) -> None:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    login, answers = swept(inside, tools, project, f"shop_app:{hook}")
    assert login == {"hook": f"shop_app:{hook}", "reason": None, "crash": None, "protected": False}
    assert (answers["/me"]["status"], answers["/me"]["signed_in"]) == (200, True)
    plain = [line["response"] for line in tools.sent if line["kind"] == "response"]
    assert [each["status"] for each in plain if each["path"] == "/me"] == [401]


def test_what_nobody_has_is_asked_signed_in(inside: Any, tools: Any, project: Any) -> None:
    """Where a login is in the way."""
    swept(inside, tools, project, "shop_app:by_form")
    answers = [line["response"] for line in tools.sent if line["kind"] == "absent"]
    assert [(one["signed_in"], one["status"]) for one in answers] == [(False, 302), (True, 500)]


@pytest.mark.parametrize(
    ("hook", "reason", "crash"),
    [
        (
            "shop_app:by_nothing",
            "it left the client without a cookie and without an Authorization header",
            None,
        ),
        ("shop_app:failing", "it fails", ("KeyError", "shop_app.py", 42)),
        ("shop_app:leaving", "it fails", ("SystemExit", "shop_app.py", 45)),
        ("shop_app:hanging", "it has not come to its end after 3 s", None),
        ("shop_app:by_client", "it must take (app, client)", None),
        ("shop_app:by_three", "it must take (app, client)", None),
        ("shop_app:missing", "shop_app has no function missing", None),
        ("nowhere.at_all:login", "there is no module nowhere.at_all", None),
    ],
)
def test_a_hook_that_cannot_be_used(request: Any, hook: str, reason: str, crash: Any) -> None:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    login, answers = swept(inside, tools, project, hook)
    told = login["crash"]
    assert (login["hook"], login["reason"], answers) == (hook, reason, {})
    assert (told and (told["type"], told["place"]["path"], told["place"]["line"])) == crash
    assert tools.sent[-1]["kind"] == "swept"


def test_routes_that_an_earlier_process_asked(inside: Any, tools: Any, project: Any) -> None:
    tools.order["asked_signed_in"] = [["login", "/login"]]
    _, answers = swept(inside, tools, project, "shop_app:by_session")
    assert list(answers) == ["/me"]


def test_what_nobody_has_is_asked_signed_in_where_an_earlier_process_asked_all(
    inside: Any, tools: Any, project: Any
) -> None:
    tools.order["asked_signed_in"] = [["login", "/login"], ["me", "/me"]]
    _, pages = swept(inside, tools, project, "shop_app:by_form")
    answers = [line["response"] for line in tools.sent if line["kind"] == "absent"]
    assert (pages, [one["signed_in"] for one in answers]) == ({}, [False, True])


def test_headers_of_every_request(inside: Any, tools: Any) -> None:
    app = flask.Flask("shop", static_folder=None)
    seen = set()
    app.add_url_rule("/", "index", lambda: str(seen.add(flask.request.headers.get("X-Api-Key"))))
    tools.order["headers"] = {"X-Api-Key": "kd93jf02"}
    inside("sweep").collect(app, tools)
    assert seen == {"kd93jf02"}
