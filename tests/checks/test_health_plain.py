"""What is said of a site with TLS that is there without it, or sends its visitors there."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.live import Page
from releasecheck.facts.requests import Cookie
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import Given, app, ask, at, cookie, outcome, route, table
from .test_health_live import NOTHING, URL, live, page

PLAIN = "http://shop.example"
VIEW = at("app.py", 5)
SHOP = app(routes=[route("/", "index")], session_cookie=cookie())


def plain(path: str = "/", status: int | None = 200, **fields: Any) -> Page:
    asked = page(path, status, **{"purpose": "plain-http", "alike": True, **fields})
    return replace(asked, url=PLAIN + path)


def given(*pages: Page) -> Given:
    return {"live": live(*pages), "app": SHOP}


def sent(location: str, status: int = 301, **fields: Any) -> Page:
    return plain(status=status, headers={"location": location}, alike=False, **fields)


SESSION = Cookie("session", secure=False, http_only=True, same_site="Lax")


@table(
    {
        "a page": (
            given(plain()),
            [Found("/ answers over plain http", URL, VIEW, evidence=(f"GET {PLAIN}/ answered 200",))],
        ),
        "a login": (
            given(plain("/login", shows=("password form",)), plain()),
            [
                Found(
                    "/login answers over plain http with a form for a password",
                    URL,
                    VIEW,
                    evidence=(f"GET {PLAIN}/login answered 200 with a form for a password",),
                    severity="error",
                )
            ],
        ),
        "a session": (
            given(plain(cookies=(SESSION,))),
            [
                Found(
                    "/ answers over plain http and sets the cookie session",
                    URL,
                    VIEW,
                    evidence=(f"GET {PLAIN}/ answered 200 and sets the cookie session",),
                    severity="error",
                )
            ],
        ),
        "it asks for a password": (
            given(plain(status=401, headers={"www-authenticate": "Basic realm=shop"})),
            [
                Found(
                    "/ answers over plain http and asks for a password",
                    URL,
                    VIEW,
                    evidence=(f"GET {PLAIN}/ answered 401 and asks for a password",),
                    severity="error",
                )
            ],
        ),
        "the app's own redirect stays there": (
            given(sent("/login")),
            [Found("/ answers over plain http", URL, VIEW, evidence=(f"GET {PLAIN}/ answered 301",))],
        ),
        "another host": (
            given(sent("https://login.example/")),
            [
                Found(
                    "plain http leads to login.example, another host",
                    URL,
                    evidence=(f"GET {PLAIN}/ answered 301 to https://login.example/",),
                )
            ],
        ),
        "a page that is lost": (
            given(sent(f"{URL}/"), plain("/today", 301, headers={"location": URL}, alike=False)),
            [
                Found(
                    "plain http leads from /today to /: a link loses its page",
                    URL,
                    evidence=(f"GET {PLAIN}/today answered 301 to {URL}",),
                )
            ],
        ),
    }
)
def test_deployed_http_open_faulty(given: Given, says: list[Any]) -> None:
    assert ask("deployed-http-open", given) == says


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(plain(status=None, failed="connect_refused", alike=None), id="closed"),
        pytest.param(plain(status=None, failed="connect_timeout", alike=None), id="dropped"),
        pytest.param(sent(f"{URL}/", 308), id="redirected"),
        pytest.param(sent(URL, 302), id="without the last slash"),
        pytest.param(sent("https://www.shop.example/", 301), id="to the name with www"),
        pytest.param(sent(f"{URL}/", cookies=(replace(SESSION, secure=True),)), id="Secure"),
        pytest.param(plain(alike=False), id="the web server's own greeting"),
        pytest.param(plain(by_edge=True), id="a gateway's page"),
        pytest.param(plain(status=404), id="nothing there"),
        pytest.param(plain(status=400), id="a port that wants TLS"),
        pytest.param(plain(status=401, headers={"www-authenticate": "Bearer"}), id="a token"),
        pytest.param(sent("http://www.shop.example/"), id="to another name first"),
        pytest.param(plain(status=404, cookies=(Cookie("balancer", False, False, None),)), id="a balancer's"),
    ],
)
def test_deployed_http_open_fine(one: Page) -> None:
    assert ask("deployed-http-open", given(one)) == []


def test_deployed_http_open_does_not_apply() -> None:
    no_tls = live(page(), url="http://shop.example")
    assert ask("deployed-http-open", {"live": no_tls}) == [
        DoesNotApply("http://shop.example is not served over TLS")
    ]
    assert ask("deployed-http-open", given(page())) == [
        DoesNotApply("no page was asked over plain http: none is known, or its port is not (--http-port)")
    ]
    ours = plain(status=None, failed="own_network", ours=True, alike=None)
    assert ask("deployed-http-open", given(ours)) == [
        CouldNotLook(f"{PLAIN}/ could not be asked from here: own_network")
    ]
    assert outcome("deployed-http-open").outcome == "skipped"


def routed(location: str, status: int = 302) -> Page:
    return page("/home", status, headers={"location": location})


def test_deployed_scheme_lost_faulty() -> None:
    assert ask("deployed-scheme-lost", given(page(), routed("http://shop.example/login"))) == [
        Found(
            "the deployed app sends a visitor of /home on to plain http",
            URL,
            VIEW,
            evidence=(f"GET {URL}/home answered 302 to http://shop.example/login",),
        )
    ]
    assert ask("deployed-scheme-lost", given(page(shows=("http link",)))) == [
        Found(
            "/ loads files or sends forms over plain http",
            URL,
            VIEW,
            evidence=(f"GET {URL}/ names http://shop.example/",),
            severity="warning",
        )
    ]


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(routed("/login"), id="relative"),
        pytest.param(routed("https://shop.example/login"), id="https"),
        pytest.param(routed("http://partner.example/"), id="another site"),
        pytest.param(page(headers={"location": "http://shop.example/1"}, status=201), id="no redirect"),
    ],
)
def test_deployed_scheme_lost_fine(one: Page) -> None:
    assert ask("deployed-scheme-lost", given(one)) == []


def test_deployed_scheme_lost_does_not_apply() -> None:
    assert ask("deployed-scheme-lost", {"live": live(url="http://shop.example")}) == [
        DoesNotApply("http://shop.example is not served over TLS")
    ]
    assert ask("deployed-scheme-lost", given()) == [NOTHING]
