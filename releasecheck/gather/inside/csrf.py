"""What Flask-WTF's CSRFProtect lets pass."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List


def collect(app: Any) -> Dict[str, List[str]]:
    """The App fact's `csrf_exempt`."""
    return {"csrf_exempt": sorted(set(_exempt(app)))}


def _exempt(app: Any) -> Iterator[str]:
    protect = getattr(app, "extensions", {}).get("csrf")
    if protect is None:
        return
    names = set(getattr(protect, "_exempt_views", ()))
    blueprints = {getattr(each, "name", each) for each in getattr(protect, "_exempt_blueprints", ())}
    for endpoint, view in list(app.view_functions.items()):
        name = "%s.%s" % (getattr(view, "__module__", ""), getattr(view, "__name__", ""))
        if name in names or endpoint.rpartition(".")[0] in blueprints:
            yield endpoint
