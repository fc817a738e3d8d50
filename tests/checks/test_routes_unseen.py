"""Pages that a login keeps from the sweep, and the rules that would have to see them."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.requests import Login, Requests, Response
from releasecheck.findings import CouldNotLook

from .build import app, ask, crash, project, requests, response

UNSEEN = CouldNotLook(
    "3 of the 4 pages that were asked only send strangers to sign in:"
    ' login = "module:function" below [tool.releasecheck.requests] signs a client in'
)


def page(path: str, status: int = 200, to: str | None = None, **fields: Any) -> Response:
    return response(path, status, headers={"location": to} if to else {}, **fields)


def site(*answers: Response, **fields: Any) -> Requests:
    """A home page with a policy, beside these; one route with an argument was asked as well."""
    home = response(
        "/", headers={"content-type": "text/html", "content-security-policy": "default-src 'self'"}
    )
    return requests(home, *answers, absent=[page("/posts/2046046046", 302, to="/login")], **fields)


def said(rule: str, swept: Requests) -> list[Any]:
    given: dict[str, Any] = {"requests": swept, "app": app(), "project": project()}
    needless = {"n-plus-one": ("app", "project"), "work-in-request-path": ("app", "project")}
    needless["csp-breaks-page"] = ("project",)
    return ask(rule, {name: fact for name, fact in given.items() if name not in needless.get(rule, ())})


RULES = ["csp-breaks-page", "n-plus-one", "route-5xx", "unknown-id-fails", "work-in-request-path"]
BEHIND = [page("/me", 302, to="/login?next=%2Fme"), page("/api", 401), page("/admin", 403)]


@pytest.mark.parametrize("rule", RULES)
def test_pages_behind_a_login(rule: str) -> None:
    assert said(rule, site(*BEHIND)) == [UNSEEN]
    assert said(rule, site(*BEHIND, page("/me", 302, to="/login", second=True))) == [UNSEEN]


def tokenless(path: str, kind: str = "NoAuthorizationError") -> Response:
    """Where an API of Flask-RESTful answers for the handler of Flask-JWT-Extended."""
    raised = crash(f"flask_jwt_extended.exceptions.{kind}", "Missing Authorization Header")
    return page(path, 500, crash=raised)


TOKEN = 'headers = { Authorization = "Bearer $TOKEN" }'
REFUSED = CouldNotLook(
    "3 of the 4 pages that were asked only refuse strangers:"
    ' login = "module:function" below [tool.releasecheck.requests] signs a client in,'
    f" and {TOKEN} there gives each request a token"
)
API = [page("/me", 401), page("/api", 401), page("/admin", 403)]


@pytest.mark.parametrize("rule", RULES)
def test_an_api_that_may_want_a_token(rule: str) -> None:
    assert said(rule, site(*API)) == [REFUSED]
    opened_none = (
        "the login hook tests.login:as_member opened none of the pages that only refuse strangers"
        " (/me, /api and /admin): have it sign in as a visitor does, by the form, and raise where the answer"
        f" is no redirect; where they want a token, {TOKEN} below [tool.releasecheck.requests]"
    )
    swept = site(
        *API, signed_in=[replace(one, signed_in=True) for one in API], login=Login("tests.login:as_member")
    )
    assert said(rule, swept) == [CouldNotLook(opened_none)]


def test_pages_that_die_for_want_of_a_token() -> None:
    swept = site(tokenless("/me"), tokenless("/cart"), tokenless("/orders"))
    assert said("n-plus-one", swept) == [REFUSED]
    assert REFUSED in said("route-5xx", swept)
    others = site(tokenless("/me"), tokenless("/cart"), tokenless("/orders", "WrongTokenError"))
    assert said("n-plus-one", others) == []
    assert REFUSED not in said("route-5xx", others)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "swept",
    [
        site(*BEHIND[:2]),
        site(*BEHIND[:2], page("/old", 301, to="/new"), page("/x", 404)),
        site(*(page(f"/{n}", 302, to="/authors/ada") for n in range(3))),
        site(*(page(f"/{n}", 302, to="/blog_index") for n in range(3))),
        site(*(page(f"/{n}", 302, to="/sessions") for n in range(3))),
        site(*BEHIND, login=Login("tests.login:as_member")),
    ],
)
def test_pages_that_were_seen(swept: Requests, rule: str) -> None:
    assert said(rule, swept) == []


def again(*answers: Response, login: Login | None = None) -> Requests:
    signed_in = [replace(one, signed_in=True) for one in answers]
    return site(*BEHIND, signed_in=signed_in, login=login or Login("tests.login:as_member"))


@pytest.mark.parametrize("rule", RULES)
def test_a_hook_that_signs_nobody_in(rule: str) -> None:
    opened_none = (
        "the login hook tests.login:as_member opened none of the pages that only send strangers to sign in"
        " (/me, /api and /admin): "
    )
    form = "have it sign in as a visitor does, by the form, and raise where the answer is no redirect"
    strong = (
        'with SESSION_PROTECTION = "strong" Flask-Login drops a session["_user_id"] that stands without'
        ' session["_id"]: have it sign in by the form'
    )
    assert said(rule, again(page("/"), *BEHIND)) == [CouldNotLook(opened_none + form)]
    login = Login("tests.login:as_member", protected=True)
    assert said(rule, again(*BEHIND, login=login)) == [CouldNotLook(opened_none + strong)]


@pytest.mark.parametrize("rule", RULES)
def test_a_hook_that_opens_a_page(rule: str) -> None:
    assert said(rule, again(page("/me"), *BEHIND[1:])) == []
    assert said(rule, again(page("/me", 302, to="/welcome"), *BEHIND[1:])) == []
