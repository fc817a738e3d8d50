"""Two servers behind one address, with and without TLS, of which one has the release before."""

import itertools
import json
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from wsgiref import simple_server

import trustme

Wsgi = Callable[..., Iterable[bytes]]
BUILDS = ("b7c8d9e0f1a2", "a1b2c3d4e5f6")
_OLD_STYLE = b"h1 { color: gray; }\n"


@dataclass(frozen=True)
class Fleet:
    """Where it is, and whom to trust."""

    url: str
    http_port: int
    ca_file: Path


@contextmanager
def serving(app: Wsgi, folder: Path) -> Iterator[Fleet]:
    """The fleet on two free ports of loopback; its certificate has five days left."""
    authority = trustme.CA()
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(ca_file)
    now = datetime.now(UTC)
    ends = {"not_before": now - timedelta(85), "not_after": now + timedelta(5)}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", **ends).configure_cert(context)
    spoiled = _spoiling(app)
    with ExitStack() as stack:
        secure, plain = (stack.enter_context(_server(spoiled, one)) for one in (context, None))
        yield Fleet(f"https://localhost:{secure}", plain, ca_file)


@contextmanager
def _server(app: Wsgi, context: ssl.SSLContext | None) -> Iterator[int]:
    server = simple_server.make_server("127.0.0.1", 0, app)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _spoiling(app: Wsgi) -> Wsgi:
    builds = itertools.cycle(BUILDS)

    def balancer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/healthz":
            body = json.dumps({"status": "pass", "releaseId": next(builds)}).encode()
            start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
            return [body]
        if environ["PATH_INFO"].endswith(".css"):
            start("200 OK", [("Content-Type", "text/css"), ("Content-Length", str(len(_OLD_STYLE)))])
            return [_OLD_STYLE]

        def spoiled(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start(status, [_spoiled(*one) for one in headers], *more)

        return app(environ, spoiled)

    return balancer


def _spoiled(name: str, value: str) -> tuple[str, str]:
    match name.lower():
        case "set-cookie":
            return name, f"{value}; Domain=ferry.internal"
        case "allow":
            return name, "GET, HEAD, OPTIONS"
        case _:
            return name, value
