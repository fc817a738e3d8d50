"""A site with TLS, and what answers without it on the port beside."""

import ssl
from typing import Any

import pytest
import trustme

from releasecheck.facts.live import Live, Page
from releasecheck.gather.live import Base, gather_live
from releasecheck.gather.live_plan import Ask
from releasecheck.gather.plain_http import alike, most_telling, plain_target
from releasecheck.probe import Answer, Credentials, Target
from tests.probe.conftest import Serve, authority, ca_file, free_port, serve
from tests.probe.servers import Handler, Peer, answer, answering

__all__ = ["authority", "ca_file", "free_port", "serve"]  # fixtures

HOME = b"<title>Rye and spelt</title> visit 1"
LOGIN = b"<form><input name=password type='password'></form>"
SESSION = "Set-Cookie: session=hunter2; HttpOnly"
ASKS = [
    Ask("route", "/", endpoint="index", rule="/"),
    Ask("route", "/login", endpoint="login", rule="/login"),
]


def pages(home: bytes, login: bytes = LOGIN) -> Handler:
    def handle(peer: Peer) -> None:
        peer.read_request()
        peer.send(answer(login if peer.path == "/login" else home, "200 OK", SESSION))

    return handle


@pytest.fixture
def secured(serve: Serve, authority: trustme.CA, ca_file: str) -> Any:
    """A function that gathers the site of one handler with TLS and another without."""

    def gathered(secure: Handler, port: int, **fields: Any) -> Live:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
        url = serve(secure, context).tls_url.removesuffix("/health")
        live = gather_live(Base(url, Target(url=url, ca_file=ca_file, **fields), port), ASKS, 20)
        assert isinstance(live, Live)
        return live

    return gathered


def test_the_login_is_the_page_that_is_asked(secured, serve: Serve) -> None:
    plain = serve(pages(b"<title>Rye and spelt</title> visit 2"))
    (login,) = secured(pages(HOME), plain.port).of("plain-http")
    assert (login.url, login.shows, login.alike) == (
        f"http://localhost:{plain.port}/login",
        ("password form",),
        True,
    )
    assert [one.name for one in login.cookies] == ["session"]
    assert len(plain.requests) == 1


@pytest.mark.parametrize(
    ("shown", "best"),
    [
        ({"/": HOME, "/shop": HOME}, "/shop"),
        ({"/": HOME, "/shop": b"", "/a/longer": HOME}, "/shop"),
        ({"/": HOME}, "/"),
        ({"/": LOGIN, "/shop": HOME}, "/"),
    ],
    ids=["a path that can be lost", "the shortest", "no other", "a password first"],
)
def test_which_page_tells_the_most(shown: dict[str, bytes], best: str) -> None:
    told = [
        (Page("route", "GET", path, path, status=200), Answer(path, 200, (), body))
        for path, body in shown.items()
    ]
    chosen = most_telling(told)
    assert chosen is not None
    assert chosen[0].path == best


def test_another_site_on_that_port_is_not_the_same(secured, serve: Serve) -> None:
    greeting = answering(answer(b"Welcome to nginx! If you see this page, it works."))
    live = secured(pages(HOME), serve(greeting).port)
    assert [page.alike for page in live.of("plain-http")] == [False]


def test_a_redirect_is_kept_and_not_followed(secured, serve: Serve) -> None:
    plain = serve(answering(answer(b"", "308 Permanent Redirect", "Location: https://localhost/login")))
    live = secured(pages(HOME), plain.port)
    assert {page.headers["location"] for page in live.of("plain-http")} == {"https://localhost/login"}


def test_a_closed_port_is_asked_once(secured, free_port) -> None:
    (page,) = secured(pages(HOME), free_port()).of("plain-http")
    assert (page.failed, page.status, page.cookies, page.shows) == ("connect_refused", None, (), ())


def test_nothing_secret_is_sent_in_the_clear(secured, serve: Serve) -> None:
    plain = serve(pages(HOME))
    secured(pages(HOME), plain.port, credentials=Credentials(bearer="hunter2"))
    asked = b"".join(plain.requests)
    assert b"GET /login HTTP/1.1" in asked
    assert b"hunter2" not in asked
    assert b"Authorization" not in asked


def test_a_page_that_loads_over_http(secured, free_port) -> None:
    loading = b'<link rel="canonical" href="http://localhost/shop"><a href="http://localhost/">x</a>'
    linking = b'<a href="http://localhost/">x</a> <script src="http://elsewhere.example/x.js"></script>'
    shown = {page.path: page.shows for page in secured(pages(loading, linking), free_port()).of("route")}
    assert shown == {"/": ("http link",), "/login": ()}


@pytest.mark.parametrize(
    ("url", "connect_to", "http_port", "there"),
    [
        ("https://shop.example/", None, None, ("http://shop.example/", None)),
        ("https://shop.example:443/a", None, None, ("http://shop.example/a", None)),
        ("https://shop.example", None, 8080, ("http://shop.example:8080", None)),
        ("https://shop.example:8443", None, 8080, ("http://shop.example:8080", None)),
        ("https://shop.example:8443", None, None, None),
        ("https://me:key@shop.example", None, None, ("http://shop.example", None)),
        ("https://[2001:db8::1]/", None, None, ("http://[2001:db8::1]/", None)),
        ("https://shop.example", "10.0.0.5", None, ("http://shop.example", "10.0.0.5:80")),
        ("https://shop.example", "[::1]:443", None, ("http://shop.example", "[::1]:80")),
        ("https://shop.example", "10.0.0.5:8443", None, None),
        ("https://shop.example", "10.0.0.5:8443", 8080, ("http://shop.example:8080", "10.0.0.5:8080")),
        ("http://shop.example", None, None, None),
    ],
)
def test_where_it_is_without(url: str, connect_to: str | None, http_port: int | None, there: Any) -> None:
    target = Target(url=url, connect_to=connect_to, cert="client.pem")
    found = plain_target(target, url, http_port)
    assert (found and (found.url, found.connect_to)) == there
    assert found is None or (found.cert, found.all_credentials) == (None, Credentials())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (b"", b"", True),
        (b'{"now": 1}', b'{"now": 2}', False),
        (b"a b c 1", b"a b c 2", True),
        (b"a", b"", False),
    ],
)
def test_when_two_answers_are_one_page(one: bytes, other: bytes, same: bool) -> None:
    assert alike(*(Answer("http://a", 200, (), body) for body in (one, other))) is same
