"""Set-Cookie headers."""

from __future__ import annotations

from typing import Any, Dict, Iterable


def parse(header: str) -> Dict[str, Any]:
    """Name and attributes of one Set-Cookie header, without the value."""
    pair, *rest = header.split(";")
    split = (each.partition("=") for each in rest)
    attributes = {key.strip().lower(): value.strip() for key, _, value in split}
    return {
        "name": pair.partition("=")[0].strip(),
        "secure": "secure" in attributes,
        "http_only": "httponly" in attributes,
        "same_site": attributes.get("samesite"),
        "domain": attributes.get("domain"),
        "path": attributes.get("path"),
    }


def sent_back(headers: Iterable[str]) -> str:
    """The Cookie header of a visitor who got these Set-Cookie headers; deleted ones have no value."""
    pairs = (header.partition(";")[0].strip() for header in headers)
    return "; ".join(pair for pair in pairs if pair.partition("=")[2].strip('"'))
