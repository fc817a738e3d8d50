"""The links of pages to rules with arguments, which the sweep follows."""

from __future__ import annotations

from typing import Any

import flask
import pytest

LIST = """
    import flask
    app = flask.Flask(__name__, static_folder=None)
    app.secret_key = "hunter2"
    posts = {3: "third"}

    @app.get("/")
    def index():
        return PAGE

    @app.get("/posts/<int:number>")
    def post(number):
        return posts[number]["title"]

    @app.route("/posts/<int:number>/edit", methods=["GET", "POST"])
    def edit(number):
        return "<form>"

    @app.get("/posts/<int:number>/remove")
    def remove(number):
        return "gone"

    @app.get("/posts/<int:number>/done")
    def done(number):
        return "done"

    @app.get("/tags/<name>")
    def tag(name):
        return name
"""
OUTWARD = """
    @app.get("/rates/<name>")
    def rate(name):
        import urllib.request
        return urllib.request.urlopen("http://127.0.0.1:9/" + name).read()
"""


def sweep(inside: Any, tools: Any, app: flask.Flask) -> list[dict[str, Any]]:
    """The answers to which a link led."""
    inside("sweep").collect(app, tools)
    answers = [line["response"] for line in tools.sent if line["kind"] in ("response", "signed_in")]
    return [one for one in answers if one["linked_from"]]


@pytest.fixture
def followed(inside: Any, tools: Any, project: Any) -> Any:
    """The paths that are asked where a page has these links."""

    def follow(*links: str, more: str = "", **config: Any) -> list[str]:
        files = {"app.py": LIST.replace("return PAGE", "return {!r}".format("".join(links))) + more}
        app = project("app", files).app
        app.config.update(config)
        return [one["path"] for one in sweep(inside, tools, app)]

    return follow


@pytest.mark.parametrize(
    ("links", "paths"),
    [
        (['<a href="/posts/3">Third</a>'], ["/posts/3"]),
        (['<a href="posts/3">Third</a>'], ["/posts/3"]),
        (['<base href="/posts/"><a href="3">Third</a>'], ["/posts/3"]),
        (['<a href="https://localhost/posts/3#top">Third</a>'], ["/posts/3"]),
        (['<a href="http://localhost/posts/3?page=2">Third</a>'], ["/posts/3?page=2"]),
        (['<a href="/tags/dry%20goods"><img alt="Dry goods">'], []),  # never ended
        (['<a href="/tags/dry%20goods"><img alt="Dry goods"></a>'], ["/tags/dry%20goods"]),
        (["<tr onclick=\"window.location = '/posts/3';\"><td>Third</tr>"], ["/posts/3"]),
        (["<div onclick=\"location.href='/posts/' + 3\"></div>"], []),
        # The first of each rule:
        (['<a href="/posts/4">4</a>', '<a href="/posts/3">3</a>'], ["/posts/4"]),
        (['<a href="/posts/3">3</a>', '<a href="/tags/x">x</a>'], ["/posts/3", "/tags/x"]),
        # A form is only shown; a change is not made, whoever says that it is one:
        (['<a href="/posts/3/edit">Edit</a>'], ["/posts/3/edit"]),
        (['<a href="/posts/3/remove">x</a>', '<a href="/posts/3">3</a>'], ["/posts/3"]),
        (['<a href="/posts/3/done">Delete</a>', '<a href="/posts/4/done">4</a>'], ["/posts/4/done"]),
        (['<a href="/posts/3/done" title="Delete">x</a>'], []),
        (["<button onclick=\"location.href='/posts/3/done'\">Delete</button>"], []),
        (["<button onclick=\"if (confirm(1)) location.href='/posts/3/done'\">x</button>"], []),
        (['<a href="/posts/3/done" onclick="return confirm(1)">x</a>'], []),
        (['<a href="/posts/3/done" data-method="post">x</a>'], []),
        (['<a href="/posts/3?action=delete">x</a>', '<a href="/posts/3">3</a>'], ["/posts/3"]),
        (['<a href="/tags/logout">x</a>'], []),
        # No page of the app, or nothing that leads a browser to one:
        (['<a href="https://elsewhere.example/posts/3">x</a>'], []),
        (['<a href="//elsewhere.example/posts/3">x</a>'], []),
        (['<a href="http://localhost:5000/posts/3">x</a>'], []),
        (['<a href="http://[posts/3">x</a>'], []),
        (["<a href=\"javascript:open('/posts/3')\">x</a>", '<a href="mailto:/posts/3">x</a>'], []),
        (['<a href="#/posts/3">x</a>', '<a href="">x</a>', "<a>x</a>"], []),
        (['<a rel="noopener NoFollow" href="/posts/3">x</a>'], []),
        (['<a download href="/posts/3">x</a>'], []),
        (['<a href="/tags/{{ tag.name }}">x</a>', '<a href="/tags/%3Cname%3E">x</a>'], []),
        (['<template><a href="/posts/3">x</a></template>'], []),
        (["<script>'<a href=\"/posts/3\">x</a>'</script>"], []),
        (['<a href="/posts/third">x</a>', '<a href="/nowhere/3">x</a>'], []),
        (['<form action="/posts/3"></form>'], []),
        (["no link"], []),
    ],
)
def test_which_links_are_followed(followed: Any, links: list[str], paths: list[str]) -> None:
    assert followed(*links) == paths


