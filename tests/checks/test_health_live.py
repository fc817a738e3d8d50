"""What is said of the deployed pages beside the release's own answers."""

from typing import Any

import pytest

from releasecheck.facts.live import Live, Page
from releasecheck.facts.requests import Cookie
from releasecheck.facts.runs import Deployed
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import Given, app, ask, at, outcome, project, requests, response, route, table

URL = "https://shop.example"
VIEW = at("app.py", 5)
NOTHING = DoesNotApply(f"nothing of the kind was asked of {URL}")


def page(path: str = "/", status: int | None = 200, **fields: Any) -> Page:
    """The live answer to GET of the route `index`."""
    own: Given = {"purpose": "route", "method": "GET", "endpoint": "index", "rule": path}
    return Page(path=path, url=URL + path, status=status, **{**own, **fields})


def options(path: str = "/", status: int | None = 404, **fields: Any) -> Page:
    return page(path, status, purpose="mounted", method="OPTIONS", **fields)


def nowhere(status: int | None = 404, **fields: Any) -> Page:
    return page("/nowhere", status, **{"purpose": "nowhere", "endpoint": None, "rule": None, **fields})


def live(*pages: Page, **fields: Any) -> Live:
    return Live(**{"url": URL, "pages": pages, **fields})


def given(*pages: Page, before: Any = None, **fields: Any) -> Given:
    """The live pages, the release's answer to the same, and its app."""
    return {
        "live": live(*pages, **fields),
        "requests": requests(before or response()),
        "app": app(routes=[route("/", "index")]),
    }


@table(
    {
        "the app has no such route": (
            given(page(status=404), options()),
            [
                Found(
                    "the deployed app answers 404 to /, where the release answers 200",
                    "/",
                    VIEW,
                    evidence=(f"GET {URL}/ answered 404", f"OPTIONS {URL}/ answered 404"),
                )
            ],
        ),
        "a proxy does not pass it on": (
            given(page(status=404, by_edge=True), options()),
            [
                Found(
                    "a proxy or load balancer answers 404 to /, where the release answers 200",
                    "/",
                    VIEW,
                    evidence=(f"GET {URL}/ answered 404", f"OPTIONS {URL}/ answered 404"),
                )
            ],
        ),
        "one that takes POST only": (
            given(options("/orders", endpoint="index")),
            [
                Found(
                    "the deployed app answers 404 to /orders",
                    "/orders",
                    VIEW,
                    evidence=(f"OPTIONS {URL}/orders answered 404",),
                )
            ],
        ),
    }
)
def test_deployed_route_missing_faulty(given: Given, says: list[Any]) -> None:
    assert ask("deployed-route-missing", given) == says


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(given(page()), id="there"),
        pytest.param(given(page(status=403)), id="closed"),
        pytest.param(given(page(status=302)), id="sent elsewhere"),
        pytest.param(
            given(page(status=404), options(status=200)), id="there, and empty: no row in this data"
        ),
        pytest.param(given(page(status=404), options(status=405)), id="there, and takes no OPTIONS"),
        pytest.param(given(page(status=404), before=response(status=404)), id="as in the release"),
        pytest.param(given(options("/orders", 405)), id="takes POST only"),
        pytest.param(given(page(status=404, path="/other"), options("/other", 200)), id="not asked before"),
    ],
)
def test_deployed_route_missing_fine(one: Given) -> None:
    assert ask("deployed-route-missing", one) == []


def test_deployed_route_missing_does_not_apply() -> None:
    assert ask("deployed-route-missing", given()) == [NOTHING]
    assert ask("deployed-route-missing", given(page(status=404), options(status=None, failed="reset"))) == [
        CouldNotLook("/ gave no answer: reset"),
        CouldNotLook("/ answers 404, and whether it is there at all could not be asked"),
    ]
    assert outcome("deployed-route-missing").outcome == "skipped"


