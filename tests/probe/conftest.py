"""Servers that end with the test, and an authority of our own."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import trustme

from tests.probe.servers import Server, serving

Serve = Callable[..., Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A function that starts a server: handler, TLS context, address family, port."""
    with ExitStack() as stack:
        yield lambda *how, **more: stack.enter_context(serving(*how, **more))


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)


@pytest.fixture
def free_port() -> Iterator[Callable[[], int]]:
    """A function that gives ports on which nobody listens; they stay taken until the test ends."""
    with ExitStack() as stack:

        def port() -> int:
            sock = stack.enter_context(socket.socket())
            sock.bind(("127.0.0.1", 0))
            number: int = sock.getsockname()[1]
            return number

        yield port
