"""What is said of the deployed site's methods, error pages, files and cookies beside the release's own."""

from typing import Any

import pytest

from releasecheck.facts.live import OneByOne, Page
from releasecheck.facts.requests import Cookie
from releasecheck.facts.runs import Deployed
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import Given, app, ask, at, requests, response, route, table
from .test_health_live import CSP, HSTS, NOTHING, URL, headers, live, nowhere, options, page

VIEW = at("app.py", 5)
POSTED = route("/orders", "index", methods=["OPTIONS", "POST"])


def allowed(allow: str | None, **fields: Any) -> Page:
    known = {} if allow is None else {"allow": allow}
    return options("/orders", 200, headers=known, **fields)


def orders(*pages: Page, routes: Any = (POSTED,)) -> Given:
    return {"live": live(*pages), "app": app(routes=list(routes))}


def test_deployed_methods_missing_faulty() -> None:
    assert ask("deployed-methods-missing", orders(allowed("GET, HEAD, OPTIONS"))) == [
        Found(
            "/orders takes no POST on the deployed site",
            "/orders",
            VIEW,
            evidence=(f"OPTIONS {URL}/orders answered Allow: GET, HEAD, OPTIONS",),
        )
    ]
    refused = page("/orders", 405, purpose="not-allowed", headers={"allow": "PUT"})
    (found,) = ask("deployed-methods-missing", orders(refused))
    assert found.evidence == (f"GET {URL}/orders answered Allow: PUT",)


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(orders(allowed("OPTIONS, POST")), id="the same"),
        pytest.param(orders(allowed("post")), id="no OPTIONS, small letters"),
        pytest.param(orders(allowed("GET, POST, PUT")), id="more"),
        pytest.param(orders(allowed(None)), id="what answers OPTIONS says nothing"),
        pytest.param(orders(allowed("GET", by_edge=True)), id="a gateway's own"),
        pytest.param(
            orders(allowed("GET"), routes=(POSTED, route("/orders", "o", host="x", methods=["PUT"]))[1:]),
            id="a rule of another host",
        ),
    ],
)
def test_deployed_methods_missing_fine(one: Given) -> None:
    assert ask("deployed-methods-missing", one) == []


def test_deployed_methods_missing_does_not_apply() -> None:
    assert ask("deployed-methods-missing", orders(page())) == [
        DoesNotApply(f"no route that takes other methods than GET was asked of {URL}")
    ]


JSON, HTML = {"content-type": "application/json"}, {"content-type": "text/html; charset=utf-8"}
PROBLEM = {"content-type": "application/problem+json"}


def api(status: int = 404, kind: Any = HTML, **fields: Any) -> Page:
    about = {"purpose": "nowhere-api", "endpoint": None, "rule": None, "headers": kind}
    return page("/api/nowhere", status, **{**about, **fields})


def refused(status: int = 405, kind: Any = HTML) -> Page:
    return page("/orders", status, purpose="not-allowed", headers=kind)


def errors(*pages: Page, kind: Any = JSON) -> Given:
    answers = {
        "api_not_found": response("/api/x", 404, endpoint=None, rule=None, headers=kind),
        "not_allowed": response("/orders", 405, headers=kind),
        "not_found": response("/x", 404, endpoint=None, rule=None, headers=HTML),
    }
    return {"live": live(*pages), "requests": requests(**answers)}


NO_PATH = "a path that is not there"


@table(
    {
        "a proxy's page below the API": (
            errors(api(by_edge=True)),
            [
                Found(
                    f"a proxy or load balancer answers {NO_PATH} with text/html, "
                    "where the release answers JSON",
                    f"{URL}/api/nowhere",
                    evidence=(f"GET {URL}/api/nowhere answered 404 as text/html",),
                )
            ],
        ),
        "the app's page for a wrong method": (
            errors(refused(kind={}), kind=PROBLEM),
            [
                Found(
                    "the deployed app answers a method that it does not take with no type, "
                    "where the release answers JSON",
                    f"{URL}/orders",
                    evidence=(f"GET {URL}/orders answered 405 as no type",),
                )
            ],
        ),
        "one cause, seen twice": (
            errors(nowhere(500), api(500)),
            [Found(f"the deployed app answers 500 to {NO_PATH}", f"{URL}/nowhere")],
        ),
        "a traceback below the API": (
            errors(api(404, JSON, shows=("traceback",))),
            [
                Found(
                    f"the deployed app shows a traceback to whoever asks for {NO_PATH}", f"{URL}/api/nowhere"
                )
            ],
        ),
        "every method is taken": (
            errors(refused(200)),
            [
                Found(
                    "the deployed app answers 200 to a method that it does not take, "
                    "where the release answers 405",
                    f"{URL}/orders",
                    severity="warning",
                )
            ],
        ),
    }
)
def test_deployed_error_page_of_another_shape(given: Given, says: list[Any]) -> None:
    assert ask("deployed-error-page", given) == says


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(errors(nowhere(), api(kind=JSON), refused(kind=JSON)), id="the same"),
        pytest.param(errors(api(kind=PROBLEM)), id="JSON of another kind"),
        pytest.param(errors(api(), kind=HTML), id="HTML in the release, too"),
        pytest.param(errors(api(403)), id="a firewall's answer"),
        pytest.param({"live": live(api(), refused())}, id="nothing is known of the release"),
    ],
)
def test_deployed_error_page_of_the_same_shape(one: Given) -> None:
    assert ask("deployed-error-page", one) == []


STYLE = "/static/style.css"


def asset(digest: str | None = "aa", size: int = 90, status: int = 200, method: str = "GET") -> Page:
    about: Given = {"purpose": "static", "method": method, "endpoint": "static", "rule": None}
    return page(STYLE, status, **about, digest=digest, size=size)


def styled(*pages: Page, length: str = "90", status: int = 200) -> Given:
    known = {"endpoint": None, "rule": None, "digest": "aa", "headers": {"content-length": length}}
    return {"live": live(*pages), "requests": requests(assets=(response(STYLE, status, **known),))}


@pytest.mark.parametrize(
    ("one", "seen"),
    [
        (styled(asset("bb", 80)), f"GET {URL}{STYLE} answered 80 bytes, where the release has 90"),
        (styled(asset("bb")), f"GET {URL}{STYLE} answered 90 bytes, and not the same"),
    ],
)
def test_deployed_static_differs_faulty(one: Given, seen: str) -> None:
    assert ask("deployed-static-differs", {**one, "app": app()}) == [
        Found(f"{STYLE} is not the release's", STYLE, at("app.py", 1), evidence=(seen,))
    ]


def test_deployed_static_differs_fine() -> None:
    assert ask("deployed-static-differs", styled(asset())) == []
    assert ask("deployed-static-differs", styled(asset("bb", status=404))) == []


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(styled(asset(None, method="HEAD")), id="too large to be read"),
        pytest.param(styled(asset("bb"), status=404), id="not in the release either"),
        pytest.param(styled(), id="no file"),
    ],
)
def test_deployed_static_differs_does_not_apply(one: Given) -> None:
    assert ask("deployed-static-differs", one) == [
        DoesNotApply(f"no style sheet or script of the release was read at {URL}")
    ]


RELEASED = Cookie("session", secure=True, http_only=True, same_site="Lax", path="/")


def session(of: str = "/", **fields: Any) -> Given:
    known: Given = {"secure": True, "http_only": True, "same_site": "Lax", "path": "/"}
    now = Cookie("session", **{**known, **fields})
    return {
        "live": live(page(of, cookies=(now,))),
        "requests": requests(response(of, endpoint="index", cookies=(RELEASED,))),
    }


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (session(domain="shop.internal"), "Domain=shop.internal is not the site's"),
        (session(domain="www.shop.example"), "Domain=www.shop.example is not the site's"),
        (session("/today", path="/shop"), "Path=/shop does not cover /today"),
        (session("/shopping", path="/shop"), "Path=/shop does not cover /shopping"),
        (session(same_site="None", secure=False), "SameSite=None without Secure"),
    ],
)
def test_deployed_cookie_refused_faulty(one: Given, why: str) -> None:
    (url,) = (each.url for each in one["live"].pages)
    assert ask("deployed-cookie-refused", one) == [
        Found(f"browsers do not send session back: {why}", "session", evidence=(f"GET {url}: {why}",))
    ]


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(session(), id="the same"),
        pytest.param(session(domain="shop.example"), id="the site's own name"),
        pytest.param(session(domain=".Example"), id="a name above"),
        pytest.param(session("/shop/today", path="/shop"), id="below the path"),
        pytest.param(session("/shop", path="/shop/"), id="the path itself"),
        pytest.param(session(path=None), id="no path"),
        pytest.param(session(domain="old.internal", deleted=True), id="it takes an old one away"),
        pytest.param(
            {
                "live": live(page(cookies=(Cookie("balancer", False, False, "None"),))),
                "requests": requests(response(cookies=(RELEASED,))),
            },
            id="a balancer's own",
        ),
    ],
)
def test_deployed_cookie_refused_fine(one: Given) -> None:
    assert ask("deployed-cookie-refused", one) == []


