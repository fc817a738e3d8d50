"""The dependencies that a health answer names."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, List

_MOST = 50


def named(headers: Any, body: bytes) -> List[str]:
    """Names under `checks` (health+json, Dockerflow) and in `results` (py-healthcheck); no values."""
    if "json" not in (headers.get("Content-Type") or "").lower():
        return []
    try:
        fields = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return []
    return sorted(set(_names(fields)))[:_MOST] if isinstance(fields, dict) else []


def _names(fields: Dict[str, Any]) -> Iterator[str]:
    checks, results = fields.get("checks"), fields.get("results")
    if isinstance(checks, dict):
        yield from map(str, checks)
    for result in results if isinstance(results, list) else ():
        if isinstance(result, dict) and "checker" in result:
            yield str(result["checker"])
