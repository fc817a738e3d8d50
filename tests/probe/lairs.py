"""Where the beasts of the zoo live: each sets one up, and gives the fields of the target that meets it."""

import functools
import socket
import ssl
import threading
import warnings
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import trustme
from flask import Flask
from werkzeug.debug import DebuggedApplication
from werkzeug.serving import make_server

from tests.probe.servers import Handler, answer, answering, black_hole, serving

Lair = Callable[[ExitStack], dict[str, Any]]
WELL = answering(answer())


def http(handler: Handler, family: int = socket.AF_INET) -> Lair:
    return lambda stack: {"url": stack.enter_context(serving(handler, None, family)).url}


@functools.cache
def authority() -> trustme.CA:
    return trustme.CA()


def tls(secure: Callable[[], ssl.SSLContext], handler: Handler = WELL) -> Lair:
    """Behind TLS; its authority is known."""

    def lair(stack: ExitStack) -> dict[str, Any]:
        server = stack.enter_context(serving(handler, secure()))
        return {"url": server.tls_url, "ca_file": stack.enter_context(authority().cert_pem.tempfile())}

    return lair


def context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def certificate(
    begins_days: float, ends_days: float, name: str = "localhost"
) -> Callable[[], ssl.SSLContext]:
    def secure() -> ssl.SSLContext:
        now = datetime.now(UTC)
        begins, ends = now + timedelta(begins_days), now + timedelta(ends_days)
        return context_of(authority().issue_cert(name, not_before=begins, not_after=ends))

    return secure


def self_signed() -> ssl.SSLContext:
    """Signed by nobody whom anybody knows."""
    return context_of(trustme.CA().issue_cert("localhost"))


def only_tls_1_0() -> ssl.SSLContext:
    context = certificate(-1, 300)()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    return context


def plain_behind_https(handler: Handler) -> Lair:
    return lambda stack: {"url": stack.enter_context(serving(handler)).tls_url}


def closed_port(stack: ExitStack) -> dict[str, Any]:
    sock = stack.enter_context(socket.socket())
    sock.bind(("127.0.0.1", 0))
    return {"url": f"http://127.0.0.1:{sock.getsockname()[1]}/"}


def hole(family: int, host: str) -> Lair:
    return lambda stack: {"url": f"http://{host}:{stack.enter_context(black_hole(family))}/"}


def named(app: Any, canary: Any = ("127.0.0.1",)) -> Lair:
    """Names that have these addresses, in turn if there are several answers; an error; or None, no answer."""

    def lair(stack: ExitStack) -> dict[str, Any]:
        server = stack.enter_context(serving(answering(answer())))
        released = threading.Event()
        stack.callback(released.set)
        answers = {"app.example": app, "canary.example": canary}

        def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
            found = answers[host]
            if found is None:
                released.wait(20)
            if not isinstance(found, tuple):
                raise socket.gaierror(found or socket.EAI_AGAIN, "no")
            answers[host] = found[1:] or found
            return [(socket.AF_INET, 1, 6, "", (found[0], port))]

        stack.enter_context(patch.object(socket, "getaddrinfo", getaddrinfo))
        return {"url": f"http://app.example:{server.port}/"}

    return lair


def unreachable(stack: ExitStack) -> dict[str, Any]:
    """A host to which there is no way, from a machine that has ways to others."""

    def connect(sock: socket.socket, _address: Any) -> None:
        if sock.type == socket.SOCK_STREAM:
            raise OSError(113, "No route to host")

    stack.enter_context(patch.object(socket.socket, "connect", connect))
    return {"url": "http://192.0.2.1/"}


def no_ipv6(stack: ExitStack) -> dict[str, Any]:
    """A machine on which the family is switched off."""

    def switched_off(*_: Any) -> socket.socket:
        raise OSError(97, "Address family not supported by protocol")

    stack.enter_context(patch.object(socket, "socket", switched_off))
    return {"url": "http://[2001:db8::1]/"}


def debugged(stack: ExitStack) -> dict[str, Any]:
    """A Flask app under the development server with its debugger."""
    app = Flask(__name__)
    app.add_url_rule("/health", view_func=lambda: {"status": "ok"})
    server = make_server("127.0.0.1", 0, DebuggedApplication(app))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    stack.callback(thread.join, 5)
    stack.callback(server.server_close)
    stack.callback(server.shutdown)
    return {"url": f"http://127.0.0.1:{server.port}/health"}