def test_deployed_cookie_refused_of_a_cookie_for_one_part_of_the_site() -> None:
    """Its own path never covered the page that sets it."""
    refresh = Cookie("refresh", secure=True, http_only=True, same_site="Lax", path="/token")
    one = {"live": live(page(cookies=(refresh,))), "requests": requests(response(cookies=(refresh,)))}
    assert ask("deployed-cookie-refused", one) == []


def test_deployed_cookie_refused_of_a_name_that_promises_more() -> None:
    bare = Cookie("__Host-session", secure=False, http_only=True, same_site="Lax", path="/")
    one = {"live": live(page(cookies=(bare,))), "requests": requests(response(cookies=(bare,)))}
    (found,) = ask("deployed-cookie-refused", one)
    assert found.message == "browsers do not send __Host-session back: its name wants Secure"


def test_deployed_cookie_refused_does_not_apply() -> None:
    assert ask("deployed-cookie-refused", {"live": live(), "requests": requests()}) == [NOTHING]


@pytest.mark.parametrize(
    ("was", "now", "repeated", "name", "how"),
    [
        (
            {"x-frame-options": "DENY"},
            {"x-frame-options": "DENY, SAMEORIGIN"},
            ("x-frame-options",),
            "X-Frame-Options",
            "there more than once (DENY, SAMEORIGIN)",
        ),
        (
            {"x-frame-options": "DENY"},
            {"x-frame-options": "SAMEORIGIN"},
            (),
            "X-Frame-Options",
            "SAMEORIGIN, not DENY,",
        ),
        (
            {CSP: "script-src 'self'"},
            {CSP: "script-src 'self' 'unsafe-inline' 'unsafe-eval'"},
            (),
            "Content-Security-Policy",
            "weaker (with 'unsafe-eval' and 'unsafe-inline')",
        ),
    ],
)
def test_deployed_headers_weaker_that_a_proxy_replaced(
    was: Any, now: Any, repeated: Any, name: str, how: str
) -> None:
    assert ask("deployed-headers-weaker", headers(was, now, repeated=repeated)) == [
        Found(f"{name} is {how} on the deployed site", name, evidence=(f"GET {URL}/: {how}",))
    ]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ({CSP: "script-src 'nonce-a' 'unsafe-inline'"}, {CSP: "script-src 'nonce-b' 'unsafe-inline'"}),
        ({CSP: "script-src 'self'"}, {CSP: "script-src 'nonce-b' 'unsafe-inline'"}),
        ({"x-frame-options": "SAMEORIGIN"}, {"x-frame-options": "DENY"}),
        ({HSTS: "max-age=300"}, {HSTS: "max-age=300, max-age=300"}),
    ],
    ids=["a nonce", "browsers pass over it beside a nonce", "stricter", "twice the same"],
)
def test_deployed_headers_weaker_that_only_look_so(was: Any, now: Any) -> None:
    assert ask("deployed-headers-weaker", headers(was, now)) == []


def each(**fields: Any) -> Given:
    hops = [{"url": URL, "status": 200}]
    deployed = Deployed(URL, "ok", (), {"hops": hops, "assertions": []})
    return {"deployed": deployed, "live": live(one_by_one=OneByOne(**fields))}


def test_the_debugger_on_one_instance_of_several() -> None:
    assert ask("deployed-debugger-exposed", each(asked=("web-1",), unmet=("web-2",), exposed=True)) == [
        Found(
            f"the Werkzeug debugger answers on one of the instances at {URL}",
            URL,
            evidence=("web-1 answered without it",),
        )
    ]
    assert ask("deployed-debugger-exposed", each(asked=("web-1", "web-2"))) == []
    assert ask("deployed-debugger-exposed", each(asked=("web-1",), unmet=("web-2",))) == [
        CouldNotLook("1 instance could not be met again: web-2")
    ]
