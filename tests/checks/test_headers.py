"""What the headers promise: other sites' scripts, proxies, the browser's protections, the host."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts import Place
from releasecheck.facts.app import Hook
from releasecheck.facts.deploy import Bypass, Deploy, Proxy
from releasecheck.facts.extensions import ExtensionCall, ExtensionState, HandMade, Limiter
from releasecheck.facts.requests import Blocked, Trusted
from releasecheck.facts.source import SessionUse
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    body,
    boot,
    config,
    cookie,
    deploy,
    error_page,
    foreign_view,
    launch,
    project,
    proxy,
    refers,
    requests,
    response,
    route,
    source,
    table,
    templates,
    variable,
)

STRANGER = "https://releasecheck.invalid"
LOOKALIKE = "https://shop.example.releasecheck.invalid"
SHOP = app(
    routes=[route("/", "index")], session_cookie=cookie(), config=[config("SECRET_KEY", "x", secret=True)]
)
WRITES = source(session_uses=[SessionUse("session", at("app.py", 30))])


def asked_from(origin: str, allowed: str | None, *, credentials: bool = True, **fields: Any) -> Any:
    headers = {"access-control-allow-origin": allowed} if allowed else {}
    if credentials:
        headers["access-control-allow-credentials"] = "true"
    return response(**{"variant": "origin", "sent": origin, "headers": headers, **fields})


def cors(*answers: Any, **fields: Any) -> Given:
    return {"requests": requests(response(), variants=answers), "app": SHOP, "source": WRITES, **fields}


def lets_in(message: str, *evidence: str, **fields: Any) -> Found:
    return Found(message, "Access-Control-Allow-Origin", at("app.py", 5), evidence, **fields)


@table(
    {
        "Flask-CORS with credentials": (
            cors(
                asked_from(STRANGER, STRANGER),
                asked_from(STRANGER, STRANGER, variant="preflight", method="OPTIONS"),
            ),
            [
                lets_in(
                    f"any origin is allowed, with credentials: {STRANGER} may read /",
                    f"GET / with Origin {STRANGER} is allowed",
                    f"OPTIONS / with Origin {STRANGER} is allowed",
                )
            ],
        ),
        "an origin is a regex without an end": (
            cors(asked_from(STRANGER, None), asked_from(LOOKALIKE, LOOKALIKE)),
            [
                lets_in(
                    f"origins are compared too loosely, with credentials: {LOOKALIKE} may read /",
                    f"GET / with Origin {LOOKALIKE} is allowed",
                )
            ],
        ),
        "the same without credentials": (
            cors(asked_from(LOOKALIKE, LOOKALIKE, credentials=False)),
            [
                lets_in(
                    f"origins are compared too loosely: {LOOKALIKE} may read /",
                    f"GET / with Origin {LOOKALIKE} is allowed",
                    severity="warning",
                )
            ],
        ),
        "an app without a session has nothing to steal by it": (
            cors(asked_from(STRANGER, STRANGER), source=source()),
            [
                lets_in(
                    f"any origin is allowed, with credentials: {STRANGER} may read /",
                    f"GET / with Origin {STRANGER} is allowed",
                    severity="warning",
                )
            ],
        ),
    }
)
def test_cors_credentials_reflect_faulty(given: Given, says: list[Found]) -> None:
    assert ask("cors-credentials-reflect", given) == says


BOTH = (asked_from(STRANGER, STRANGER), asked_from(STRANGER, STRANGER, path="/b", endpoint="b"))
FROM_BOTH = f"any origin is allowed, with credentials: {STRANGER} may read / and /b"


@table(
    {
        "by Flask-CORS": (
            source(extension_calls=[ExtensionCall("made", "", "flask_cors", at("app.py", 8))]),
            at("app.py", 8),
        ),
        "by Flask-CORS, where it is given the app": (
            source(
                extension_calls=[
                    ExtensionCall("made", "cors", "flask_cors", at("app.py", 8), with_app=False),
                    ExtensionCall("init_app", "cors", "", at("app.py", 17)),
                    ExtensionCall("init_app", "db", "", at("app.py", 16)),
                ]
            ),
            at("app.py", 17),
        ),
        "by hand": (source(hand_made=[HandMade("cors", "a header", at("app.py", 12))]), at("app.py", 12)),
        "in a file that is not the app's": (
            source(hand_made=[HandMade("cors", "a header", at("old.py", 12))]),
            at("app.py", 1),
        ),
    }
)
def test_the_place_of_cors_for_all_pages(given: Any, says: Place) -> None:
    (found,) = ask("cors-credentials-reflect", cors(*BOTH, source=given))
    assert (found.message, found.place) == (FROM_BOTH, says)


@pytest.mark.parametrize(
    ("hook", "line"),
    [
        (Hook("after_request", "", "app", "allow", at("app.py", 10), own=True), 12),
        (Hook("after_request", "", "app", "allow", at("other.py", 10), own=True), 5),
        (Hook("before_request", "", "app", "allow", at("app.py", 10), own=True), 5),
        (Hook("after_request", "", "app", "allow", at("app.py", 4), own=True), 5),
    ],
    ids=["in the hook", "in another file", "before the request", "in the view below it"],
)
def test_the_place_of_cors_that_a_hook_allows(hook: Hook, line: int) -> None:
    by_hand = source(hand_made=[HandMade("cors", "a header", at("app.py", 12))])
    hooked = replace(SHOP, hooks=(hook,))
    (found,) = ask("cors-credentials-reflect", cors(BOTH[0], app=hooked, source=by_hand))
    assert found.place == at("app.py", line)


@pytest.mark.parametrize(
    ("others", "line"), [((), 8), ((asked_from(STRANGER, None, path="/b", endpoint="b"),), 5)]
)
def test_the_place_of_cors_where_one_page_lets_in(others: tuple[Any, ...], line: int) -> None:
    """The whole app where nothing else could be asked, that page where another one refused."""
    whole = source(extension_calls=[ExtensionCall("made", "", "flask_cors", at("app.py", 8))])
    (found,) = ask("cors-credentials-reflect", cors(BOTH[0], *others, source=whole))
    assert found.place == at("app.py", line)


@table(
    {
        "one origin is named": (cors(asked_from(STRANGER, "https://shop.example")), []),
        "everybody may read, without credentials": (cors(asked_from(STRANGER, "*", credentials=False)), []),
        "reflected without credentials is no more than that": (
            cors(asked_from(STRANGER, STRANGER, credentials=False)),
            [],
        ),
        "a star with credentials is refused by browsers": (cors(asked_from(STRANGER, "*")), []),
    }
)
def test_cors_credentials_reflect_fine(given: Given, says: list[Found]) -> None:
    assert ask("cors-credentials-reflect", given) == says


@table(
    {
        "nothing could be asked": (
            cors(),
            [DoesNotApply("no page could be asked as the script of another site would")],
        )
    }
)
def test_cors_credentials_reflect_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("cors-credentials-reflect", given) == says


def redirected(to: str) -> Any:
    headers = {"location": to}
    return response("/list", 308, variant="forwarded", sent="localhost", headers=headers)


NGINX = deploy(proxies=[proxy()])
NOBODY = Trusted()
REDIRECTS = (redirected("http://localhost/list/"),)


def behind(deployed: Any = NGINX, *, trusted: Any = NOBODY, answers: Any = REDIRECTS, **fields: Any) -> Given:
    made = requests(response(), variants=answers, trusted=trusted)
    return {"requests": made, "app": app(), "project": project(), "deploy": deployed, **fields}


PLAIN = replace(proxy(), plain=True)
BY_BUILDPACK = (
    "Heroku's buildpack has gunicorn believe it (FORWARDED_ALLOW_IPS); other platforms that read a Procfile "
    "may not"
)
OF_PROCFILE = replace(proxy("the platform's router"), place=at("Procfile", 1))
BY_UWSGI = replace(proxy(), names_visitor=True)
LIMITED = app(
    modules=["app.py", "extensions.py"],
    extension_state=ExtensionState(limiters=(Limiter("MemoryStorage", by_address=True),)),
)
UNLIMITED = app(extension_state=ExtensionState(limiters=(Limiter("MemoryStorage"),)))
MADE = source(extension_calls=[ExtensionCall("made", "limiter", "flask_limiter", at("extensions.py", 11))])
ALL_ONE = "X-Forwarded-For is not believed, so Flask-Limiter takes all visitors for one"
COUNTS = "Flask-Limiter counts by get_remote_address, which is the proxy's address"
NOT_BELIEVED = "X-Forwarded-Proto is not believed, so links lead to http:// where the visitor came by https"


@pytest.mark.parametrize(
    "given",
    [
        behind(deploy(proxies=[PLAIN, replace(PLAIN, place=at("b.conf", 2), plain=False)])),
        behind(deploy(proxies=[PLAIN, replace(PLAIN, what="traefik", place=at("a.yml", 2), plain=False)])),
        behind(deploy(proxies=[PLAIN]), project=project(url="https://shop.example")),
        behind(deploy(proxies=[replace(BY_UWSGI, plain=True)]), project=project(url="https://shop.example")),
        behind(deploy(proxies=[BY_UWSGI, proxy("fly.io")])),
        behind(deploy(proxies=[BY_UWSGI, replace(PLAIN, place=at("b.conf", 2), plain=False)])),
    ],
    ids=[
        *("another nginx speaks TLS", "another proxy", "served over https"),
        *("uwsgi behind TLS", "uwsgi behind a router", "an nginx with proxy_pass beside"),
    ],
)
def test_proxyfix_missing_where_one_proxy_of_several_listens_without_tls(given: Given) -> None:
    [found] = ask("proxyfix-missing", given)
    assert found.severity is None


@table(
    {
        "a redirect to http": (
            behind(),
            [
                Found(
                    NOT_BELIEVED,
                    "X-Forwarded-Proto",
                    at("app.py", 1),
                    (
                        "nginx stands in front (nginx.conf:3)",
                        "GET /list, forwarded from https, redirects to http://localhost/list/",
                    ),
                )
            ],
        ),
        "nginx listens for http alone, in a compose file too": (
            behind(deploy=deploy(proxies=[PLAIN, replace(PLAIN, place=at("compose.yaml", 9), plain=False)])),
            [
                Found(
                    NOT_BELIEVED,
                    "X-Forwarded-Proto",
                    at("app.py", 1),
                    (
                        "nginx stands in front (nginx.conf:3)",
                        "nginx stands in front (compose.yaml:9)",
                        "it listens without TLS, and nothing tells of TLS in front of it",
                        "GET /list, forwarded from https, redirects to http://localhost/list/",
                    ),
                    severity="info",
                )
            ],
        ),
        "gunicorn in a Procfile, of which Heroku's buildpack has it believe the router": (
            behind(deploy(launches=[launch()], proxies=[OF_PROCFILE])),
            [
                Found(
                    NOT_BELIEVED,
                    "X-Forwarded-Proto",
                    at("app.py", 1),
                    (
                        "the platform's router stands in front (Procfile:1)",
                        BY_BUILDPACK,
                        "GET /list, forwarded from https, redirects to http://localhost/list/",
                    ),
                    severity="info",
                )
            ],
        ),
        "waitress in a Procfile": (
            behind(deploy(launches=[launch(server="waitress")], proxies=[OF_PROCFILE])),
            [
                Found(
                    NOT_BELIEVED,
                    "X-Forwarded-Proto",
                    at("app.py", 1),
                    (
                        "the platform's router stands in front (Procfile:1)",
                        "GET /list, forwarded from https, redirects to http://localhost/list/",
                    ),
                )
            ],
        ),
        "a ProxyFix in another program, or one that leaves the scheme out": (
            behind(
                trusted=Trusted(address=1),
                source=source(proxy_fixes=[at("app.py", 9), at("old.py", 9)]),
            ),
            [
                Found(
                    NOT_BELIEVED,
                    "X-Forwarded-Proto",
                    at("app.py", 1),
                    (
                        "nginx stands in front (nginx.conf:3)",
                        "GET /list, forwarded from https, redirects to http://localhost/list/",
                    ),
                )
            ],
        ),
        "served over https, and a link with a host": (
            behind(
                None,
                answers=(),
                project=project(url="https://shop.example"),
                source=source(external_links=[at("app.py", 9), at("old.py", 2)]),
            ),
            [
                Found(
                    NOT_BELIEVED,
                    "X-Forwarded-Proto",
                    at("app.py", 1),
                    (
                        "the release is served over https, at https://shop.example",
                        "an absolute link is built at app.py:9",
                    ),
                )
            ],
        ),
        "a link in the template of a mail": (
            {**behind(answers=()), "templates": templates(external_links=[at("templates/reset.txt", 3)])},
            [
                Found(
                    NOT_BELIEVED,
                    "X-Forwarded-Proto",
                    at("app.py", 1),
                    (
                        "nginx stands in front (nginx.conf:3)",
                        "an absolute link is built at templates/reset.txt:3",
                    ),
                )
            ],
        ),
        "a limiter that counts by address": (
            behind(answers=(), app=LIMITED, source=MADE),
            [
                Found(
                    ALL_ONE,
                    "X-Forwarded-For",
                    at("extensions.py", 11),
                    ("nginx stands in front (nginx.conf:3)", COUNTS),
                )
            ],
        ),
        "such a limiter behind a platform's routers": (
            behind(deploy(proxies=[proxy("Render's router")]), answers=(), app=LIMITED, source=MADE),
            [
                Found(
                    "X-Forwarded-For is not believed: "
                    "visitors share the limits that Flask-Limiter has for a router",
                    "X-Forwarded-For",
                    at("extensions.py", 11),
                    ("Render's router stands in front (nginx.conf:3)", COUNTS),
                )
            ],
        ),
        "such a limiter, where the scheme alone is believed": (
            behind(answers=(), app=LIMITED, trusted=Trusted(scheme=1)),
            [
                Found(
                    ALL_ONE,
                    "X-Forwarded-For",
                    at("app.py", 1),
                    ("nginx stands in front (nginx.conf:3)", COUNTS),
                )
            ],
        ),
        "such a limiter, and links: the proxy without TLS makes it no better": (
            behind(deploy(proxies=[PLAIN]), app=LIMITED),
            [
                Found(
                    NOT_BELIEVED,
                    "X-Forwarded-Proto",
                    at("app.py", 1),
                    (
                        "nginx stands in front (nginx.conf:3)",
                        "it listens without TLS, and nothing tells of TLS in front of it",
                        COUNTS,
                        "GET /list, forwarded from https, redirects to http://localhost/list/",
                    ),
                )
            ],
        ),
    }
)
def test_proxyfix_missing_faulty(given: Given, says: list[Found]) -> None:
    assert ask("proxyfix-missing", given) == says


@table(
    {
        "ProxyFix": (behind(trusted=Trusted(address=1, scheme=1, host=1)), []),
        "redirects without a host": (behind(answers=(redirected("/list/"),)), []),
        "a redirect to another site": (behind(answers=(redirected("http://other.example/"),)), []),
        "a limiter that counts by something else": (behind(answers=(), app=UNLIMITED), []),
        "the limiter gets the visitor's address": (
            behind(answers=(), app=LIMITED, trusted=Trusted(address=1)),
            [],
        ),
        "uwsgi's protocol names the visitor, be it behind a router": (
            behind(deploy(proxies=[BY_UWSGI, proxy("fly.io")]), answers=(), app=LIMITED),
            [],
        ),
        "a platform's router that the app believes": (
            behind(
                deploy(proxies=[proxy("Render's router")]),
                answers=(),
                app=LIMITED,
                trusted=Trusted(address=1),
            ),
            [],
        ),
        "a platform, and a limiter that counts by something else": (
            behind(deploy(proxies=[proxy("Render's router")]), answers=(), app=UNLIMITED),
            [],
        ),
        "a limiter, and https without a manifest that tells how": (
            behind(None, answers=(), app=LIMITED, project=project(url="https://shop.example")),
            [],
        ),
    }
)
def test_proxyfix_missing_fine(given: Given, says: list[Found]) -> None:
    assert ask("proxyfix-missing", given) == says


UNKNOWN = "nothing tells of a proxy in front of the app"
BELIEVES = "the server itself believes the proxy's headers"
SPEAKS_UWSGI = "nginx speaks uwsgi's protocol, which tells scheme, host and address without headers"


@table(
    {
        "no proxy is known": (behind(deploy()), [DoesNotApply(UNKNOWN)]),
        "the server speaks TLS itself": (
            behind(
                deploy(launches=[launch(options=("--certfile",))]), project=project(url="https://x.example")
            ),
            [DoesNotApply(UNKNOWN)],
        ),
        "gunicorn believes the proxy": (
            behind(deploy(proxies=[proxy()], launches=[launch(options=("--forwarded-allow-ips",))])),
            [DoesNotApply(BELIEVES)],
        ),
        "gunicorn is told by a variable": (
            behind(deploy(proxies=[proxy()], variables=[variable("FORWARDED_ALLOW_IPS", "*")])),
            [DoesNotApply(BELIEVES)],
        ),
        "uwsgi's protocol": (
            behind(deploy(proxies=[BY_UWSGI, replace(proxy(), place=at("compose.yaml", 9))]), app=LIMITED),
            [DoesNotApply(SPEAKS_UWSGI)],
        ),
        "uwsgi's protocol without TLS": (
            behind(deploy(proxies=[replace(BY_UWSGI, plain=True)])),
            [DoesNotApply(SPEAKS_UWSGI)],
        ),
        "a middleware around the app": (
            behind(app=app(taken_out_of=["Front"])),
            [CouldNotLook("the app is served through Front, which was not asked")],
        ),
        "a ProxyFix behind a switch": (
            behind(source=source(proxy_fixes=[at("app.py", 9)])),
            [CouldNotLook("app.py:9 has a ProxyFix, which is off here: give what turns it on (--set)")],
        ),
        "a ProxyFix behind a switch, and a limiter": (
            behind(answers=(), app=LIMITED, source=source(proxy_fixes=[at("app.py", 9)])),
            [CouldNotLook("app.py:9 has a ProxyFix, which is off here: give what turns it on (--set)")],
        ),
        "a limiter without a proxy": (behind(deploy(), app=LIMITED), [DoesNotApply(UNKNOWN)]),
        "a middleware that lets nothing through": (
            behind(trusted=None),
            [CouldNotLook("no request of ours came through the app's middleware to Flask")],
        ),
    }
)
def test_proxyfix_missing_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("proxyfix-missing", given) == says


def believing(trusted: Any, deployed: Any = NGINX) -> Given:
    fixes = source(proxy_fixes=[at("app.py", 8), at("old.py", 1)])
    return {
        "requests": requests(trusted=trusted),
        "app": app(),
        "source": fixes,
        "deploy": deployed,
    }


@table(
    {
        "one hop too many": (
            believing(Trusted(address=2, scheme=1, host=1)),
            [
                Found(
                    "X-Forwarded-For is believed over 2 hops, and the manifests tell of 1 hop",
                    "X-Forwarded-For",
                    at("app.py", 8),
                    ("nginx: 1 (nginx.conf:3)",),
                )
            ],
        ),
        "the visitor's own value": (
            believing(Trusted(address="any", host="any"), None),
            [
                Found(
                    "the leftmost value of X-Forwarded-For and X-Forwarded-Host is believed, "
                    "which any visitor can write",
                    "X-Forwarded-For",
                    at("app.py", 8),
                )
            ],
        ),
    }
)
def test_proxyfix_overtrust_faulty(given: Given, says: list[Found]) -> None:
    assert ask("proxyfix-overtrust", given) == says


@table(
    {
        "as many as there are": (believing(Trusted(address=1, scheme=1, host=1)), []),
        "fewer than there are": (
            believing(Trusted(scheme=1), deploy(proxies=[proxy(), proxy("ingress", 1)])),
            [],
        ),
        "one after the other": (
            believing(Trusted(address=2), deploy(proxies=[proxy(), proxy("ingress")])),
            [],
        ),
    }
)
def test_proxyfix_overtrust_fine(given: Given, says: list[Found]) -> None:
    assert ask("proxyfix-overtrust", given) == says


@table(
    {
        "believes nobody": (believing(Trusted()), [DoesNotApply("the app believes no proxy")]),
        "no manifest tells": (
            believing(Trusted(address=1), None),
            [DoesNotApply("no manifest says how many proxies stand in front")],
        ),
        "nothing was measured": (
            believing(None),
            [CouldNotLook("no request of ours came through the app's middleware to Flask")],
        ),
    }
)
def test_proxyfix_overtrust_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("proxyfix-overtrust", given) == says


HTML = {"content-type": "text/html; charset=utf-8"}
SAFE = {
    **HTML,
    "content-security-policy": "default-src 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
}


def pages(*answers: Any, deployed: Any = None, **fields: Any) -> Given:
    return {"requests": requests(*answers, **fields), "app": app(), "deploy": deployed}


def lacks(message: str, *evidence: str, **fields: Any) -> Found:
    return Found(message, "security headers", at("app.py", 1), evidence, **fields)


@table(
    {
        "nothing is set": (
            pages(response("/", headers=HTML), response("/about", headers=HTML), deployed=NGINX),
            [
                lacks(
                    "pages lack Content-Security-Policy, X-Content-Type-Options: nosniff "
                    "and X-Frame-Options or frame-ancestors",
                    "unless nginx adds them (nginx.conf:3)",
                )
            ],
        ),
        "the error page is forgotten": (
            pages(
                response(headers=SAFE),
                not_found=response("/x", 404, rule=None, headers={**SAFE, "x-content-type-options": ""}),
                error_pages=[
                    error_page(headers={**SAFE, "x-content-type-options": ""}),
                    error_page(accept="application/json", headers=HTML),
                ],
            ),
            [
                lacks(
                    "pages lack X-Content-Type-Options: nosniff",
                    "the 404 page and the error page lack X-Content-Type-Options: nosniff",
                )
            ],
        ),
        "values that do little": (
            pages(
                response(
                    headers={
                        **SAFE,
                        "strict-transport-security": "max-age=3600",
                        "referrer-policy": "unsafe-url",
                        "x-frame-options": "ALLOW-FROM https://x.example",
                        "content-security-policy": "script-src 'self'",
                    }
                )
            ),
            [
                lacks(
                    "pages lack X-Frame-Options or frame-ancestors, keep to https for less than half a year "
                    "and send whole addresses to other sites (Referrer-Policy)",
                )
            ],
        ),
        "a policy that lets every inline script run": (
            pages(
                response(
                    headers={
                        **SAFE,
                        "content-security-policy": "frame-ancestors 'self'; script-src 'unsafe-inline'",
                    }
                )
            ),
            [
                lacks(
                    "pages let injected scripts run ('unsafe-inline')",
                    severity="info",
                )
            ],
        ),
    }
)
def test_security_headers_core_faulty(given: Given, says: list[Found]) -> None:
    assert ask("security-headers-core", given) == says


NGINX = Proxy(
    "nginx", 1, at("nginx.conf", 3), adds={name: value for name, value in SAFE.items() if name not in HTML}
)


def behind(*proxies: Proxy, **fields: Any) -> Deploy:
    return Deploy(proxies=proxies, **fields)


@pytest.mark.parametrize(
    "deploy",
    [
        behind(replace(NGINX, adds={})),
        behind(replace(NGINX, what="Caddy")),
        behind(NGINX, replace(NGINX, adds={})),
        behind(NGINX, bypasses=(Bypass("web", "8000:8000", at("compose.yaml", 4), NGINX),)),
        behind(replace(NGINX, adds={"x-content-type-options": "nosniff"})),
    ],
)
def test_what_nginx_does_not_add_to_all_is_lacking(deploy: Deploy) -> None:
    assert ask("security-headers-core", {**pages(response(headers=HTML)), "deploy": deploy})


def test_what_the_app_says_itself_overrules_nginx() -> None:
    inline = {**HTML, "content-security-policy": "script-src 'unsafe-inline'; frame-ancestors 'self'"}
    assert ask("security-headers-core", {**pages(response(headers=inline)), "deploy": behind(NGINX)})


@table(
    {
        "all of them": (pages(response(headers=SAFE)), []),
        "the older header": (
            pages(
                response(
                    headers={
                        **SAFE,
                        "content-security-policy": "default-src 'self'",
                        "x-frame-options": "SAMEORIGIN",
                    }
                )
            ),
            [],
        ),
        "a nonce overrules unsafe-inline": (
            pages(
                response(
                    headers={
                        **SAFE,
                        "content-security-policy": "frame-ancestors 'self'; "
                        "script-src 'unsafe-inline' 'nonce-***'",
                    }
                )
            ),
            [],
        ),
        "an API beside the pages": (
            pages(response(headers=SAFE), response("/api", headers={"content-type": "application/json"})),
            [],
        ),
        "a redirect is no page": (pages(response(headers=SAFE), response("/old", 302, headers=HTML)), []),
        "nginx adds them": ({**pages(response(headers=HTML)), "deploy": behind(NGINX)}, []),
    }
)
def test_security_headers_core_fine(given: Given, says: list[Found]) -> None:
    assert ask("security-headers-core", given) == says


@table(
    {
        "an API, with Flask's own 404 page": (
            pages(
                response(headers={"content-type": "application/json"}),
                not_found=response("/x", 404, rule=None, headers=HTML),
            ),
            [DoesNotApply("the app answers no HTML page")],
        ),
        "an API, with its documentation and a health route": (
            {
                **pages(
                    response("/docs/", endpoint="docs", headers=HTML),
                    response("/health", endpoint="health", headers=HTML),
                ),
                "app": app(
                    routes=[
                        route("/docs/", "docs", view=replace(foreign_view("docs"), module="flasgger.base")),
                        route("/health", "health"),
                    ]
                ),
            },
            [DoesNotApply("the app answers no HTML page")],
        ),
        "an API that says a word on its first page, with a documentation of its own": (
            {
                **pages(
                    response(headers=HTML, markup="none"),
                    response("/api/docs/", endpoint="docs", headers=HTML),
                    response("/swagger-ui.html", endpoint="swagger", headers=HTML),
                ),
                "app": app(routes=[route("/api/docs/", "docs"), route("/swagger-ui.html", "swagger")]),
            },
            [DoesNotApply("the app answers no HTML page")],
        ),
    }
)
def test_security_headers_core_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("security-headers-core", given) == says


def on_the_pages(*answers: Any, renders: Any = (), **given: Any) -> Any:
    """How bad it is that these have no headers, where the app's view renders these templates."""
    uses = [refers(name, place=at("app.py", 14)) for name in renders]
    known = {"app": app(routes=[route("/", "index")]), "source": source(renders=uses), **given}
    (found,) = ask("security-headers-core", {**pages(*answers), **known})
    assert isinstance(found, Found)
    return found.severity


def test_pages_in_which_nothing_acts_are_information() -> None:
    still = response(headers=HTML, markup="still")
    lively = response("/shop", headers=HTML)
    assert on_the_pages(still, renders=["index.html"]) == "info"
    assert on_the_pages(still) == "info"
    assert on_the_pages(still, lively) is None
    assert on_the_pages(still, renders=["index.html", "members.html"]) is None  # behind a login, perhaps
    assert on_the_pages(still, source=None) is None


NO_PAGE = DoesNotApply("the app answers no HTML page")


def in_vain(*answers: Any, renders: Any = ("app.py",)) -> Given:
    """An app of which these answers were seen, and a 404 page without any header."""
    given = pages(*answers, not_found=response("/x", 404, rule=None, headers=HTML))
    uses = [refers("index.html", place=at(path, 14)) for path in renders]
    return {
        **given,
        "app": app(routes=[route("/", "index")], modules=["app.py"]),
        "source": source(renders=uses),
    }


BROKEN = response(status=500, headers=HTML)


def test_the_404_page_speaks_for_pages_that_failed_here() -> None:
    (found,) = ask("security-headers-core", in_vain(BROKEN))
    assert isinstance(found, Found)
    assert found.message.startswith("pages lack Content-Security-Policy, ")


@table(
    {
        "an API that failed": (in_vain(BROKEN, renders=()), [NO_PAGE]),
        "mail of a module without a view": (in_vain(BROKEN, renders=("mail.py",)), [NO_PAGE]),
        "an API that renders its mail, and answers": (
            in_vain(response(headers={"content-type": "application/json"})),
            [NO_PAGE],
        ),
    }
)
def test_the_404_page_of_an_app_without_pages(given: Given, says: list[Any]) -> None:
    assert ask("security-headers-core", given) == says


