"""Set-Cookie headers."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterable, List, Optional

_OPAQUE_MIN = 16
_TOLD = ("name", "secure", "http_only", "same_site", "size", "lasts", "deleted", "opaque", "domain", "path")


def parse(header: str) -> Dict[str, Any]:
    """Name and attributes of one Set-Cookie header, without the value."""
    pair, *rest = header.split(";")
    value = pair.partition("=")[2].strip().strip('"')
    split = (each.partition("=") for each in rest)
    attributes = {key.strip().lower(): value.strip() for key, _, value in split}
    return {
        "name": pair.partition("=")[0].strip(),
        "secure": "secure" in attributes,
        "http_only": "httponly" in attributes,
        "same_site": attributes.get("samesite"),
        "domain": attributes.get("domain"),
        "path": attributes.get("path"),
        "size": len(header.encode("latin-1", "replace")),
        "lasts": _seconds(attributes.get("max-age", "")),
        "deleted": not value,
        "opaque": _is_opaque(value),
    }


def told(headers: Iterable[str]) -> List[Dict[str, Any]]:
    """The Cookie facts of these Set-Cookie headers."""
    return [{name: each[name] for name in _TOLD} for each in map(parse, headers)]


def named(name: str, headers: Iterable[str]) -> Optional[str]:
    """The pair of that name, as the visitor would send it back."""
    pairs = sent_back(headers).split("; ")
    return next((pair for pair in pairs if pair.partition("=")[0] == name), None)


def sent_back(headers: Iterable[str]) -> str:
    """The Cookie header of a visitor who got these Set-Cookie headers; deleted ones have no value."""
    pairs = (header.partition(";")[0].strip() for header in headers)
    return "; ".join(pair for pair in pairs if pair.partition("=")[2].strip('"'))


def _seconds(text: str) -> Optional[int]:
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else None


def _is_opaque(value: str) -> bool:
    """Whether nobody chose this value: it identifies the visitor, or lets him in."""
    long = len(value) >= _OPAQUE_MIN
    return long and all(re.search(kind, value) for kind in ("[A-Za-z]", "[0-9]")) and " " not in value
