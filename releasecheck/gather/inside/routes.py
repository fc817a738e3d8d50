"""The url_map: each rule with its view, an example path and the rule that hides it."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from . import paths, shadows, twins, views


def collect(app: Any, tools: Any) -> List[Dict[str, Any]]:
    """The Route facts, in the order of the url_map."""
    return [_route(app, rule, tools) for rule in app.url_map.iter_rules()]


def _route(app: Any, rule: Any, tools: Any) -> Dict[str, Any]:
    view = app.view_functions.get(rule.endpoint)
    example = next(paths.examples(rule), None)
    shadow = shadows.shadow(app, rule)
    return {
        "rule": rule.rule,
        "endpoint": rule.endpoint,
        "methods": sorted(rule.methods or ()),
        "arguments": sorted(rule.arguments),
        "defaults": sorted(rule.defaults or ()),
        "host": _named(rule.host),
        "subdomain": _named(rule.subdomain),
        "websocket": bool(rule.websocket),
        "build_only": bool(rule.build_only),
        "alias": bool(rule.alias),
        "view": None if view is None else _view(view, rule, tools),
        "example": None if example is None else example.path,
        "shadowed_by": None if shadow is None else shadow.endpoint,
        "shadowed_by_rule": None if shadow is None else shadow.rule,
        "shadowed_by_twin": shadow is not None and _is_twin(app, view, shadow.endpoint),
    }


def _is_twin(app: Any, view: Any, endpoint: str) -> bool:
    folder = shadows.static_folder(app, endpoint)
    return twins.serves(view, folder) if folder else twins.are(view, app.view_functions.get(endpoint))


def _view(view: Any, rule: Any, tools: Any) -> Dict[str, Any]:
    try:
        return views.collect(view, rule, tools)
    except Exception:  # its own `__getattr__` runs, or that of its class
        return views.unknown(view)


def _named(text: Any) -> Optional[str]:
    return str(text) if text else None