@table(
    {
        "the app's 500": (
            given(page(status=500)),
            [
                Found(
                    "the deployed app answers 500 to /, where the release answers 200",
                    "/",
                    VIEW,
                    evidence=(f"GET {URL}/ answered 500",),
                )
            ],
        ),
        "a gateway's 502": (
            given(page(status=502, by_edge=True), before=response(status=401)),
            [
                Found(
                    "a proxy or load balancer answers 502 to /, where the release answers 401",
                    "/",
                    VIEW,
                    evidence=(f"GET {URL}/ answered 502",),
                )
            ],
        ),
    }
)
def test_deployed_route_broken_faulty(given: Given, says: list[Any]) -> None:
    assert ask("deployed-route-broken", given) == says


@pytest.mark.parametrize(
    "one",
    [
        given(page()),
        given(page(status=404)),
        given(page(status=503), before=response(status=503)),
        given(page(status=500), before=response(status=None, outcome="raised")),
    ],
)
def test_deployed_route_broken_fine(one: Given) -> None:
    assert ask("deployed-route-broken", one) == []


def test_deployed_route_broken_says_once_that_a_proxy_finds_no_app() -> None:
    several = given(
        page(status=502, by_edge=True),
        page("/shop", 502, by_edge=True),
        page("/staff", 500),
        before=response(),
    )
    several["requests"] = requests(response(), response("/shop", 302), response("/staff"))
    assert ask("deployed-route-broken", several) == [
        Found(
            "a proxy or load balancer answers 502 to / and /shop",
            URL,
            evidence=(
                f"GET {URL}/ answered 502, the release 200",
                f"GET {URL}/shop answered 502, the release 302",
            ),
        ),
        Found(
            "the deployed app answers 500 to /staff, where the release answers 200",
            "/staff",
            VIEW,
            evidence=(f"GET {URL}/staff answered 500",),
        ),
    ]


def test_deployed_route_broken_does_not_apply() -> None:
    assert ask("deployed-route-broken", given()) == [NOTHING]
    said = ask("deployed-route-broken", given(page(status=None, failed="header_timeout")))
    assert said == [CouldNotLook("/ gave no answer: header_timeout")]


CLOSED = response(status=401)
TO_LOGIN = response(status=302, headers={"location": "/account/login?next=/"})


@pytest.mark.parametrize(
    ("before", "was"), [(CLOSED, "401"), (TO_LOGIN, "302 to /account/login?next=/")], ids=["401", "login"]
)
def test_deployed_route_open_faulty(before: Any, was: str) -> None:
    assert ask("deployed-route-open", given(page(), before=before)) == [
        Found(
            f"/ answers 200 to anybody, where the release answers {was}",
            "/",
            VIEW,
            evidence=(f"GET {URL}/ answered 200",),
        )
    ]


@pytest.mark.parametrize(
    "one",
    [
        given(page()),
        given(page(status=401), before=CLOSED),
        given(page(status=302), before=TO_LOGIN),
        given(page(), before=response(status=302, headers={"location": "/en/"})),
        given(page(), before=response(status=302, headers={"location": "/authors"})),
    ],
)
def test_deployed_route_open_fine(one: Given) -> None:
    assert ask("deployed-route-open", one) == []


def test_deployed_route_open_does_not_apply() -> None:
    assert ask("deployed-route-open", given(page(), before=CLOSED, with_credentials=True)) == [
        DoesNotApply("the questions carried credentials, so that nothing is learned about strangers")
    ]
    assert ask("deployed-route-open", given()) == [NOTHING]


NOT_FOUND = requests(not_found=response("/releasecheck-1", 404, endpoint=None, rule=None))


