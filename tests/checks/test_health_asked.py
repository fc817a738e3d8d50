"""The health route as its watchers ask it, and a session over plain http."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.requests import Cookie, Health, RateLimit, Requests
from releasecheck.facts.runs import Deployed
from releasecheck.facts.source import RouteFunction, SessionUse
from releasecheck.facts.views import ViewBody, WriteThrough
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    config,
    cookie,
    crash,
    deploy,
    event,
    health_check,
    project,
    response,
    route,
    source,
    table,
    view,
)

TRUSTED_HOSTS = config("TRUSTED_HOSTS", ["shop.example"])
SET_AT = "TRUSTED_HOSTS is set at config.py:4"
NO_ROUTE = [DoesNotApply("there is no health route that could be asked")]


def answered(status: int | None = 200, **fields: Any) -> Any:
    return response("/healthz", status, **{"endpoint": "healthz", "duration_s": 0.01, **fields})


HOURLY, LOOSE = RateLimit("50 per 1 hour", 50, 3600), RateLimit("90 per 1 minute", 90, 60)
WAYS = ("plain", "head", "by_address", "by_localhost", "by_loopback")


def watched(
    *, answer: Any = None, deployed: Any = None, settings: Any = (), cached: bool = False, **others: Any
) -> Given:
    """The facts of a health route that answers 200 however it is asked, but for what is given."""
    ways = {name: answered() for name in WAYS}
    health = Health("/healthz", "healthz", answer or answered(), cached=cached, **{**ways, **others})
    shop = app(routes=[route("/healthz", "healthz")], config=list(settings))
    return {"requests": Requests((), health=health), "app": shop, "deploy": deployed}


def unwatched() -> Given:
    return {"requests": Requests(()), "app": app(), "deploy": None}


def refused(*names: str, status: int = 400, asked: tuple[str, ...] = (), **fields: Any) -> Found:
    evidence = (*(f"as http://{name}:8000 -> {status}" for name in names), *asked)
    said = f"GET /healthz is refused under {' and '.join(names)}"
    return Found(said, "/healthz", at("app.py", 5), evidence, **fields)


BY_ADDRESS = {"by_address": answered(400)}
KUBELET = deploy(health_checks=[health_check(place=at("k8s.yaml", 30))])
BY_LOOPBACK = deploy(health_checks=[health_check(host="127.0.0.1", place=at("Dockerfile", 9))])
DOCKER = deploy(health_checks=[health_check(host="localhost", place=at("Dockerfile", 9))])


@table(
    {
        "the kubelet names no host": (
            watched(**BY_ADDRESS, deployed=KUBELET, settings=[TRUSTED_HOSTS]),
            [
                refused(
                    "10.0.0.1",
                    asked=(
                        SET_AT,
                        "asked by k8s.yaml:30, which names no host",
                    ),
                )
            ],
        ),
        "the container asks itself": (
            watched(**BY_ADDRESS, by_localhost=answered(400), deployed=DOCKER),
            [refused("localhost", asked=("asked by Dockerfile:9",))],
        ),
        "the container asks itself by its address": (
            watched(
                **BY_ADDRESS,
                by_loopback=answered(400),
                deployed=BY_LOOPBACK,
                settings=[TRUSTED_HOSTS],
            ),
            [refused("127.0.0.1", asked=(SET_AT, "asked by Dockerfile:9"))],
        ),
        "nobody tells who asks": (
            watched(**BY_ADDRESS, by_loopback=answered(400)),
            [refused("10.0.0.1", severity="warning")],
        ),
        "SERVER_NAME before Flask 3.1": (
            watched(by_address=answered(404), by_localhost=answered(404)),
            [refused("10.0.0.1", "localhost", status=404, severity="warning")],
        ),
        "a handler for every exception answers": (
            watched(
                by_address=answered(500, crash=crash("werkzeug.exceptions.SecurityError", "Host")),
                deployed=KUBELET,
            ),
            [refused("10.0.0.1", status=500, asked=("asked by k8s.yaml:30, which names no host",))],
        ),
        "TRUSTED_HOSTS, and nobody knows who asks": (
            watched(**BY_ADDRESS, settings=[TRUSTED_HOSTS]),
            [refused("10.0.0.1", asked=(SET_AT,), severity="info")],
        ),
    }
)
def test_health_host_rejected_faulty(given: Given, says: list[Found]) -> None:
    assert ask("health-host-rejected", given) == says


@table(
    {
        "it answers under any name": (watched(deployed=KUBELET), []),
        "the check names the host": (
            watched(**BY_ADDRESS, deployed=deploy(health_checks=[health_check(host="shop.example")])),
            [],
        ),
        "the container asks by its address, which is allowed": (
            watched(**BY_ADDRESS, by_localhost=answered(400), deployed=BY_LOOPBACK),
            [],
        ),
        "the kubelet does not ask by the container's own": (
            watched(by_loopback=answered(400), deployed=KUBELET),
            [],
        ),
        "the container asks by localhost, which is allowed": (watched(**BY_ADDRESS, deployed=DOCKER), []),
        "the database is down for everybody": (
            watched(answer=answered(404), by_address=answered(404), by_localhost=answered(404)),
            [],
        ),
        "it fails by itself": (watched(by_address=answered(500, crash=crash())), []),
        "a redirect to https is another rule's": (watched(by_address=answered(302)), []),
    }
)
def test_health_host_rejected_fine(given: Given, says: list[Found]) -> None:
    assert ask("health-host-rejected", given) == says


@table({"no health route": (unwatched(), NO_ROUTE)})
def test_health_host_rejected_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("health-host-rejected", given) == says


def does(what: str, *seen: str, **fields: Any) -> Found:
    return Found(f"GET /healthz {what}", "/healthz", at("app.py", 5), seen, **fields)


TO_HTTPS = answered(302, headers={"location": "https://localhost/healthz"})
SESSION = Cookie("session", True, True, "Lax")


@table(
    {
        "Flask-Talisman": (
            watched(plain=TO_HTTPS, by_address=TO_HTTPS, by_localhost=TO_HTTPS),
            [
                does(
                    "redirects to https",
                    "over http: GET /healthz -> 302 to https://localhost/healthz",
                    severity="error",
                )
            ],
        ),
        "a login, and what comes of it": (
            watched(answer=answered(302, headers={"location": "/login"}, cookies=[SESSION])),
            [does("redirects", "GET /healthz -> 302 to /login", severity="error")],
        ),
        "a password": (
            watched(answer=answered(401)),
            [does("wants a login", "GET /healthz -> 401", severity="error")],
        ),
        "a password, though deploy files ask it": (
            watched(
                answer=answered(401),
                deployed=deploy(health_checks=[health_check(), health_check("/up", place=at("fly.toml", 9))]),
            ),
            [does("wants a login", "GET /healthz -> 401", "asked by fly.toml:6", severity="error")],
        ),
        "several effects": (
            watched(
                answer=answered(headers={"cache-control": "public, max-age=60"}, cookies=[SESSION]),
                head=answered(405, method="HEAD"),
                cached=True,
            ),
            [
                does(
                    "sets the cookie session, lets caches keep its answer, is answered from a cache "
                    "and refuses HEAD",
                    "GET /healthz -> 200",
                    "Cache-Control: public, max-age=60",
                    "its view is kept by Flask-Caching",
                    "HEAD /healthz -> 405",
                )
            ],
        ),
        "it counts its visitors": (
            watched(
                plain=answered(events=[event("sql", "INSERT INTO visit (path) VALUES (?)")]),
                head=answered(events=[event("sql", "SELECT ?"), event("connect", "127.0.0.1:5432")]),
            ),
            [does("writes to the database", "INSERT INTO visit (path) VALUES (?)")],
        ),
        "limited, and it says so": (
            watched(answer=answered(headers={"x-ratelimit-limit": "50"})),
            [does("is rate limited", "x-ratelimit-limit: 50")],
        ),
        "limited by a default": (
            watched(limits=[HOURLY, LOOSE]),
            [does("is rate limited", "Flask-Limiter holds it to 50 per 1 hour")],
        ),
        "limited by a default, and its header names a loose one": (
            watched(answer=answered(headers={"x-ratelimit-limit": "90"}), limits=[LOOSE, HOURLY]),
            [does("is rate limited", "Flask-Limiter holds it to 50 per 1 hour")],
        ),
        "limited a little too tightly": (
            watched(limits=[RateLimit("23 per 1 minute", 23, 60)]),
            [does("is rate limited", "Flask-Limiter holds it to 23 per 1 minute")],
        ),
        "limited, and it was asked too often": (
            watched(by_localhost=answered(429)),
            [does("is rate limited", "GET /healthz -> 429")],
        ),
        "a canonical host": (
            watched(by_address=answered(301, headers={"location": "http://shop.example/healthz"})),
            [
                does(
                    "redirects when it is asked by address",
                    "as http://10.0.0.1:8000: GET /healthz -> 301 to http://shop.example/healthz",
                )
            ],
        ),
        "slow, however often": (
            watched(
                answer=answered(duration_s=2.0),
                **{name: answered(duration_s=1.5) for name in WAYS},
            ),
            [does("is slow", "the quickest of 6 answers took 1.5 s")],
        ),
    }
)
def test_health_route_side_effects_faulty(given: Given, says: list[Found]) -> None:
    assert ask("health-route-side-effects", given) == says


HTTPS = deploy(health_checks=[health_check(scheme="https")])


@table(
    {
        "nothing but an answer": (watched(answer=answered(headers={"cache-control": "no-store"})), []),
        "the first answer is slow": (watched(answer=answered(duration_s=2.0)), []),
        "four watchers stay below its limit": (watched(limits=[RateLimit("24 per 1 minute", 24, 60)]), []),
        "limited loosely, and its header says so": (
            watched(answer=answered(headers={"x-ratelimit-limit": "90"}), limits=[LOOSE]),
            [],
        ),
        "the checks come by https": (
            watched(plain=TO_HTTPS, by_address=TO_HTTPS, by_localhost=TO_HTTPS, deployed=HTTPS),
            [],
        ),
        "the app is not ready here": (
            watched(answer=answered(503), head=answered(503), plain=answered(503)),
            [],
        ),
        "kept for one visitor only": (
            watched(answer=answered(headers={"cache-control": "private, max-age=60"})),
            [],
        ),
    }
)
def test_health_route_side_effects_fine(given: Given, says: list[Found]) -> None:
    assert ask("health-route-side-effects", given) == says


@table({"no health route": (unwatched(), NO_ROUTE)})
def test_health_route_side_effects_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("health-route-side-effects", given) == says


def counting(*writes: str, through: tuple[WriteThrough, ...] = ()) -> Given:
    function = RouteFunction(
        "healthz", at("app.py", 5), "app", ("/healthz",), None, writes=writes, through=through
    )
    return {
        **unwatched(),
        "app": app(routes=[route("/healthz", "healthz")]),
        "source": source(
            views=[ViewBody("healthz", at("app.py", 5), at("app.py", 5))], route_functions=[function]
        ),
    }


VISIT = WriteThrough(("note", "store"), "session.add", at("visits.py", 3))


@table(
    {
        "it adds a row": (
            counting("session.add", "session.commit"),
            [does("writes to the database", "session.add() in healthz()")],
        ),
        "through functions": (
            counting(through=(VISIT,)),
            [does("writes to the database", "note() calls store() calls session.add() at visits.py:3")],
        ),
        "a commit after a question": (counting("session.commit"), NO_ROUTE),
        "a file": (counting("open"), NO_ROUTE),
    }
)
def test_a_health_route_that_is_not_asked(given: Given, says: list[Any]) -> None:
    assert ask("health-route-side-effects", given) == says


WRITES = source(session_uses=[SessionUse("session", at("app.py", 30))])


def over(
    url: str | None, made: Any = None, *, files: Any = WRITES, status: int = 200, **fields: Any
) -> Given:
    shop = app(
        **{"session_cookie": made or cookie(), "config": [config("SESSION_COOKIE_SECURE", True)], **fields}
    )
    deployed = Deployed(url or "", "ok", (), {"hops": [{"url": url, "status": status}]})
    return {"app": shop, "project": project(url=url), "source": files, "deployed": deployed}


@table(
    {
        "served over http": (
            over("http://shop.example"),
            [
                Found(
                    "browsers do not send the session cookie back to http://shop.example: it is Secure",
                    "SESSION_COOKIE_SECURE",
                    at("config.py", 4),
                    ("cookie session", "SESSION_COOKIE_SECURE is True"),
                )
            ],
        )
    }
)
def test_secure_cookie_over_http_faulty(given: Given, says: list[Found]) -> None:
    assert ask("secure-cookie-over-http", given) == says


@table(
    {
        "a cookie for http": (over("http://shop.example", cookie(secure=False)), []),
        "http only redirects": (over("http://shop.example", status=301), []),
    }
)
def test_secure_cookie_over_http_fine(given: Given, says: list[Found]) -> None:
    assert ask("secure-cookie-over-http", given) == says


NO_HTTP = [DoesNotApply("no --url names a plain http address")]


@table(
    {
        "served over https": (over("https://shop.example"), NO_HTTP),
        "browsers trust this machine": (over("http://localhost:8000"), NO_HTTP),
        "no URL": (over(None), NO_HTTP),
        "no session": (
            over("http://shop.example", files=source()),
            [DoesNotApply("nothing in the app writes the session")],
        ),
        "sessions that cannot be tried": (
            over("http://shop.example", session_cookie=None, session_reason="mine.Sessions writes no cookie")
            | {"source": None},
            [DoesNotApply("there is no key, so no session is ever written")],
        ),
        "a key, and sessions that cannot be tried": (
            over(
                "http://shop.example",
                session_cookie=None,
                session_reason="mine.Sessions writes no cookie",
                config=[config("SECRET_KEY", "x")],
            ),
            [CouldNotLook("mine.Sessions writes no cookie")],
        ),
    }
)
def test_secure_cookie_over_http_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("secure-cookie-over-http", given) == says


VISIT = event("sql", "INSERT INTO visit (path) VALUES (?)")


PAGE = {"content-type": "text/html; charset=utf-8"}


def with_another(*, deployed: Any = None, main: Any = None, path: str = "/healthz", **fields: Any) -> Given:
    """/readyz is asked in every way, and the sweep asked another route as well."""
    name = path.strip("/") or "home"
    health = Health("/readyz", "readyz", main or response("/readyz", 200, endpoint="readyz"))
    routes = [route("/readyz", "readyz"), route(path, name, view=view(name, 11))]
    swept = response(path, **{"status": 200, "endpoint": name, **fields})
    return {"requests": Requests((swept,), health=health), "app": app(routes=routes), "deploy": deployed}


@table(
    {
        "another sets a cookie": (
            with_another(cookies=(SESSION,)),
            [replace(does("sets the cookie session", "GET /healthz -> 200"), place=at("app.py", 11))],
        ),
        "another writes": (
            with_another(events=(VISIT,)),
            [replace(does("writes to the database", VISIT.detail), place=at("app.py", 11))],
        ),
        "a health route that answers HTML": (
            with_another(cookies=(SESSION,), headers=PAGE),
            [replace(does("sets the cookie session", "GET /healthz -> 200"), place=at("app.py", 11))],
        ),
        "JSON by a name that pages have too": (
            with_another(path="/live", cookies=(SESSION,), headers={"content-type": "application/json"}),
            [Found("GET /live sets the cookie session", "/live", at("app.py", 11), ("GET /live -> 200",))],
        ),
        "a page that a deploy file asks": (
            with_another(
                path="/live",
                cookies=(SESSION,),
                headers=PAGE,
                deployed=deploy(health_checks=[health_check("/live")]),
            ),
            [Found("GET /live sets the cookie session", "/live", at("app.py", 11), ("GET /live -> 200",))],
        ),
        "it is what a deploy file asks": (
            with_another(
                path="/about", cookies=(SESSION,), deployed=deploy(health_checks=[health_check("/about")])
            ),
            [
                Found(
                    "GET /about sets the cookie session",
                    "/about",
                    at("app.py", 11),
                    ("GET /about -> 200",),
                )
            ],
        ),
        "a page that is called like one": (
            with_another(path="/live", cookies=(SESSION,), headers=PAGE),
            [],
        ),
        "an order's page that is called like one": (
            with_another(path="/status", cookies=(SESSION,), headers=PAGE),
            [],
        ),
        "it is no health route": (with_another(path="/about", cookies=(SESSION,)), []),
        "it sets none": (with_another(), []),
        "it refuses": (with_another(status=503, cookies=(SESSION,)), []),
        "signed in": (with_another(cookies=(SESSION,), signed_in=True), []),
        "the home page is what is asked": (
            with_another(path="/", cookies=(SESSION,), deployed=deploy(health_checks=[health_check("/")])),
            [],
        ),
    }
)
def test_health_route_side_effects_of_another(given: Given, says: list[Found]) -> None:
    assert ask("health-route-side-effects", given) == says


def test_what_all_health_routes_do_is_told_once() -> None:
    main = response("/readyz", 200, endpoint="readyz", cookies=(SESSION,))
    (told,) = ask("health-route-side-effects", with_another(main=main, cookies=(SESSION,)))
    assert isinstance(told, Found)
    assert told.subject == "/readyz"


@pytest.mark.parametrize(("said", "told"), [("public, max-age=60", False), ("public", True)])
def test_caches_that_a_hook_invites_everywhere_are_told_with_the_session(said: str, *, told: bool) -> None:
    given = watched(answer=answered(headers={"cache-control": "public, max-age=60"}))
    page = response("/", headers={"cache-control": said}, cookies=[SESSION])
    swept = {"requests": replace(given["requests"], responses=(page,)), "app": given["app"]}
    assert [one.subject for one in ask("health-route-side-effects", swept)] == ["/healthz"] * told
    (session,) = [one for one in ask("vary-cookie-cache", swept) if one.subject == "Cache-Control"]
    also = () if told else ("so does the health route, GET /healthz",)
    assert session.evidence == ("GET / -> 200", *also)
