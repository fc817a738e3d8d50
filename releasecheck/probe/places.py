"""The places that options name: `HOST[:PORT]` and proxies."""

import re
from urllib.parse import urlsplit

_PLACE = re.compile(r"(?P<host>\[[0-9A-Fa-f:.%]+\]|[^\s:/@\[\]]+)(:(?P<port>\d{1,5}))?")


def parse_place(text: str) -> tuple[str, int | None]:
    """Host and port of `HOST[:PORT]` (an IPv6 address in brackets); raises ValueError."""
    found = _place(text)
    if found is None:
        raise ValueError(f"connect-to: {text!r} is not HOST[:PORT]")
    return found


def parse_proxy(text: str) -> tuple[str, int]:
    """Host and port of `http://HOST:PORT`, the scheme optional; raises ValueError that shows no password."""
    if "@" in text:
        raise ValueError("proxy: its credentials come from RELEASECHECK_PROBE_PROXY_BASIC, not from its URL")
    scheme, slashes, rest = text.rpartition("://")
    found = _place(rest.removesuffix("/"))
    if found is None or found[1] is None or (slashes and scheme.lower() != "http"):
        raise ValueError(f"proxy: {text!r} is not http://HOST:PORT")
    return found[0], found[1]


def _place(text: str) -> tuple[str, int | None] | None:
    match = _PLACE.fullmatch(text)
    if not match or not text.isprintable() or int(match["port"] or 1) not in range(1, 65536):
        return None
    return match["host"].strip("[]"), int(match["port"]) if match["port"] else None


def bracketed(host: str) -> str:
    """The host as URLs and `HOST:PORT` write it."""
    return f"[{host}]" if ":" in host else host


def authority(url: str) -> str:
    """Host and port of the URL, the scheme's own port where it names none."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{bracketed(parts.hostname or '')}:{port}"