INLINE = Blocked("script-src", "inline script", None, 12, 2)
CDN = Blocked("script-src", "script", "https://cdn.example", 3, 1)
IMAGE = Blocked("img-src", "image", "https://pics.example", 20, 1)


def shown(*answers: Any, **fields: Any) -> Given:
    return {
        "requests": requests(*answers, **fields),
        "app": app(routes=[route("/", "index"), route("/about", "about", view=None)]),
    }


@table(
    {
        "one page": (
            shown(response(headers=SAFE, blocked=[INLINE, CDN])),
            [
                Found(
                    "script-src of the Content-Security-Policy blocks inline scripts and scripts of "
                    "https://cdn.example of /",
                    "script-src",
                    at("app.py", 5),
                    (
                        "/: 2 inline scripts, the first on line 12 of the page",
                        "/: 1 script of https://cdn.example, the first on line 3 of the page",
                    ),
                )
            ],
        ),
        "one policy, several pages, one of them for members": (
            shown(
                response(headers=SAFE, blocked=[INLINE]),
                signed_in=[
                    response(
                        "/about", endpoint="about", signed_in=True, headers=SAFE, blocked=[INLINE, IMAGE]
                    )
                ],
            ),
            [
                Found(
                    "script-src of the Content-Security-Policy blocks inline scripts of / and /about",
                    "script-src",
                    at("app.py", 1),
                    (
                        "/: 2 inline scripts, the first on line 12 of the page",
                        "/about: 2 inline scripts, the first on line 12 of the page",
                    ),
                ),
                Found(
                    "img-src of the Content-Security-Policy blocks images of https://pics.example of /about",
                    "img-src",
                    at("app.py", 1),
                    ("/about: 1 image of https://pics.example, the first on line 20 of the page",),
                ),
            ],
        ),
    }
)
def test_csp_breaks_page_faulty(given: Given, says: list[Found]) -> None:
    assert ask("csp-breaks-page", given) == says


