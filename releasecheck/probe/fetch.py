"""One URL to one answer, over a connection of its own."""

import socket
import ssl
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

import requests

from releasecheck.probe.adapter import SocketAdapter
from releasecheck.probe.addresses import is_address, is_loopback, refusal
from releasecheck.probe.body import read_body
from releasecheck.probe.connect import dial, secure
from releasecheck.probe.deadline import Deadline
from releasecheck.probe.errors import MISFRAMED, HopError, Phase
from releasecheck.probe.observation import Answer, Failure
from releasecheck.probe.places import authority, parse_place, parse_proxy
from releasecheck.probe.proxy import PROXY_AUTHENTICATION, Tunnel, on_this_side, wants_credentials
from releasecheck.probe.reasons import Reason
from releasecheck.probe.request import PROBE, Question, request_for
from releasecheck.probe.resolve import Address, resolve, vetted
from releasecheck.probe.stream import BoundedSocket
from releasecheck.probe.target import Target
from releasecheck.probe.tls import context_for
from releasecheck.probe.trace import Trace

_FAIR_S = 1.0  # a lost first packet is sent again after so long; silence in less says nothing of an address


@dataclass
class Trip:
    """What one probe gathers on its way; `unasked` are the addresses that were not needed."""

    target: Target
    deadline: Deadline
    traces: list[Trace] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    bytes_read: int = 0
    unasked: tuple[Address, ...] = ()
    private_allowed: bool = True

    def begin(self, url: str) -> Trace:
        """The trace of a new hop."""
        self.traces.append(Trace(url, proxy=self.target.proxy))
        return self.traces[-1]

    def failed(self, fault: HopError) -> None:
        """Keep why something ended early."""
        self.failures.append(Failure(fault.reason, fault.detail, fault.ours))


def fetch(url: str, trip: Trip, question: Question = PROBE) -> Answer:
    """One request's answer; raises `HopError`. A body that breaks off is empty, and the trip says why."""
    trip.deadline.check()
    request = request_for(url, trip.target.all_credentials, question)
    parts = urlsplit(request.url or url)
    context = _context(parts, trip.target)
    trace = trip.begin(url)
    with closing(_open(parts, context, trip, trace)) as sock:
        stream = BoundedSocket(sock, trip.deadline)
        try:
            return _exchange(request, stream, trip, to_proxy=trip.target.proxy is not None and not context)
        finally:
            trip.bytes_read += stream.bytes_read


def _context(parts: SplitResult, target: Target) -> ssl.SSLContext | None:
    if parts.scheme != "https":
        return None
    return context_for(target.ca_file, target.cert, insecure=target.insecure)


def _open(parts: SplitResult, context: ssl.SSLContext | None, trip: Trip, trace: Trace) -> socket.socket:
    sock = _connected(parts, trip, trace)
    if context is None:
        return sock
    if trip.target.proxy is not None:
        _tunnelled(sock, trip.target.proxy, parts, trip)
    return secure(sock, parts.hostname or "", context, trip.traces[-1], trip.deadline)


def _connected(parts: SplitResult, trip: Trip, trace: Trace) -> socket.socket:
    if trip.target.proxy is None:
        addresses = _addresses(parts, trip, trace)
        return _dial_first(vetted(addresses, private_allowed=trip.private_allowed), trip, trace)
    _check_behind_proxy(parts.hostname or "", private_allowed=trip.private_allowed)
    with on_this_side(trip.target.proxy):
        return _dial_first(vetted(_addresses(parts, trip, trace), private_allowed=True), trip, trace)


def _check_behind_proxy(host: str, *, private_allowed: bool) -> None:
    """Vet an address as ever; a name is looked up by the proxy, so one that an answer led to is refused."""
    if is_address(host):
        why = refusal(host, private_allowed=private_allowed)
    else:
        why = None if private_allowed else "resolved by the proxy, and the answer named it, not you"
    if why:
        raise HopError(Reason.ADDRESS_REFUSED_BY_POLICY, f"{host} is {why}", ours=True)


def _tunnelled(sock: socket.socket, proxy: str, parts: SplitResult, trip: Trip) -> None:
    tunnel = Tunnel(proxy, authority(parts.geturl()), trip.target.all_credentials)
    try:
        tunnel.dig(sock, trip.traces[-1], trip.deadline)
    except HopError:
        sock.close()
        raise


def _addresses(parts: SplitResult, trip: Trip, trace: Trace) -> tuple[Address, ...]:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if trip.target.proxy is not None:
        host, port = parse_proxy(trip.target.proxy)
    elif trip.target.connect_to is not None:
        host, own_port = parse_place(trip.target.connect_to)
        port = own_port or port
    if is_address(host):
        return resolve(host, port, trip.target.canary, trip.deadline)
    with trace.phase(Phase.DNS):
        return resolve(host, port, trip.target.canary, trip.deadline)


def _dial_first(addresses: tuple[Address, ...], trip: Trip, trace: Trace) -> socket.socket:
    """Connect to the first address that lets us; each that does not is a hop of its own."""
    *others, last = addresses
    for position, address in enumerate(others):
        share = trip.deadline.remaining() / 2
        try:
            sock = dial(address, trace, trip.deadline, min(trip.target.connect_timeout, share))
        except HopError as fault:
            _note_dead(fault, address, trip)
            trace = trip.begin(trace.url)
        else:
            trip.unasked = () if trip.target.proxy else addresses[position + 1 :]
            return sock
    return dial(last, trace, trip.deadline, trip.target.connect_timeout)


def _note_dead(fault: HopError, address: Address, trip: Trip) -> None:
    """A dead address is the target's fault; an unbound loopback family, a proxy's or no route here is not."""
    theirs = fault.reason is not Reason.OWN_NETWORK and not trip.target.proxy
    if theirs and not is_loopback(address.text):
        trip.failed(HopError(fault.reason, f"{address.text}, one of the name's addresses: {fault.detail}"))


def reach_other_addresses(trip: Trip) -> None:
    """Connect, and no more, to each address that the answer did not need, while there is time to judge it.

    A family of which one address was silent is silent as a whole, as a rule: the others are not waited for.
    """
    silent: set[int] = set()
    for address in trip.unasked:
        if trip.deadline.remaining() < min(_FAIR_S, trip.target.connect_timeout):
            return
        if address.family in silent:
            continue
        trace = Trace(trip.traces[-1].url)
        try:
            dial(address, trace, trip.deadline, trip.target.connect_timeout).close()
        except HopError as fault:
            _note_dead(fault, address, trip)
            silent |= {address.family} if fault.reason is Reason.CONNECT_TIMEOUT else set()
            trip.traces.insert(-1, trace)  # the last one is the answer's


def _exchange(
    request: requests.PreparedRequest, stream: BoundedSocket, trip: Trip, *, to_proxy: bool
) -> Answer:
    trace = trip.traces[-1]
    if to_proxy:
        request.headers.update(trip.target.all_credentials.proxy_headers())
    response = SocketAdapter(stream, trace, to_proxy=to_proxy).send(request)
    if to_proxy and response.status_code == PROXY_AUTHENTICATION:
        raise wants_credentials(trip.target.proxy or "", trip.target.all_credentials)
    body = b""
    try:
        with closing(response), trace.phase(Phase.TRANSFER):
            body = read_body(response.raw, response.headers.get("Content-Encoding", ""))
    except HopError as fault:
        cut_off = stream.ended and fault.detail == MISFRAMED
        trip.failed(HopError(Reason.RESET, "closed in the middle of the body") if cut_off else fault)
    return Answer(trace.url, response.status_code, tuple(response.raw.headers.iteritems()), body)
