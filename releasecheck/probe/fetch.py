"""One URL to one answer, over a connection of its own."""

import socket
import ssl
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

import requests

from releasecheck.probe.adapter import SocketAdapter
from releasecheck.probe.addresses import is_address, is_loopback
from releasecheck.probe.body import read_body
from releasecheck.probe.connect import dial, secure
from releasecheck.probe.deadline import Deadline
from releasecheck.probe.errors import MISFRAMED, HopError, Phase
from releasecheck.probe.observation import Answer, Failure
from releasecheck.probe.reasons import Reason
from releasecheck.probe.request import PROBE, Question, request_for
from releasecheck.probe.resolve import Address, resolve, vetted
from releasecheck.probe.stream import BoundedSocket
from releasecheck.probe.target import Target, parse_place
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
        self.traces.append(Trace(url))
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
            return _exchange(request, stream, trip)
        finally:
            trip.bytes_read += stream.bytes_read


def _context(parts: SplitResult, target: Target) -> ssl.SSLContext | None:
    if parts.scheme != "https":
        return None
    return context_for(target.ca_file, target.cert, insecure=target.insecure)


def _open(parts: SplitResult, context: ssl.SSLContext | None, trip: Trip, trace: Trace) -> socket.socket:
    addresses = _addresses(parts, trip, trace)
    sock = _dial_first(vetted(addresses, private_allowed=trip.private_allowed), trip, trace)
    if context is None:
        return sock
    return secure(sock, parts.hostname or "", context, trip.traces[-1], trip.deadline)


def _addresses(parts: SplitResult, trip: Trip, trace: Trace) -> tuple[Address, ...]:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if trip.target.connect_to is not None:
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
            trip.unasked = addresses[position + 1 :]
            return sock
    return dial(last, trace, trip.deadline, trip.target.connect_timeout)


def _note_dead(fault: HopError, address: Address, trip: Trip) -> None:
    """A dead address is the target's fault; an unbound loopback family or no route from here is not."""
    if fault.reason is not Reason.OWN_NETWORK and not is_loopback(address.text):
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


def _exchange(request: requests.PreparedRequest, stream: BoundedSocket, trip: Trip) -> Answer:
    trace = trip.traces[-1]
    response = SocketAdapter(stream, trace).send(request)
    body = b""
    try:
        with closing(response), trace.phase(Phase.TRANSFER):
            body = read_body(response.raw, response.headers.get("Content-Encoding", ""))
    except HopError as fault:
        cut_off = stream.ended and fault.detail == MISFRAMED
        trip.failed(HopError(Reason.RESET, "closed in the middle of the body") if cut_off else fault)
    return Answer(trace.url, response.status_code, tuple(response.raw.headers.iteritems()), body)