def hook(name: str, line: int, **fields: Any) -> Hook:
    return Hook(
        **{"kind": "after_request", "scope": "", "module": "app", "own": True, **fields},
        name=name,
        place=at("app.py", line),
    )


HARDEN = hook("make_app.<locals>.set_secure_headers", 30)
TALISMAN = ExtensionCall("made", "talisman", "flask_talisman", at("app.py", 9))


@pytest.mark.parametrize(
    ("hooks", "calls", "line"),
    [
        ([HARDEN], [], 30),
        ([hook("finish", 40)], [], 40),
        ([hook("finish", 40), HARDEN], [], 30),
        ([hook("finish", 40), hook("close", 50)], [], 1),
        ([hook("add_csp", 40), HARDEN], [], 1),
        ([hook("csp", 40, scope="shop"), hook("csp", 50, own=False)], [], 1),
        ([hook("csp", 40, kind="before_request")], [], 1),
        ([HARDEN], [TALISMAN], 9),
        ([], [replace(TALISMAN, place=at("old.py", 9))], 1),
    ],
)
def test_where_the_policy_is_given(hooks: Any, calls: Any, line: int) -> None:
    broken = [
        response(path, endpoint=name, headers=SAFE, blocked=[INLINE])
        for path, name in (("/", "index"), ("/about", "about"))
    ]
    given = shown(*broken)
    given["app"] = replace(given["app"], hooks=tuple(hooks))
    (found,) = ask("csp-breaks-page", {**given, "source": source(extension_calls=calls)})
    assert found.place == at("app.py", line)