@table(
    {
        "a traceback": (
            {"live": live(nowhere(500, shows=("traceback",))), "requests": NOT_FOUND},
            [
                Found(
                    "the deployed app shows a traceback to whoever asks for a path that is not there",
                    f"{URL}/nowhere",
                )
            ],
        ),
        "a 500, and no release file": (
            {"live": live(nowhere(500))},
            [Found("the deployed app answers 500 to a path that is not there", f"{URL}/nowhere")],
        ),
        "everything is there": (
            {"live": live(nowhere(200)), "requests": NOT_FOUND},
            [
                Found(
                    "the deployed app answers 200 to a path that is not there, where the release answers 404",
                    f"{URL}/nowhere",
                    severity="warning",
                )
            ],
        ),
    }
)
def test_deployed_error_page_faulty(given: Given, says: list[Any]) -> None:
    assert ask("deployed-error-page", given) == says


@pytest.mark.parametrize(
    "one",
    [
        {"live": live(nowhere()), "requests": NOT_FOUND},
        {"live": live(nowhere(by_edge=True)), "requests": NOT_FOUND},
        {"live": live(nowhere(302)), "requests": NOT_FOUND},
        {"live": live(nowhere(200)), "requests": requests(not_found=response(status=200))},
        {"live": live(nowhere(200)), "requests": requests()},
    ],
    ids=["404", "a proxy's 404", "to the login", "as in the release", "no path without a rule"],
)
def test_deployed_error_page_fine(one: Given) -> None:
    assert ask("deployed-error-page", one) == []


def test_deployed_error_page_does_not_apply() -> None:
    assert ask("deployed-error-page", {"live": live()}) == [NOTHING]
    silent = {"live": live(nowhere(None, failed="reset"))}
    assert ask("deployed-error-page", silent) == [CouldNotLook("/nowhere gave no answer: reset")]


STYLE = page("/static/style.css", 404, purpose="static", method="HEAD", endpoint="static", rule=None)


def test_deployed_static_missing_faulty() -> None:
    said = ask("deployed-static-missing", {"live": live(STYLE), "app": app()})
    assert said == [
        Found(
            "the deployed site has no /static/style.css",
            "/static/style.css",
            at("app.py", 1),
            evidence=(f"HEAD {URL}/static/style.css answered 404",),
        )
    ]


@pytest.mark.parametrize("status", [200, 301, 403, 405])
def test_deployed_static_missing_fine(status: int) -> None:
    one = page("/static/style.css", status, purpose="static", method="HEAD")
    assert ask("deployed-static-missing", {"live": live(one)}) == []


def test_deployed_static_missing_does_not_apply() -> None:
    assert ask("deployed-static-missing", {"live": live()}) == [NOTHING]


def health(*before: str, **fields: Any) -> Given:
    """A release whose health answer names these, and the live one that `fields` give."""
    return {
        "live": live(page(), **fields),
        "project": project(),
        "app": app(routes=[route("/healthz", "healthz")]),
        "requests": requests(response("/healthz", health_checks=before), response("/", health_checks=("x",))),
    }


def healthy_at(path: str) -> Deployed:
    return Deployed(URL + path, "ok", (), {})


@table(
    {
        "the same route was asked": (
            {**health("database"), "deployed": healthy_at("/healthz/")},
            [
                Found(
                    "the deployed health answer does not name database, as the release's does",
                    "database",
                )
            ],
        ),
        "the release names it": (
            health("database", "mail", checked_now=("mail",), checked_before=("database",)),
            [
                Found(
                    "the deployed health answer does not name database, as the release's does",
                    "database",
                )
            ],
        ),
        "none is left": (
            health("database"),
            [
                Found(
                    "the deployed health answer does not name database, as the release's does",
                    "database",
                )
            ],
        ),
        "the build before named it": (
            health("mail", checked_now=("mail",), checked_before=("database", "mail")),
            [
                Found(
                    "the health answer does not name database, as it did before the deploy",
                    "database",
                    severity="warning",
                )
            ],
        ),
    }
)
def test_deployed_dependency_missing_faulty(given: Given, says: list[Any]) -> None:
    assert ask("deployed-dependency-missing", given) == says


