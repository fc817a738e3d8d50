"""Names to vetted addresses, within the deadline."""

import socket
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Any

from releasecheck.probe.addresses import refusal
from releasecheck.probe.background import in_background
from releasecheck.probe.deadline import Deadline
from releasecheck.probe.errors import HopError
from releasecheck.probe.reasons import Reason

_NOT_THERE = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_MOST = 8  # addresses of one name that are connected to
_PATIENCE = 0.6  # the share of the time that the name may take before the canary is asked, too


@dataclass(frozen=True)
class Address:
    """One address to connect to, as `getaddrinfo` gives it."""

    family: int
    sockaddr: tuple[Any, ...]

    @property
    def text(self) -> str:
        """The address alone."""
        return str(self.sockaddr[0])


def resolve(host: str, port: int, canary: str, deadline: Deadline) -> tuple[Address, ...]:
    """Every address of the host; raises `HopError`."""
    lookup = _lookup(host, port)
    wait([lookup], deadline.remaining() * _PATIENCE)
    if lookup.done() and not lookup.exception():
        return _addresses(lookup)
    witness = _lookup(canary, port)
    wait([witness] if lookup.done() else [witness, lookup], deadline.remaining())
    if lookup.done() and not lookup.exception():
        return _addresses(lookup)
    if not witness.done() or witness.exception():
        raise HopError(Reason.OWN_NETWORK, "neither this name nor the canary's could be resolved", ours=True)
    raise _fault(lookup)


def _lookup(host: str, port: int) -> Future[list[Any]]:
    return in_background(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


def _addresses(lookup: Future[list[Any]]) -> tuple[Address, ...]:
    return tuple(Address(family, sockaddr) for family, _, _, _, sockaddr in lookup.result())


def _fault(lookup: Future[list[Any]]) -> HopError:
    if not lookup.done():
        return HopError(Reason.DNS_TIMEOUT, "the name was not resolved in time")
    error = lookup.exception()
    if isinstance(error, socket.gaierror) and error.errno in _NOT_THERE:
        return HopError(Reason.DNS_NXDOMAIN, "no such name")
    return HopError(Reason.DNS_ERROR, "the name could not be resolved")


def vetted(addresses: tuple[Address, ...], *, private_allowed: bool) -> tuple[Address, ...]:
    """Those allowed, one of each family first; raises `HopError` where the policy refuses them all."""
    refusals = {found: refusal(found.text, private_allowed=private_allowed) for found in addresses}
    allowed = [found for found, why in refusals.items() if why is None]
    if not allowed:
        detail = "; ".join(f"{found.text} is {why}" for found, why in refusals.items())
        raise HopError(Reason.ADDRESS_REFUSED_BY_POLICY, detail, ours=True)
    families: dict[int, Address] = {}
    for found in allowed:
        families.setdefault(found.family, found)
    return tuple(dict.fromkeys([*families.values(), *allowed]))[:_MOST]