@table({"nothing is blocked": (shown(response(headers=SAFE)), [])})
def test_csp_breaks_page_fine(given: Given, says: list[Found]) -> None:
    assert ask("csp-breaks-page", given) == says


@table(
    {
        "no policy": (
            shown(response(headers=HTML)),
            [DoesNotApply("no page has a Content-Security-Policy")],
        )
    }
)
def test_csp_breaks_page_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("csp-breaks-page", given) == says


MAIL = templates("mail/reset.txt", external_links=[at("templates/mail/reset.txt", 3)])
LINKS = source(external_links=[at("app.py", 9), at("app.py", 12)])
OPEN = Trusted(foreign_host=True)


def named(
    *answers: Any, trusted: Any = OPEN, flask: str = "3.1.3", files: Any = LINKS, **fields: Any
) -> Given:
    return {
        "app": app(**fields),
        "requests": requests(variants=answers, trusted=trusted),
        "boot": boot(flask=flask),
        "source": files,
    }


def under_another_name(path: str = "/", status: int = 200, **fields: Any) -> Any:
    return response(path, status, variant="host", sent="releasecheck-host.invalid", **fields)


@table(
    {
        "links and no list of hosts": (
            named(under_another_name()),
            [
                Found(
                    "absolute links are built with the Host of the request, and TRUSTED_HOSTS is not set",
                    "TRUSTED_HOSTS",
                    at("app.py", 9),
                    (
                        "an absolute link is built at app.py:9",
                        "an absolute link is built at app.py:12",
                    ),
                )
            ],
        ),
        "an older Flask has no such key": (
            named(flask="3.0.3", config=[config("TRUSTED_HOSTS", ["shop.example"])]),
            [
                Found(
                    "absolute links are built with the Host of the request, and Flask 3.0.3 has no "
                    "TRUSTED_HOSTS yet",
                    "TRUSTED_HOSTS",
                    at("app.py", 9),
                    (
                        "an absolute link is built at app.py:9",
                        "an absolute link is built at app.py:12",
                    ),
                    fix="Let the proxy refuse other hosts, or go to Flask 3.1 and set TRUSTED_HOSTS.",
                    severity="info",
                )
            ],
        ),
        "a link in the template of a mail": (
            {**named(files=source()), "templates": MAIL},
            [
                Found(
                    "absolute links are built with the Host of the request, and TRUSTED_HOSTS is not set",
                    "TRUSTED_HOSTS",
                    at("templates/mail/reset.txt", 3),
                    ("an absolute link is built at templates/mail/reset.txt:3",),
                )
            ],
        ),
    }
)
def test_trusted_hosts_unset_faulty(given: Given, says: list[Found]) -> None:
    assert ask("trusted-hosts-unset", given) == says


