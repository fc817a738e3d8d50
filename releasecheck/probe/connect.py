"""From an address to a connected, verified socket: what was vetted is what is connected."""

import socket
import ssl

from releasecheck.probe.deadline import Deadline
from releasecheck.probe.errors import HopError, Phase, no_route
from releasecheck.probe.reasons import Reason
from releasecheck.probe.resolve import Address
from releasecheck.probe.tls import described
from releasecheck.probe.trace import Trace


def dial(address: Address, trace: Trace, deadline: Deadline, limit: float) -> socket.socket:
    """Connect to exactly this address within `limit` seconds; raises `HopError`."""
    trace.address = address.text
    deadline.check()
    sock = _socket(address)
    try:
        with trace.phase(Phase.CONNECT):
            sock.settimeout(min(limit, deadline.require()))
            sock.connect(address.sockaddr)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except HopError as fault:
        sock.close()
        raise _on_whose_side(fault, address) from None
    return sock


def _socket(address: Address) -> socket.socket:
    try:
        return socket.socket(address.family, socket.SOCK_STREAM)
    except OSError as error:  # the family is switched off here, or no file descriptor is left
        raise HopError(Reason.OWN_NETWORK, f"no socket for it here: {error.strerror}", ours=True) from None


def _on_whose_side(fault: HopError, address: Address) -> HopError:
    if fault.reason is not Reason.CONNECT_UNREACHABLE or not no_route(address.family):
        return fault
    kind = "IPv6" if address.family == socket.AF_INET6 else "IPv4"
    return HopError(Reason.OWN_NETWORK, f"this machine has no {kind} route", ours=True)


def secure(
    sock: socket.socket, host: str, context: ssl.SSLContext, trace: Trace, deadline: Deadline
) -> ssl.SSLSocket:
    """The socket under TLS, its certificate verified for `host`; raises `HopError`."""
    try:
        deadline.check()
        with trace.phase(Phase.TLS):
            sock.settimeout(deadline.require())
            wrapped = context.wrap_socket(sock, server_hostname=host.rstrip("."))
    except HopError:
        sock.close()
        raise
    trace.tls = described(wrapped, verified=context.verify_mode is ssl.CERT_REQUIRED)
    return wrapped
