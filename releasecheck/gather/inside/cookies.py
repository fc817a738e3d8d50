"""Set-Cookie headers without their values."""

from __future__ import annotations

from typing import Any, Dict


def parse(header: str) -> Dict[str, Any]:
    """Name and attributes of one Set-Cookie header."""
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