@table(
    {
        "the list is there": (named(config=[config("TRUSTED_HOSTS", ["shop.example"])]), []),
        "links lead to SERVER_NAME": (named(trusted=Trusted()), []),
        "they do in an older Flask": (named(trusted=Trusted(), flask="2.3.2"), []),
    }
)
def test_trusted_hosts_unset_fine(given: Given, says: list[Found]) -> None:
    assert ask("trusted-hosts-unset", given) == says


@table(
    {
        "no boot": ({**named(), "boot": None}, [DoesNotApply("the version of Flask is not known")]),
        "no absolute link": (named(files=source()), [DoesNotApply("no absolute link is seen")]),
        "links in a file that the app does not import": (
            named(files=source(external_links=[at("old.py", 2)])),
            [DoesNotApply("no absolute link is seen")],
        ),
        "a page already shows it": (
            named(under_another_name(echoes=["body"])),
            [DoesNotApply("host-reflected tells it")],
        ),
        "nothing was measured": (
            named(trusted=None),
            [CouldNotLook("no request of ours came through the app's middleware to Flask")],
        ),
    }
)
def test_trusted_hosts_unset_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("trusted-hosts-unset", given) == says


def reflects(*answers: Any) -> Given:
    return {"requests": requests(variants=answers), "app": app(routes=[route("/", "index")])}


