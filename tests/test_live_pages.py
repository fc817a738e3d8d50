"""What is asked of a deployment, and what is kept of its answers."""

import hashlib
from typing import Any

import pytest
from flask import Flask, session

from releasecheck.facts import Absence, Facts, Project, from_json, to_json
from releasecheck.facts.live import Live, Page
from releasecheck.facts.requests import Cookie
from releasecheck.facts.runs import Deployed
from releasecheck.facts.templates import EndpointUse, StaticFolder
from releasecheck.gather.health import site_of
from releasecheck.gather.live import Base, gather_live
from releasecheck.gather.live_plan import FORGED_HOST, Ask, plan
from releasecheck.gather.published import is_published
from releasecheck.health_route import base_url
from releasecheck.probe import Credentials, Target
from tests.checks.build import app, at, config, requests, response, route, templates
from tests.probe.conftest import free_port, serve
from tests.probe.servers import Peer, answer, answering

__all__ = ["free_port", "serve"]  # fixtures

STYLE = EndpointUse("static", ("filename",), False, at("templates/index.html", 3), filename="style.css")
STATIC = {"endpoint_uses": [STYLE], "static": [StaticFolder("static", "static", "/static")]}


def asked(asks: list[Ask], purpose: str) -> list[str]:
    return [f"{one.method} {one.path}" for one in asks if one.purpose == purpose]


def test_a_release_of_which_nothing_is_known_is_asked_what_any_site_is() -> None:
    assert [one.purpose for one in plan(None, None, None)] == ["nowhere", "forged-host", "dotfile", "dotfile"]


def test_a_large_release_is_asked_a_dozen_questions_at_most() -> None:
    rules = [f"/page/{number}" for number in range(100)]
    posted = [route(f"/post/{number}", f"post{number}", methods=["OPTIONS", "POST"]) for number in range(9)]
    one = app(routes=[*(route(rule, rule[1:]) for rule in rules), *posted])
    answers = requests(*(response(rule, endpoint=rule[1:]) for rule in rules))
    asks = plan(one, answers, templates("index.html", **STATIC))
    assert len(asks) == 10  # and the health route, and the debugger's question
    assert {one.method for one in asks} == {"GET", "HEAD", "OPTIONS"}


def test_pages_that_differ_are_chosen_first() -> None:
    alike = [response(f"/{name}", endpoint=name) for name in "abcd"]
    closed = response("/admin/users", 401, endpoint="admin.users")
    one = app(routes=[route(each.path, each.endpoint) for each in (*alike, closed)])
    assert asked(plan(one, requests(*alike, closed), None), "route")[:2] == ["GET /a", "GET /admin/users"]


@pytest.mark.parametrize(
    "one",
    [
        response("/", 500),
        response("/", None, outcome="raised"),
        response("/", second=True),
        response("/healthz", endpoint="healthz"),
        response("/", endpoint="shop", rule="/"),
        response("/", endpoint="foreign", rule="/"),
        response("/", linked_from="/list"),
    ],
    ids=["broken", "raised", "with a cookie", "health", "another host", "an extension's", "a row"],
)
def test_what_is_not_compared(one: Any) -> None:
    rules = [
        route("/", "index"),
        route("/healthz", "healthz"),
        route("/", "shop", subdomain="shop"),
        route("/", "foreign", view=None),
    ]
    assert asked(plan(app(routes=rules), requests(one), None), "route") == []


@pytest.mark.parametrize(
    ("fields", "paths"),
    [
        ({"methods": ["OPTIONS", "POST"]}, ["OPTIONS /orders"]),
        ({"methods": ["GET", "OPTIONS", "POST"]}, []),
        ({"methods": ["POST"]}, []),
        ({"methods": ["OPTIONS", "POST"], "host": "shop.example"}, []),
        ({"methods": ["OPTIONS", "POST"], "view": None}, []),
    ],
)
def test_a_rule_without_get_is_asked_by_options_where_flask_answers_it(fields: Any, paths: list[str]) -> None:
    assert asked(plan(app(routes=[route("/orders", "orders", **fields)]), None, None), "mounted") == paths


