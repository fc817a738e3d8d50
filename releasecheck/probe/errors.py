"""How a hop ends early: one exception, turned into a failure before the prober returns."""

import errno
import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

import urllib3.exceptions

from releasecheck.probe.reasons import Reason
from releasecheck.probe.text import visible


class Phase(StrEnum):
    """The parts of a hop, in order."""

    DNS = "dns"
    CONNECT = "connect"
    PROXY = "proxy"
    TLS = "tls"
    SEND = "send"
    WAIT = "wait"
    TRANSFER = "transfer"


class HopError(Exception):
    """A hop cannot go on; `ours` when the cause is on this side and says nothing about the target."""

    def __init__(self, reason: Reason, detail: str, *, ours: bool = False) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.ours = ours


MISFRAMED = "the body does not end as its framing says"

_TIMEOUTS = {
    Phase.DNS: (Reason.DNS_TIMEOUT, "the name was not resolved in time"),
    Phase.CONNECT: (Reason.CONNECT_TIMEOUT, "no connection in time"),
    Phase.PROXY: (Reason.HEADER_TIMEOUT, "no answer in time: it, or what it was to connect to"),
    Phase.TLS: (Reason.TLS_HANDSHAKE, "no end of the TLS handshake in time"),
    Phase.SEND: (Reason.DEADLINE, "the request could not be sent in time"),
    Phase.WAIT: (Reason.HEADER_TIMEOUT, "no complete headers in time"),
    Phase.TRANSFER: (Reason.BODY_TIMEOUT, "no end of the body in time"),
}
_VERIFY_CODES = {
    9: Reason.TLS_NOT_YET_VALID,
    10: Reason.TLS_EXPIRED,
    62: Reason.TLS_WRONG_HOST,  # name
    64: Reason.TLS_WRONG_HOST,  # address
}
_UNREACHABLE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.EACCES, errno.EPERM}


@contextmanager
def errors_of(phase: Phase) -> Iterator[None]:
    """Turn what the network and the other side do in this phase into a `HopError`."""
    try:
        yield
    except (OSError, http.client.HTTPException, urllib3.exceptions.HTTPError) as error:
        raise _fault(_cause(error), phase) from None


def _cause(error: BaseException) -> BaseException:
    """What urllib3 wrapped: its own words carry the URL, the cause carries the fact."""
    if isinstance(error, urllib3.exceptions.HTTPError) and error.__cause__ is not None:
        return _cause(error.__cause__)
    return error


def _fault(error: BaseException, phase: Phase) -> HopError:
    if isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
        return HopError(*_TIMEOUTS[phase])
    if isinstance(error, ssl.SSLError):
        return _tls_fault(error)
    if _is_headers_too_large(error, phase):
        return HopError(Reason.HEADERS_TOO_LARGE, visible(str(error)))
    if isinstance(error, ConnectionRefusedError):
        return HopError(Reason.CONNECT_REFUSED, "connection refused")
    if isinstance(error, http.client.RemoteDisconnected):
        return HopError(Reason.RESET, "closed without an answer")
    if isinstance(error, http.client.IncompleteRead):
        return HopError(Reason.PROTOCOL_ERROR, MISFRAMED)
    if isinstance(error, ConnectionError):
        return HopError(Reason.RESET, f"connection lost during {phase}")
    if isinstance(error, OSError) and error.errno in _UNREACHABLE:
        return HopError(Reason.CONNECT_UNREACHABLE, visible(error.strerror or "unreachable"))
    return HopError(Reason.PROTOCOL_ERROR, visible(f"{type(error).__name__} during {phase}"))


def _is_headers_too_large(error: BaseException, phase: Phase) -> bool:
    if phase is not Phase.WAIT or not isinstance(error, http.client.HTTPException):
        return False
    return isinstance(error, http.client.LineTooLong) or "more than" in str(error)


def _tls_fault(error: ssl.SSLError) -> HopError:
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = _VERIFY_CODES.get(error.verify_code, Reason.TLS_UNTRUSTED)
        return HopError(reason, visible(error.verify_message))
    words = (error.reason or type(error).__name__).replace("_", " ").lower()
    return HopError(Reason.TLS_HANDSHAKE, visible(words))


def no_route(family: int) -> bool:
    """Whether this machine has no route at all for that family; asking sends no packet."""
    somewhere = ("2001:db8::1", 9) if family == socket.AF_INET6 else ("192.0.2.1", 9)
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect(somewhere)
    except OSError:
        return True
    return False