@pytest.mark.parametrize(
    "one",
    [
        health("mail", checked_now=("mail", "queue")),
        health(checked_now=("mail",), checked_before=("mail",)),
        {"live": live(checked_now=("mail",)), "project": project()},
        {**health("database", checked_now=("database",)), "deployed": healthy_at("/healthz")},
        {**health("database", checked_now=()), "deployed": healthy_at("/__version__")},
    ],
)
def test_deployed_dependency_missing_fine(one: Given) -> None:
    assert ask("deployed-dependency-missing", one) == []


def test_deployed_dependency_missing_does_not_apply() -> None:
    assert ask("deployed-dependency-missing", health()) == [
        DoesNotApply("the health answer names no dependencies")
    ]


HSTS, CSP = "strict-transport-security", "content-security-policy"


def headers(was: dict[str, str], now: dict[str, str], url: str = URL, **fields: Any) -> Given:
    return {
        "live": live(page(headers=now, **fields), url=url),
        "requests": requests(response(headers=was)),
    }


@pytest.mark.parametrize(
    ("was", "now", "name", "how"),
    [
        ({CSP: "default-src 'self'"}, {}, "Content-Security-Policy", "missing"),
        ({HSTS: "max-age=31536000"}, {}, "Strict-Transport-Security", "missing"),
        (
            {HSTS: "max-age=31536000"},
            {HSTS: "max-age=300"},
            "Strict-Transport-Security",
            "300 seconds long, not 31536000,",
        ),
        ({"x-frame-options": "DENY"}, {CSP: "default-src 'self'"}, "X-Frame-Options", "missing"),
    ],
)
def test_deployed_headers_weaker_faulty(was: Any, now: Any, name: str, how: str) -> None:
    assert ask("deployed-headers-weaker", headers(was, now)) == [
        Found(f"{name} is {how} on the deployed site", name, evidence=(f"GET {URL}/: {how}",))
    ]


def test_deployed_headers_weaker_of_the_error_page() -> None:
    before = requests(not_found=response("/x", 404, headers={CSP: "default-src 'self'"}))
    said = ask("deployed-headers-weaker", {"live": live(nowhere()), "requests": before})
    assert said == [
        Found(
            "Content-Security-Policy is missing on the deployed site",
            "Content-Security-Policy",
            evidence=(f"GET {URL}/nowhere: missing",),
        )
    ]


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(headers({CSP: "script-src 'nonce-a'"}, {CSP: "script-src 'nonce-b'"}), id="a nonce"),
        pytest.param(headers({}, {CSP: "default-src 'self'"}), id="more than the release"),
        pytest.param(headers({HSTS: "max-age=300"}, {HSTS: 'max-age="31536000"'}), id="longer"),
        pytest.param(headers({HSTS: "max-age=300"}, {}, "http://shop.example"), id="not over http"),
        pytest.param(headers({CSP: "x"}, {}, status=404), id="another answer"),
        pytest.param(headers({CSP: "x"}, {}, by_edge=True), id="a proxy's answer"),
        pytest.param(
            headers({"x-frame-options": "DENY"}, {CSP: "frame-ancestors 'none'"}),
            id="the newer header does it",
        ),
    ],
)
def test_deployed_headers_weaker_fine(one: Given) -> None:
    assert ask("deployed-headers-weaker", one) == []


def test_deployed_headers_weaker_does_not_apply() -> None:
    assert ask("deployed-headers-weaker", {"live": live(), "requests": requests()}) == [NOTHING]


GUARDED = Cookie("session", secure=True, http_only=True, same_site="Lax")


def cookies(now: Cookie, url: str = URL) -> Given:
    return {
        "live": live(page(cookies=(now,)), url=url),
        "requests": requests(response(cookies=(GUARDED,))),
    }