@pytest.mark.parametrize(
    ("about", "keys", "paths"),
    [
        (STATIC, [], ["HEAD /static/style.css"]),
        ({**STATIC, "static": [StaticFolder("static", "static", "/static", {"style.css": None})]}, [], []),
        ({**STATIC, "static": []}, [], []),
        (STATIC, [config("CDN_DOMAIN", "cdn.example")], []),
    ],
    ids=["there", "lacking here too", "no folder", "on another host"],
)
def test_a_static_file_is_asked_where_the_release_has_it(about: Any, keys: list[Any], paths: Any) -> None:
    one = plan(app(config=keys), None, templates("index.html", **about))
    assert asked(one, "static") == paths


def test_an_asset_of_the_release_is_read_whole() -> None:
    known = requests(assets=(response("/static/shop.js", endpoint=None, rule=None, digest="aa"),))
    script = EndpointUse("static", ("filename",), False, at("templates/index.html", 4), filename="shop.js")
    named = templates("index.html", **{**STATIC, "endpoint_uses": [STYLE, script]})
    assert asked(plan(app(), known, named), "static") == ["GET /static/shop.js"]


@pytest.mark.parametrize(("status", "count"), [(404, 1), (200, 0)])
def test_a_path_below_the_api_is_asked_where_the_release_has_none(status: int, count: int) -> None:
    known = requests(api_not_found=response("/api/v1/releasecheck-1", status, endpoint=None, rule=None))
    paths = asked(plan(app(), known, None), "nowhere-api")
    assert len(paths) == count
    assert all(path.startswith("GET /api/v1/releasecheck-") for path in paths)


def test_a_rule_that_refuses_get_is_asked_so_in_place_of_options() -> None:
    posted = app(routes=[route("/orders", "orders", methods=["OPTIONS", "POST"])])
    known = requests(not_allowed=response("/orders", 405, endpoint="orders"))
    asks = plan(posted, known, None)
    assert (asked(asks, "not-allowed"), asked(asks, "mounted")) == (["GET /orders"], [])
    guarded = requests(not_allowed=response("/orders", 302, endpoint="orders"))
    assert asked(plan(posted, guarded, None), "mounted") == ["OPTIONS /orders"]


def test_the_forged_host_goes_to_a_redirect_with_a_query_that_no_cache_knows() -> None:
    answers = requests(response("/"), response("/home", 302, endpoint="home"))
    one = app(routes=[route("/", "index"), route("/home", "home")])
    first, second = (plan(one, answers, None) for _ in range(2))
    (forged,) = [each for each in first if each.purpose == "forged-host"]
    assert forged.path.startswith("/home?releasecheck=")
    assert forged.headers == {"X-Forwarded-Host": FORGED_HOST}
    assert asked(first, "forged-host") != asked(second, "forged-host")


def gathered(url: str, *asks: Ask, **fields: Any) -> Live:
    live = gather_live(Base(url, Target(url=url, debugger=False, **fields)), asks, 20)
    assert isinstance(live, Live)
    return live


def test_what_is_kept_of_an_answer(serve) -> None:
    server = serve(
        answering(
            answer(
                b"<title>KeyError // Werkzeug Debugger</title>Traceback (most recent call last)",
                "302 Found",
                "Content-Security-Policy: default-src 'self'",
                "X-Internal-Token: hunter2",
                "Location: https://user:hunter2@shop.example/login?token=hunter2",
                "Set-Cookie: session=hunter2; Secure; HttpOnly; SameSite=Lax; Domain=shop.example; Path=/",
                "Set-Cookie: theme=; Max-Age=0",
            )
        )
    )
    url = f"http://127.0.0.1:{server.port}"
    live = gathered(f"{url}/", Ask("route", "/home", endpoint="home", rule="/home"))
    assert live == Live(
        url=f"{url}/",
        pages=(
            Page(
                purpose="route",
                method="GET",
                path="/home",
                url=f"{url}/home",
                endpoint="home",
                rule="/home",
                status=302,
                headers={
                    "content-security-policy": "default-src 'self'",
                    "location": "https://***@shop.example/login?token=***",
                },
                cookies=(
                    Cookie("session", True, True, "Lax", domain="shop.example", path="/"),
                    Cookie("theme", False, False, None, deleted=True),
                ),
                shows=("traceback", "debugger"),
            ),
        ),
    )


