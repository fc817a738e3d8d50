"""Which addresses a probe may connect to."""

import ipaddress

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_METADATA = frozenset(
    ipaddress.ip_address(text)
    for text in ("169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254")
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_THIS_NETWORK = ipaddress.ip_network("0.0.0.0/8")


def refusal(address: str, *, private_allowed: bool) -> str | None:
    """Why this address (text, maybe with a zone) must not be connected, or None."""
    ip = _innermost(ipaddress.ip_address(address.partition("%")[0]))
    if ip in _METADATA:
        return "a cloud's metadata service"
    if ip.is_link_local:
        return "a link-local address"
    if ip.is_multicast or ip == ipaddress.ip_address("255.255.255.255"):
        return "a multicast address"
    if ip.is_unspecified or ip in _THIS_NETWORK:
        return "an unspecified address"
    if not private_allowed and not ip.is_global:
        return "a private or loopback address, and the answer named it, not you"
    return None


def is_address(host: str) -> bool:
    """Whether the host of a URL is written as an address."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def is_loopback(address: str) -> bool:
    """Whether packets to it stay on this machine."""
    return _innermost(ipaddress.ip_address(address.partition("%")[0])).is_loopback


def _innermost(ip: IPAddress) -> IPAddress:
    """The IPv4 address that an IPv6 address stands for, so that no spelling goes round the policy."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip
