"""A proxy that was asked for: what goes through it, what is said when it fails, and what it never learns."""

import json
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from click.testing import CliRunner

from releasecheck.cli.probe import probe as command
from releasecheck.probe import Answer, Credentials, Probe, Question, Target, ask, observe, probe
from releasecheck.probe.proxy import proxy_from_environment
from tests.probe import forward
from tests.probe.conftest import Serve
from tests.probe.forward import Forward, saying
from tests.probe.lairs import authority, certificate
from tests.probe.servers import Handler, Server, answer, answering, black_hole

OK = answering(answer(b'{"status": "pass"}', "200 OK", "Content-Type: application/json"))
NAME = "app.example"  # which only the proxy can look up
PAIR = "porter:open-sesame-7"
GRACE_S = 0.5


def via(proxy: Server, **more: object) -> dict[str, object]:
    return {"proxy": f"http://127.0.0.1:{proxy.port}", "debugger": False, "canary": "127.0.0.1", **more}


def said(result: Probe) -> tuple[str, list[str]]:
    return result.outcome.value, [reason.value for reason in result.reasons]


@pytest.fixture
def secure(serve: Serve) -> tuple[Server, str]:
    """An app with TLS for the name that only the proxy knows, and the file of its authority."""
    with ExitStack() as stack:
        server = serve(OK, certificate(-1, 300, NAME)())
        yield server, stack.enter_context(authority().cert_pem.tempfile())


def test_plain_http_is_asked_of_the_proxy_in_full(serve: Serve) -> None:
    app, proxy = serve(OK), serve(Forward({NAME: "127.0.0.1"}))
    result = probe(Target(url=f"http://{NAME}:{app.port}/health?x=1", **via(proxy)))
    assert said(result) == ("ok", [])
    assert proxy.requests[0].startswith(f"GET http://{NAME}:{app.port}/health?x=1 HTTP/1.1\r\n".encode())
    assert app.requests[0].startswith(b"GET /health?x=1 HTTP/1.1\r\n")
    assert f"\r\nHost: {NAME}:{app.port}\r\n".encode() in app.requests[0]
    (hop,) = result.hops
    assert (hop.address, hop.proxy) == ("127.0.0.1", f"http://127.0.0.1:{proxy.port}")
    assert list(hop.phases) == ["connect", "send", "wait", "transfer"]


def test_tls_goes_through_a_tunnel(serve: Serve, secure: tuple[Server, str]) -> None:
    app, ca_file = secure
    proxy = serve(Forward({NAME: "127.0.0.1"}))
    target = Target(
        url=f"https://{NAME}:{app.port}/health",
        ca_file=ca_file,
        credentials=Credentials(bearer="for-the-app"),
        **via(proxy),
    )
    result = probe(target)
    assert said(result) == ("ok", [])
    (hop,) = result.hops
    assert hop.tls is not None
    assert (hop.tls.verified, list(hop.phases)) == (
        True,
        ["connect", "proxy", "tls", "send", "wait", "transfer"],
    )
    assert proxy.requests[0].startswith(f"CONNECT {NAME}:{app.port} HTTP/1.1\r\n".encode())
    assert b"Authorization" not in proxy.requests[0]
    assert b"\r\nAuthorization: Bearer for-the-app\r\n" in app.requests[0]


@pytest.mark.parametrize("name", ["other.example", NAME])
def test_the_certificate_is_that_of_the_url_and_not_the_proxys(
    serve: Serve, secure: tuple[Server, str], name: str
) -> None:
    app, ca_file = secure
    proxy = serve(Forward({name: "127.0.0.1"}))
    result = probe(Target(url=f"https://{name}:{app.port}/", ca_file=ca_file, **via(proxy)))
    assert said(result) == (("ok", []) if name == NAME else ("fail", ["tls_wrong_host"]))


def test_every_question_goes_through_the_proxy(serve: Serve, secure: tuple[Server, str]) -> None:
    app, ca_file = secure
    proxy = serve(Forward({NAME: "127.0.0.1"}))
    target = Target(url=f"https://{NAME}:{app.port}/", ca_file=ca_file, **via(proxy, debugger=True))
    observe(target)
    assert isinstance(ask(target, Question("HEAD")), Answer)
    assert [line.partition(b" ")[0] for line in proxy.requests] == [b"CONNECT"] * 3


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tunnel"])
def test_credentials_of_a_proxy_are_for_it_alone(serve: Serve, secure: tuple[Server, str], tls: bool) -> None:
    app, ca_file = secure if tls else (serve(OK), None)
    proxy = serve(Forward({NAME: "127.0.0.1"}, PAIR))
    url = f"{'https' if tls else 'http'}://{NAME}:{app.port}/"
    with_them = Target(url=url, ca_file=ca_file, credentials=Credentials(proxy=PAIR), **via(proxy))
    assert said(probe(with_them)) == ("ok", [])
    assert not any(tls and b"Proxy-Authorization" in request for request in app.requests)
    for credentials, verb in ((Credentials(), "wants"), (Credentials(proxy="porter:wrong-word"), "refuses")):
        refused = probe(Target(url=url, ca_file=ca_file, credentials=credentials, **via(proxy)))
        assert said(refused) == ("error", ["own_network"])
        (words,) = [one.actual for one in refused.assertions]
        assert words == (
            f"the proxy http://127.0.0.1:{proxy.port}: it {verb} credentials (407): "
            "RELEASECHECK_PROBE_PROXY_BASIC has none that it takes"
        )


FAULTS: list[tuple[str, Handler, str, list[str]]] = [
    ("hangs", forward.silent, "error", ["own_network"]),
    ("hangs up", forward.gone, "error", ["own_network"]),
    ("is no proxy", forward.no_proxy, "error", ["own_network"]),
    ("forbids", saying("403 Forbidden"), "error", ["own_network"]),
    ("takes no CONNECT", saying("405 Method Not Allowed"), "error", ["own_network"]),
    ("is broken", saying("500 Internal Server Error"), "error", ["own_network"]),
    ("finds no app", saying("502 Bad Gateway"), "fail", ["connect_unreachable"]),
    ("waits for the app in vain", saying("504 Gateway Timeout"), "fail", ["connect_unreachable"]),
]


@pytest.mark.parametrize(("handler", "outcome", "reasons"), [pytest.param(*f[1:], id=f[0]) for f in FAULTS])
def test_a_tunnel_that_fails(serve: Serve, handler: Handler, outcome: str, reasons: list[str]) -> None:
    begun = time.monotonic()
    result = probe(Target(url="https://app.example/", deadline=0.4, **via(serve(handler))))
    assert said(result) == (outcome, reasons)
    assert time.monotonic() - begun <= 0.4 + GRACE_S
    (hop,) = result.hops
    assert (list(hop.phases), hop.status) == (["connect", "proxy"], None)


def test_an_app_that_the_proxy_does_not_reach_is_at_fault_itself(
    serve: Serve, free_port: Callable[[], int]
) -> None:
    result = probe(Target(url=f"https://127.0.0.1:{free_port()}/", **via(serve(Forward()))))
    assert said(result) == ("fail", ["connect_unreachable"])


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_down_says_nothing_of_the_app(free_port: Callable[[], int], scheme: str) -> None:
    result = probe(Target(url=f"{scheme}://app.example/", proxy=f"http://127.0.0.1:{free_port()}"))
    assert said(result) == ("error", ["own_network"])
    (words,) = [one.actual for one in result.assertions]
    assert words is not None
    assert words.endswith(": connection refused")


def test_a_proxy_behind_a_firewall_keeps_the_deadline() -> None:
    begun = time.monotonic()
    with black_hole() as port:
        result = probe(Target(url="https://app.example/", proxy=f"http://127.0.0.1:{port}", deadline=0.3))
    assert said(result) == ("error", ["own_network"])
    assert time.monotonic() - begun <= 0.3 + GRACE_S + 0.5  # the hole takes its time to open


def test_a_proxy_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(host: str, *_: object, **__: object) -> list[object]:
        if host == "canary.example":
            return [(socket.AF_INET, 1, 6, "", ("127.0.0.1", 1))]
        raise socket.gaierror(socket.EAI_NONAME, "no")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    target = Target(url="https://app.example/", proxy="http://proxy.example:3128", canary="canary.example")
    assert said(probe(target)) == ("error", ["own_network"])


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("http://169.254.169.254/", "http://127.0.0.1:1"),
        ("https://[fe80::1]/", "http://127.0.0.1:1"),
        ("http://app.example/", "http://169.254.169.254:3128"),
    ],
)
def test_the_policy_holds_on_both_sides_of_a_proxy(url: str, proxy: str) -> None:
    result = probe(Target(url=url, proxy=proxy))
    assert said(result) == ("error", ["address_refused_by_policy"])


