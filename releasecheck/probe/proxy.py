"""A forward proxy, where one was asked for: which, and the tunnel through it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote

from requests.utils import get_environ_proxies, select_proxy

from releasecheck.probe.adapter import FinalResponse
from releasecheck.probe.credentials import Credentials
from releasecheck.probe.deadline import Deadline
from releasecheck.probe.errors import HopError, Phase
from releasecheck.probe.places import bracketed, parse_proxy
from releasecheck.probe.reasons import Reason
from releasecheck.probe.request import USER_AGENT
from releasecheck.probe.stream import BoundedSocket
from releasecheck.probe.text import shown_url
from releasecheck.probe.trace import Trace

PROXY_AUTHENTICATION = 407
_BEHIND_IT = frozenset({502, 503, 504})  # the proxy is well, and what it was to reach is not


def proxy_from_environment(url: str) -> tuple[str | None, str | None]:
    """The proxy that `https_proxy` and its like name for the URL, and its `user:password`; None for none.

    Raises ValueError for one that cannot be used; `no_proxy` counts.
    """
    named = select_proxy(url, get_environ_proxies(url))
    if not named:
        return None, None
    scheme, slashes, rest = named.rpartition("://")
    userinfo, _, place = rest.rpartition("@")
    host, port = parse_proxy(f"{scheme}{slashes}{place}")
    return f"http://{bracketed(host)}:{port}", unquote(userinfo) or None


@contextmanager
def on_this_side(proxy: str) -> Iterator[None]:
    """A proxy that cannot be reached or used says nothing about the target: the fault is ours."""
    try:
        yield
    except HopError as fault:
        if fault.ours or fault.reason is Reason.DEADLINE:
            raise
        raise _ours(proxy, fault.detail) from None


def _ours(proxy: str, words: str) -> HopError:
    return HopError(Reason.OWN_NETWORK, f"the proxy {shown_url(proxy)}: {words}", ours=True)


@dataclass(frozen=True)
class Tunnel:
    """What to ask a proxy for: a connection to `place`, a host with its port."""

    proxy: str
    place: str
    credentials: Credentials

    def dig(self, sock: socket.socket, trace: Trace, deadline: Deadline) -> None:
        """Have the proxy connect the socket there; raises `HopError`."""
        stream = BoundedSocket(sock, deadline)
        with on_this_side(self.proxy), trace.phase(Phase.PROXY):
            stream.sendall(self._request())
            response = FinalResponse(stream, method="CONNECT")
            response.begin()
            response.close()
        if not 200 <= response.status < 300:
            raise self._refused(response.status)

    def _request(self) -> bytes:
        headers = {"Host": self.place, "User-Agent": USER_AGENT, **self.credentials.proxy_headers()}
        lines = [f"CONNECT {self.place} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("ascii")

    def _refused(self, status: int) -> HopError:
        if status in _BEHIND_IT:
            words = f"the proxy {shown_url(self.proxy)} answered {status}: no connection to {self.place}"
            return HopError(Reason.CONNECT_UNREACHABLE, words)
        if status == PROXY_AUTHENTICATION:
            return wants_credentials(self.proxy, self.credentials)
        return _ours(self.proxy, f"it answered {status} when asked to connect to {self.place}")


def wants_credentials(proxy: str, credentials: Credentials) -> HopError:
    """What 407 means; only a proxy says it."""
    verb = "wants" if credentials.proxy is None else "refuses"
    return _ours(proxy, f"it {verb} credentials (407): RELEASECHECK_PROBE_PROXY_BASIC has none that it takes")