def test_what_is_told_of_it(inside: Any, tools: Any, project: Any) -> None:
    app = project("app", {"app.py": LIST.replace("return PAGE", "return '<a href=/posts/3>3</a>'")}).app
    (told,) = sweep(inside, tools, app)
    assert (told["rule"], told["linked_from"], told["status"]) == ("/posts/<int:number>", "/", 500)
    assert told["crash"]["type"] == "TypeError"
    asked = [line["response"]["rule"] for line in tools.sent if line["kind"] == "absent"]
    assert "/posts/<int:number>" in asked


def test_what_one_leads_to_has_links_too(inside: Any, tools: Any, project: Any) -> None:
    source = LIST.replace("return PAGE", "return '<a href=/tags/x>x</a>'")
    source = source.replace("return name", "return '<a href=../posts/3>3</a><a href=../tags/y>y</a>'")
    told = sweep(inside, tools, project("app", {"app.py": source}).app)
    assert [(one["path"], one["linked_from"]) for one in told] == [("/tags/x", "/"), ("/posts/3", "/tags/x")]


@pytest.mark.parametrize(
    "order",
    [
        {"skip_endpoints": {"post": "the setting requests.skip"}},
        {"example_values": {"number": 7}},
        {"asked": [["index", "/"], ["post", "/posts/<int:number>"]]},
    ],
)
def test_what_is_skipped_given_or_asked_already(followed: Any, tools: Any, order: dict[str, Any]) -> None:
    tools.order.update(order)
    assert followed('<a href="/posts/3">3</a>') == []


def test_nobody_else_is_asked_for_it(followed: Any) -> None:
    assert followed('<a href="/rates/eur">x</a>', more=OUTWARD) == []


@pytest.mark.parametrize(
    ("link", "paths"),
    [("/shop/posts/3", ["/posts/3"]), ("posts/3", ["/posts/3"]), ("/posts/3", []), ("/shopposts/3", [])],
)
def test_below_a_root(followed: Any, link: str, paths: list[str]) -> None:
    assert followed(f'<a href="{link}">3</a>', APPLICATION_ROOT="/shop") == paths


@pytest.mark.parametrize(
    ("body", "status", "headers"),
    [
        ("<a href=/posts/3>3</a>", 404, {}),
        ("<a href=/posts/3>3</a>", 200, {"Content-Type": "text/plain"}),
        ("<a href=/posts/3>3</a>", 200, {"Content-Encoding": "br"}),
    ],
)
def test_what_is_no_page_has_no_links(
    body: str, status: int, headers: dict[str, str], inside: Any, tools: Any
) -> None:
    app = flask.Flask("shop", static_folder=None)
    app.add_url_rule("/", "index", lambda: (body, status, headers))
    app.add_url_rule("/posts/<int:number>", "post", lambda number: f"{number}")
    assert sweep(inside, tools, app) == []


def test_a_rule_of_a_subdomain(inside: Any, tools: Any, project: Any) -> None:
    source = """
        import flask
        app = flask.Flask(__name__, static_folder=None, subdomain_matching=True)
        app.config["SERVER_NAME"] = "shop.example"

        @app.get("/", subdomain="api")
        def index():
            return "<a href=/posts/3>3</a><a href=https://shop.example/tags/x>x</a>"

        @app.get("/posts/<int:number>", subdomain="api")
        def post(number):
            return flask.request.host

        @app.get("/tags/<name>")
        def tag(name):
            return name
    """
    (told,) = sweep(inside, tools, project("app", {"app.py": source}).app)
    assert (told["path"], told["status"]) == ("/posts/3", 200)


def test_a_path_that_is_as_good_as_a_password(followed: Any, tools: Any) -> None:
    assert followed('<a href="/tags/hunter2">x</a>') == ["/tags/***"]
    assert not [line for line in tools.sent if line["kind"] == "link"]


MEMBERS = """
    import flask
    app = flask.Flask(__name__, static_folder=None)
    app.secret_key = "a-key"

    @app.get("/")
    def index():
        name = flask.session.get("name")
        return "<a href=/members/%s>I</a>" % name if name else "<a href=/pages/about>us</a>"

    @app.get("/members/<name>")
    def member(name):
        return flask.session["name"]

    @app.get("/pages/<name>")
    def page(name):
        return name

    def as_ada(app, client):
        with client.session_transaction() as session:
            session["name"] = "ada"
"""


def test_what_is_shown_to_somebody_signed_in_only(inside: Any, tools: Any, project: Any) -> None:
    app = project("app", {"app.py": MEMBERS}).app
    tools.order["login"] = "app:as_ada"
    told = sweep(inside, tools, app)
    assert [(one["path"], one["signed_in"], one["status"]) for one in told] == [
        ("/pages/about", False, 200),
        ("/pages/about", True, 200),
        ("/members/ada", True, 200),
    ]


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_links_of_an_earlier_process(inside: Any, tools: Any, project: Any, signed_in: bool) -> None:
    app = project("app", {"app.py": MEMBERS}).app
    tools.order.update(
        login="app:as_ada",
        asked=[["index", "/"]],
        asked_signed_in=[["index", "/"]],
        links=[
            {
                "endpoint": "member",
                "rule": "/members/<name>",
                "path": "/members/ada",
                "base_url": "https://localhost/",
                "linked_from": "/",
                "signed_in": signed_in,
            }
        ],
    )
    told = sweep(inside, tools, app)
    asked = [("/members/ada", False), ("/members/ada", True)]
    assert [(one["path"], one["signed_in"]) for one in told] == asked[signed_in:]
