"""Pages for one row that was known of no row."""

from typing import Any

import pytest

from releasecheck.facts.requests import Login, Unasked
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, requests, response, route, view

POST, MEMBER = "/posts/<int:post_id>", "/members/<name>"
VIEW = view("post", 7)


def unasked(rule: str, endpoint: str, *lacking: str) -> Unasked:
    return Unasked(rule, endpoint, f"needs a value for {', '.join(lacking)}", lacking)


def asked(*unasked: Unasked, **fields: Any) -> Given:
    routes = [route(POST, "post", view=VIEW), route(MEMBER, "member"), route("/files/<path:name>", "file")]
    return {
        "requests": requests(*fields.pop("responses", ()), unasked=unasked, **fields),
        "app": app(routes=routes),
    }


def test_detail_page_unseen_faulty() -> None:
    absent = response("/posts/2046046046", 404, rule=POST, endpoint="post")
    given = asked(unasked(POST, "post", "post_id"), unasked(MEMBER, "member", "name"), absent=[absent])
    assert ask("detail-page-unseen", given) == [
        Found(
            f"2 pages take an id or a name, and nothing gave one that exists: GET {POST} and GET {MEMBER}",
            subject="examples",
            place=at("app.py", 7),
            evidence=(
                "GET /posts/2046046046 -> 404, an id that nobody has",
                "GET /members/<name> was not asked",
            ),
            fix='Below [tool.releasecheck.requests]: examples = { post_id = 1, name = "..." }, '
            "with values that are there.",
        )
    ]


@pytest.mark.parametrize("login", [None, Login("members:ada")])
def test_where_a_login_hides_the_links(login: Login | None) -> None:
    moved = [
        response(f"/{number}", 302, headers={"location": "/login"}, endpoint="index") for number in range(3)
    ]
    given = asked(unasked(POST, "post", "post_id"), responses=moved, login=login)
    (found,) = ask("detail-page-unseen", given)
    assert ("login = " in found.fix) is (login is None)


@pytest.mark.parametrize(
    "given",
    [
        asked(),
        asked(Unasked(POST, "post", "its source calls commit")),
        asked(unasked("/files/<path:name>", "file", "name")),
        asked(unasked("/static/<path:filename>", "static", "filename")),
        asked(
            unasked(MEMBER, "member", "name"),
            own_files=[response("/members/x.py", 404, rule=MEMBER, endpoint="member")],
        ),
    ],
    ids=["asked", "left out for what it does", "a path", "no view of the project", "files"],
)
def test_detail_page_unseen_fine(given: Given) -> None:
    assert ask("detail-page-unseen", given) == []


def left_out(*reasons: str, rule: str = "/mailing/") -> Given:
    routes = [route(rule, f"page{at}", view=view("page", at)) for at, _ in enumerate(reasons, 7)]
    unasked = [Unasked(rule, f"page{at}", reason) for at, reason in enumerate(reasons, 7)]
    return {"requests": requests(unasked=unasked), "app": app(routes=routes)}


def test_pages_that_were_left_out() -> None:
    named = "'export' in its name sounds like a change"
    assert ask("detail-page-unseen", left_out("its source calls Mail.tidy", named)) == [
        Found(
            "2 pages were not asked, and may change something: GET /mailing/",
            subject="not asked",
            place=at("app.py", 7),
            evidence=("GET /mailing/: its source calls Mail.tidy", f"GET /mailing/: {named}"),
            fix='Below [tool.releasecheck.requests]: examples = { "/mailing/" = {} } asks a page that does '
            'no harm, and skip = ["page7"] says that nobody shall.',
        )
    ]


@pytest.mark.parametrize("reason", ["takes no GET", "the setting requests.skip", "no view answers it"])
def test_pages_that_nobody_wants_asked(reason: str) -> None:
    assert ask("detail-page-unseen", left_out(reason)) == [
        DoesNotApply("no page of the app takes an argument")
    ]


def test_signing_out_shows_nothing() -> None:
    given = left_out("'logout' in its name sounds like a change", rule="/logout")
    assert ask("detail-page-unseen", given) == [DoesNotApply("no page of the app takes an argument")]


def test_detail_page_unseen_does_not_apply() -> None:
    given = {"requests": requests(), "app": app(routes=[route("/", "index")])}
    assert ask("detail-page-unseen", given) == [DoesNotApply("no page of the app takes an argument")]