def test_what_is_sent(serve) -> None:
    server = serve(answering(answer()))
    live = gathered(
        f"http://127.0.0.1:{server.port}/shop",
        Ask("mounted", "/orders", "OPTIONS"),
        Ask("forged-host", "/", headers={"X-Forwarded-Host": FORGED_HOST}),
        credentials=Credentials(bearer="token"),
    )
    first, second = server.requests
    assert first.startswith(b"OPTIONS /shop/orders HTTP/1.1\r\n")
    assert second.startswith(b"GET /shop/ HTTP/1.1\r\n")
    assert b"\r\nX-Forwarded-Host: forged.releasecheck.invalid\r\n" in second
    assert b"\r\nAccept: */*\r\n" in first
    assert b"Cookie" not in first + second
    assert live.with_credentials


def test_a_file_is_kept_by_its_digest(serve) -> None:
    url = f"http://127.0.0.1:{serve(answering(answer(b'p {}'))).port}"
    read, head = gathered(url, Ask("static", "/a.css"), Ask("static", "/a.css", "HEAD")).pages
    assert (read.size, read.digest) == (4, hashlib.sha256(b"p {}").hexdigest())
    assert (head.size, head.digest) == (None, None)


def test_a_file_that_breaks_off_is_not_compared(serve) -> None:
    broken = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\np {}"
    (page,) = gathered(f"http://127.0.0.1:{serve(answering(broken)).port}", Ask("static", "/a.css")).pages
    assert (page.status, page.digest) == (200, None)


def test_a_header_that_is_there_twice(serve) -> None:
    twice = answer(
        b"", "200 OK", "X-Frame-Options: DENY", "X-Frame-Options: SAMEORIGIN", "Allow: GET", "Allow: GET"
    )
    (page,) = gathered(f"http://127.0.0.1:{serve(answering(twice)).port}", Ask("route", "/")).pages
    assert (page.headers["x-frame-options"], page.repeated) == ("DENY, SAMEORIGIN", ("x-frame-options",))


@pytest.mark.parametrize("purpose", ["route", "not-allowed"])
def test_a_page_that_is_lost_is_asked_whether_it_is_there(serve, purpose) -> None:
    def handle(peer: Peer) -> None:
        asking = peer.read_request()
        peer.send(answer(b"", "200 OK" if asking.startswith(b"OPTIONS") else "404 Not Found"))

    live = gathered(f"http://127.0.0.1:{serve(handle).port}", Ask(purpose, "/", endpoint="i"))
    assert [(page.purpose, page.status) for page in live.pages] == [(purpose, 404), ("mounted", 200)]


@pytest.mark.parametrize(
    ("path", "body", "status", "shows"),
    [
        ("/.env", b"SECRET_KEY=x\n", "200 OK", ("dotenv",)),
        ("/.env", b"# settings\n\nexport DEBUG=1\n", "200 OK", ("dotenv",)),
        ("/.git/HEAD", b"ref: refs/heads/main\n", "200 OK", ("git",)),
        ("/.git/HEAD", b"0123456789abcdef0123456789abcdef01234567\n", "200 OK", ("git",)),
        ("/.env", b"SECRET_KEY=x\n", "403 Forbidden", ()),
        ("/.env", b"<!doctype html><p>SECRET_KEY=x", "200 OK", ()),
        ("/.env", b"There is no such page: A=1", "200 OK", ()),
        ("/.env", b"", "200 OK", ()),
        ("/.env", b"\r\n  # settings\r\n\r\nA = 1\r\n", "200 OK", ("dotenv",)),
        ("/.env", b"# For robots\n\n" * 40 + b"User-agent: *\n", "200 OK", ()),
    ],
)
def test_a_dotfile_is_known_by_what_is_in_it(serve, path, body, status, shows) -> None:
    server = serve(answering(answer(body, status)))
    (page,) = gathered(f"http://127.0.0.1:{server.port}", Ask("dotfile", path)).pages
    assert page.shows == shows


