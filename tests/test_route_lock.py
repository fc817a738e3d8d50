"""routes.lock: what is seen of the live routes, and the file that keeps it."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from releasecheck.facts import Absence
from releasecheck.facts.routes import LockedRoute, RouteLock
from releasecheck.facts.source import RouteFunction
from releasecheck.gather.route_lock import gather_lock
from releasecheck.route_lock import FILE, kept, lock_text, read_lock, routes_now
from tests.checks.build import app, at, body, requests, response, route, source, view

INDEX = LockedRoute("/", ("GET",), "index", anonymous=200)
TOOL = LockedRoute("/tools/<int:id>", ("GET", "POST"), "shop.tool", ("login_required",), 302, "/login", "api")
HEADER = '{"schema": "releasecheck/routes/1"}\n'
TEXT = f"""{HEADER}\
{{"rule": "/", "methods": ["GET"], "endpoint": "index", "guards": [], "anonymous": 200}}
{{"host": "api", "rule": "/tools/<int:id>", "methods": ["GET", "POST"], "endpoint": "shop.tool", \
"guards": ["login_required"], "anonymous": 302, "to": "/login"}}
"""


def test_one_line_for_each_route_sorted() -> None:
    assert lock_text([TOOL, INDEX]) == TEXT


def test_reading_what_was_written() -> None:
    assert read_lock(TEXT) == (INDEX, TOOL)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "it does not begin with releasecheck/routes/1"),
        ("{}", "it does not begin with releasecheck/routes/1"),
        ("[1]", "it does not begin with releasecheck/routes/1"),
        (HEADER + "<<<<<<< HEAD\n", "line 2 is no route"),
        (HEADER + '\n{"rule": "/", "methods": "GET", "endpoint": "x"}', "line 3 is no route"),
        (HEADER + '{"rule": "/"}', "line 2 is no route"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert gather_lock(tmp_path) == Absence("inconclusive", f"routes.lock cannot be read: {fault}")


def test_gathering(tmp_path: Path) -> None:
    nothing = gather_lock(tmp_path)
    assert isinstance(nothing, Absence)
    assert nothing.outcome == "skipped"
    (tmp_path / FILE).write_text(TEXT)
    assert gather_lock(tmp_path) == RouteLock((INDEX, TOOL))


@pytest.mark.parametrize(
    ("answer", "anonymous", "to"),
    [
        (response("/", 200), 200, None),
        (response("/", 302, headers={"location": "https://shop.example/login?next=/"}), 302, "/login"),
        (response("/", 404), 404, None),
        (response("/", 500), None, None),
        (response("/", None, outcome="raised"), None, None),
        (response("/", 200, signed_in=True), None, None),
        (response("/", 200, second=True), None, None),
        (response("/", 200, linked_from="/list"), None, None),  # the next row may answer something else
        (response("/other", 200), None, None),
    ],
)
def test_what_an_anonymous_visitor_gets(answer: Any, anonymous: int | None, to: str | None) -> None:
    (seen,) = routes_now(app(routes=[route("/", "index")]), None, requests(answer))
    assert (seen.anonymous, seen.to) == (anonymous, to)


def test_with_credentials_in_every_request_nothing_is_said_of_visitors() -> None:
    asked = requests(response("/", 200), sends=["Authorization"])
    assert routes_now(app(routes=[route("/", "index")]), None, asked)[0].anonymous is None


@pytest.mark.parametrize(
    ("decorators", "guards"),
    [
        (("author_blp.response", "admin_blp.arguments", "author_page"), ()),
        (
            ("authorize", "authorised", "jwt.author_required"),
            ("authorize", "authorised", "jwt.author_required"),
        ),
        (("login_required", "cache.cached"), ("login_required",)),
        (("auth.login_required", "admin_only"), ("auth.login_required", "admin_only")),
        (("csrf.exempt", "login_not_required", "limiter.limit", "public"), ()),
    ],
)
@pytest.mark.parametrize("class_based", [False, True])
def test_guards_by_their_names(decorators: Any, guards: Any, class_based: bool) -> None:
    function = RouteFunction("index", at("app.py", 5), "app", ("/",), None, below=decorators)
    method = body(verb="GET", decorators=decorators)
    told = source(views=[method]) if class_based else source(route_functions=[function])
    (seen,) = routes_now(app(routes=[route("/", "index", view=view())]), told, None)
    assert seen.guards == guards


def test_two_rules_of_one_path_and_endpoint_are_one_line() -> None:
    routes = [route("/", "index"), route("/", "index", methods=("OPTIONS", "POST"))]
    assert [one.methods for one in routes_now(app(routes=routes), None, None)] == [("GET", "POST")]


def test_what_was_not_asked_this_time_keeps_what_was_seen_earlier() -> None:
    unasked = dataclasses.replace(TOOL, anonymous=None, to=None, guards=())
    opened = dataclasses.replace(INDEX, anonymous=401)
    assert kept([unasked, INDEX], [TOOL, opened]) == [dataclasses.replace(TOOL, guards=()), INDEX]
