"""Rules that no request reaches, because another rule answers for every path of theirs."""

from __future__ import annotations

import os
from typing import Any, Optional

from . import paths


def shadow(app: Any, rule: Any) -> Optional[Any]:
    """The rule that answers in place of this one, else None."""
    if any((rule.websocket, rule.build_only, rule.alias, rule.redirect_to, not rule.methods)):
        return None
    if rule.endpoint not in app.view_functions:  # another name for url_for, answered by the other's view
        return None
    methods = sorted(paths.written_methods(rule)) or sorted(rule.methods)
    found = [_answering(app, each, method) for each in paths.examples(rule) for method in methods]
    reached = any(other is None or other is rule or _by_design(app, rule, other) for other in found)
    return found[0] if found and not reached else None


def _answering(app: Any, example: paths.Example, method: str) -> Optional[Any]:
    try:
        adapter = _adapter(app, example)
        return adapter.match(example.path, method=method, return_rule=True)[0]
    except Exception:  # not found, a redirect, a converter that asks something that is not there
        return None


def _adapter(app: Any, example: paths.Example) -> Any:
    if app.url_map.host_matching:
        return app.url_map.bind(example.domain or "localhost")
    return app.url_map.bind(app.config.get("SERVER_NAME") or "localhost", subdomain=example.domain)


def _by_design(app: Any, rule: Any, other: Any) -> bool:
    mine, theirs = (app.view_functions.get(each.endpoint) for each in (rule, other))
    if mine is theirs:
        return True
    mine, theirs = (static_folder(app, each.endpoint) for each in (rule, other))
    return mine is not None and (mine == theirs or (theirs is not None and not os.path.isdir(mine)))


def static_folder(app: Any, endpoint: str) -> Optional[str]:
    """The folder behind a static endpoint of the app or of a blueprint."""
    scope, _, name = endpoint.rpartition(".")
    owner = app.blueprints.get(scope) if scope else app
    if name != "static" or owner is None or not owner.static_folder:
        return None
    return str(os.path.realpath(owner.static_folder))