@pytest.mark.parametrize(
    ("response_", "shows"),
    [
        (answer(b"", "302 Found", f"Location: https://{FORGED_HOST}/login"), ("forged host",)),
        (answer(f'<link href="http://{FORGED_HOST}/">'.encode()), ("forged host",)),
        (answer(f'{{"X-Forwarded-Host": "{FORGED_HOST}"}}'.encode()), ()),
        (answer(b"", "302 Found", "Location: /login"), ()),
    ],
    ids=["redirect", "link", "an echo", "relative"],
)
def test_a_link_to_the_forged_host_is_seen(serve, response_, shows) -> None:
    (page,) = gathered(f"http://127.0.0.1:{serve(answering(response_)).port}", Ask("forged-host", "/")).pages
    assert page.shows == shows


def test_a_gateways_own_page_is_known(serve) -> None:
    server = serve(answering(answer(b"<hr><center>nginx</center>", "404 Not Found")))
    (page,) = gathered(f"http://127.0.0.1:{server.port}", Ask("nowhere", "/x")).pages
    assert page.by_edge


def test_no_answer_is_a_reason(free_port) -> None:
    (page,) = gathered(f"http://127.0.0.1:{free_port()}", Ask("nowhere", "/x")).pages
    assert (page.status, page.failed, page.ours) == (None, "connect_refused", False)


def test_without_time_nothing_is_asked() -> None:
    base = Base("http://127.0.0.1:1", Target(url="http://127.0.0.1:1"))
    assert isinstance(gather_live(base, [Ask("nowhere", "/x")], 0.1), Absence)


@pytest.mark.parametrize(("key", "known"), [("dev", True), ("5c0b6f7c1f7e4f0d9d1f6a0c9b3e2d41", False)])
def test_a_session_of_flasks_is_tested_against_the_published_keys(key: str, known: bool) -> None:
    shop = Flask("shop")
    shop.secret_key = key

    @shop.get("/")
    def index() -> str:
        session["basket"] = "tea" * 40
        return ""

    cookie = shop.test_client().get("/").headers["Set-Cookie"].partition(";")[0].partition("=")[2]
    assert is_published(cookie, ["change-me", "dev"]) is known


@pytest.mark.parametrize("cookie", ["", "dark", "a.b.c", "0123456789abcdef", "eyJhIjoxfQ.awj31w.short"])
def test_what_is_no_session_of_flasks_is_not_tested(cookie: str) -> None:
    assert is_published(cookie, ["dev"]) is None


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        (["Age: 42"], "Age: 42"),
        (["X-Cache: Hit from cloudfront"], "X-Cache: Hit from cloudfront"),
        (["CF-Cache-Status: DYNAMIC"], None),
        (["Age: 0", "X-Cache: MISS"], None),
        (["Age: soon"], None),
        ([], None),
    ],
)
def test_a_cache_that_answers_for_the_health_route_is_seen(serve, headers, kept) -> None:
    server = serve(answering(answer(b'{"checks": {"mail": "ok"}}', "200 OK", *headers)))
    site = site_of(Base(server.url, Target(url=server.url, debugger=False)), [], 20)
    assert isinstance(site.live, Live)
    assert (site.live.health_kept, site.live.checked_now) == (kept, ("mail",))


def test_no_page_is_asked_of_a_site_that_gives_no_answer(free_port) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    site = site_of(Base(url, Target(url=url)), [Ask("nowhere", "/x")], 20)
    assert isinstance(site.deployed, Deployed)
    assert site.deployed.reasons == ("connect_refused",)
    assert site.live == Absence("inconclusive", f"{url} gave no answer, so no page was asked")


def test_the_pages_go_to_json_and_back() -> None:
    page = Page("dotfile", "GET", "/.env", "http://a/.env", status=200, shows=("dotenv",))
    facts = Facts(Project("shop"), live=Live("http://a", (page,), checked_now=("mail",)))
    assert from_json(to_json(facts)) == facts


@pytest.mark.parametrize(
    ("url", "path", "base"),
    [
        ("https://shop.example/readyz", "/readyz", "https://shop.example"),
        ("https://shop.example/", "/readyz", "https://shop.example"),
        ("https://shop.example/shop", "readyz", "https://shop.example/shop"),
        ("https://shop.example/", "/", "https://shop.example"),
    ],
)
def test_the_root_of_a_deployment(url: str, path: str, base: str) -> None:
    assert base_url(url, path) == base