PAGES: Given = {
    "source": source(renders=[refers("page.html", place=at("app.py", 8))], views=[body("index", 5)]),
    "templates": templates(
        "page.html",
        "base.html",
        references=[
            refers("base.html", kind="extends", template="page.html", place=at("templates/page.html", 1))
        ],
        external_links=[at("templates/base.html", 5), at("templates/mail.txt", 2)],
    ),
}


@table(
    {
        "in the page and in a redirect": (
            reflects(
                under_another_name(echoes=["body"]),
                under_another_name("/me", 302, endpoint="me", echoes=["location"]),
            ),
            [
                Found(
                    "the Host of a request comes back from / and /me",
                    "Host",
                    at("app.py", 1),
                    ("GET / -> 200", "GET /me -> 302", "/: in the page", "/me: in Location"),
                )
            ],
        ),
        "the template that all pages extend": (
            {**reflects(under_another_name(echoes=["body"])), **PAGES},
            [
                Found(
                    "the Host of a request comes back from /",
                    "Host",
                    at("templates/base.html", 5),
                    (
                        "a link with the host is written at templates/base.html:5",
                        "GET / -> 200",
                        "/: in the page",
                    ),
                )
            ],
        ),
        "the template of another view": (
            {
                **reflects(under_another_name(echoes=["body"])),
                **PAGES,
                "source": source(
                    renders=[refers("page.html", place=at("app.py", 14))],
                    views=[body("index", 5), body("page", 12)],
                ),
            },
            [
                Found(
                    "the Host of a request comes back from /",
                    "Host",
                    at("app.py", 5),
                    ("GET / -> 200", "/: in the page"),
                )
            ],
        ),
    }
)
def test_host_reflected_faulty(given: Given, says: list[Found]) -> None:
    assert ask("host-reflected", given) == says


@table(
    {
        "links without a host": (reflects(under_another_name()), []),
        "the page that refuses the host names it": (
            reflects(under_another_name("/", 400, echoes=["body"])),
            [],
        ),
    }
)
def test_host_reflected_fine(given: Given, says: list[Found]) -> None:
    assert ask("host-reflected", given) == says


@table({"nothing asked": (reflects(), [DoesNotApply("no page could be asked under another name")])})
def test_host_reflected_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("host-reflected", given) == says