def test_a_redirect_to_another_service_behind_a_proxy_is_not_followed(serve: Serve) -> None:
    proxy = serve(answering(answer(b"", "302 Found", "Location: http://app.example:8081/")))
    result = probe(Target(url="http://app.example/", follow_redirects=2, **via(proxy)))
    assert said(result) == ("error", ["address_refused_by_policy"])
    assert len(proxy.requests) == 1


def test_a_slow_app_behind_a_proxy_is_slow_itself(serve: Serve) -> None:
    app = serve(forward.silent)
    result = probe(Target(url=app.url, deadline=0.4, **via(serve(Forward()))))
    assert said(result) == ("fail", ["header_timeout"])


# The environment and the command line.

VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_proxies_here(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("environment", "url", "found"),
    [
        ({}, "https://app.example/", (None, None)),
        ({"https_proxy": "http://p:1"}, "https://app.example/", ("http://p:1", None)),
        ({"HTTPS_PROXY": "p:1"}, "https://app.example/", ("http://p:1", None)),
        ({"https_proxy": "http://p:1"}, "http://app.example/", (None, None)),
        ({"all_proxy": "http://[::1]:1/"}, "http://app.example/", ("http://[::1]:1", None)),
        ({"http_proxy": "http://a:b%40c@p:1"}, "http://app.example/", ("http://p:1", "a:b@c")),
        ({"https_proxy": "http://p:1", "no_proxy": "app.example"}, "https://app.example/", (None, None)),
        ({"https_proxy": "http://p:1", "no_proxy": "10.0.0.0/8"}, "https://10.1.2.3/", (None, None)),
    ],
)
def test_proxies_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], url: str, found: tuple[str, str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_from_environment(url) == found


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, arguments)
    return result.exit_code, result.output


def test_the_environments_proxy_is_used_where_it_is_asked_for(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, proxy = serve(OK), serve(Forward({NAME: "127.0.0.1"}, PAIR))
    monkeypatch.setenv("http_proxy", f"http://{PAIR}@127.0.0.1:{proxy.port}")
    code, output = run(f"http://{NAME}:{app.port}/", "--proxy=env")
    assert code == 0
    assert f"through the proxy http://127.0.0.1:{proxy.port}" in output
    assert "sesame" not in output


@pytest.mark.parametrize("form", ["text", "json", "junit", "github", "markdown", "nagios", "prometheus"])
def test_no_format_shows_the_credentials_of_a_proxy(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    echo = b"you said " + PAIR.encode()
    proxy = serve(answering(answer(echo, "500 Internal Server Error", "Content-Type: text/plain")))
    monkeypatch.setenv("RELEASECHECK_PROBE_PROXY_BASIC", PAIR)
    code, output = run("http://app.example/", f"--proxy=127.0.0.1:{proxy.port}", f"--format={form}")
    assert code == 1
    assert "sesame" not in output
    assert proxy.requests[0].count(b"Proxy-Authorization: Basic ") == 1


def test_json_says_whose_address_it_is(serve: Serve) -> None:
    proxy = serve(OK)
    _, output = run("http://app.example/", f"--proxy=http://127.0.0.1:{proxy.port}", "--format=json")
    (hop,) = json.loads(output)["probes"][0]["hops"]
    assert (hop["address"], hop["proxy"]) == ("127.0.0.1", f"http://127.0.0.1:{proxy.port}")


@pytest.mark.parametrize(
    "proxy",
    [
        "socks5://127.0.0.1:1080",
        "https://127.0.0.1:3128",
        "http://127.0.0.1",
        "http://127.0.0.1:0",
        "http://127.0.0.1:3128/path",
        f"http://{PAIR}@127.0.0.1:3128",
        "",
    ],
)
def test_a_proxy_that_cannot_be_meant_is_refused(proxy: str) -> None:
    code, output = run("http://app.example/", f"--proxy={proxy}")
    assert (code, "proxy: " in output, "sesame" in output) == (2, True, False)


def test_a_proxy_cannot_be_told_where_to_connect() -> None:
    code, output = run("http://app.example/", "--proxy=127.0.0.1:3128", "--connect-to=127.0.0.1")
    assert (code, "not together with connect-to" in output) == (2, True)