@pytest.mark.parametrize(
    ("now", "lost"),
    [
        (Cookie("session", secure=False, http_only=True, same_site="Lax"), "Secure"),
        (Cookie("session", secure=True, http_only=False, same_site="Strict"), "HttpOnly"),
        (Cookie("session", secure=True, http_only=True, same_site="None"), "SameSite=Lax"),
        (Cookie("session", secure=True, http_only=True, same_site=None), "SameSite=Lax"),
    ],
)
def test_deployed_cookie_weaker_faulty(now: Cookie, lost: str) -> None:
    assert ask("deployed-cookie-weaker", cookies(now)) == [
        Found(f"the cookie session comes without {lost}", "session", evidence=(f"{URL}/: without {lost}",))
    ]


@pytest.mark.parametrize(
    "one",
    [
        cookies(GUARDED),
        cookies(Cookie("session", secure=True, http_only=True, same_site="Strict")),
        cookies(Cookie("balancer", secure=False, http_only=False, same_site=None)),
        cookies(Cookie("session", secure=False, http_only=True, same_site="Lax"), "http://shop.example"),
    ],
    ids=["the same", "stricter", "the balancer's own", "Secure means nothing over http"],
)
def test_deployed_cookie_weaker_fine(one: Given) -> None:
    assert ask("deployed-cookie-weaker", one) == []


def test_deployed_cookie_weaker_does_not_apply() -> None:
    assert ask("deployed-cookie-weaker", {"live": live(), "requests": requests()}) == [NOTHING]


def dotfile(path: str, *shows: Any, status: int = 200) -> Page:
    return page(path, status, purpose="dotfile", endpoint=None, rule=None, shows=shows)


def test_exposed_dotfiles_faulty() -> None:
    said = ask("exposed-dotfiles", {"live": live(dotfile("/.env", "dotenv"), dotfile("/.git/HEAD", "git"))})
    assert said == [
        Found(f"anybody can read {URL}{path}", path, evidence=(f"GET {URL}{path} answered 200",))
        for path in ("/.env", "/.git/HEAD")
    ]


@pytest.mark.parametrize("status", [200, 403, 404])
def test_exposed_dotfiles_fine(status: int) -> None:
    assert ask("exposed-dotfiles", {"live": live(dotfile("/.env", status=status))}) == []


def test_exposed_dotfiles_does_not_apply() -> None:
    assert ask("exposed-dotfiles", {"live": live()}) == [NOTHING]


def test_deployed_host_forged_faulty() -> None:
    one = page("/?releasecheck=1", 302, purpose="forged-host", shows=("forged host",))
    assert ask("deployed-host-forged", {"live": live(one)}) == [
        Found("/ links to the host that X-Forwarded-Host names", "/")
    ]


def test_deployed_host_forged_fine() -> None:
    assert ask("deployed-host-forged", {"live": live(page(purpose="forged-host"))}) == []


def test_deployed_host_forged_does_not_apply() -> None:
    assert ask("deployed-host-forged", {"live": live()}) == [NOTHING]


def test_deployed_known_session_key_faulty() -> None:
    assert ask("deployed-known-session-key", {"live": live(page(), published_key=True)}) == [
        Found("a published key signs the sessions of the deployed site", "SECRET_KEY")
    ]


def test_deployed_known_session_key_fine() -> None:
    assert ask("deployed-known-session-key", {"live": live(page(), published_key=False)}) == []


def test_deployed_known_session_key_does_not_apply() -> None:
    assert ask("deployed-known-session-key", {"live": live(page())}) == [
        DoesNotApply("the site sent no cookie that Flask signs")
    ]
    assert ask("deployed-known-session-key", {"live": live(page(status=None, failed="reset"))}) == [
        CouldNotLook(f"{URL} gave no answer to look at")
    ]


def test_health_not_cached_faulty() -> None:
    said = ask("health-not-cached", {"live": live(health_kept="Age: 42")})
    assert said == [Found("a cache answers for the health route (Age: 42)", URL)]


def test_health_not_cached_fine() -> None:
    assert ask("health-not-cached", {"live": live()}) == []


def test_health_not_cached_does_not_apply() -> None:
    assert outcome("health-not-cached").outcome == "skipped"
