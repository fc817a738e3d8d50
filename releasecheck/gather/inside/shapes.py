"""Where the app answers with error pages of its own, and which style sheets and scripts it serves."""

from __future__ import annotations

import os
import uuid
from collections import Counter
from typing import Any, Callable, Iterable, Iterator, List, Optional, Tuple

from . import safe_routes
from .static_file import forbidden

_VERSION = "v"
_ASSETS_MAX, _LOOKED_AT = 6, 400
_ASSET_MAX = 60 * 1024  # what the prober reads of a body, and a little less
_ASSET = (".css", ".js")
_PASSED_OVER = frozenset(("node_modules", "__pycache__"))
Seen = Tuple[str, str]  # path and media type of an answer


def below_api(seen: Iterable[Seen], rules: Iterable[str]) -> Optional[str]:
    """A path that nobody has, below where most of the JSON is; None where JSON has no place of its own."""
    answers = list(seen)
    json = Counter(_prefix(path) for path, media in answers if media.endswith("json") and _prefix(path))
    pages = {_prefix(path) for path, media in answers if media == "text/html"}
    found = [prefix for prefix, _ in json.most_common() if prefix not in pages]
    if not found:
        found = sorted(prefix for prefix in map(_prefix, rules) if prefix.startswith("/api"))
    return "%s/releasecheck-%s" % (found[0], uuid.uuid4().hex) if found else None


def _prefix(path: str) -> str:
    """The folder that a path is in: /api/v1 of /api/v1/users, "" of /users."""
    parts = [part for part in path.split("/") if part and "<" not in part][:3]
    versioned = len(parts) > 1 and parts[1][:1] == _VERSION and parts[1][1:].isdigit()
    parts = parts[:-1] if len(path.strip("/").split("/")) <= len(parts) else parts
    return "".join("/%s" % part for part in parts[: 2 if versioned else 1])


def not_allowed(app: Any, is_own: Callable[[Any], bool], refused: Callable[[str], bool]) -> Optional[Any]:
    """A rule of the project that takes no GET, and whose path is none to be asked for by mistake."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ("GET",)) or rule.arguments or rule.host or rule.subdomain:
            continue
        view = app.view_functions.get(rule.endpoint)
        plain = view is not None and not (rule.websocket or rule.build_only or rule.alias)
        if plain and not safe_routes.changing_word(app, rule, view) and refused(rule.rule) and is_own(rule):
            return rule
    return None


def assets(app: Any) -> List[str]:
    """The paths of a few style sheets and scripts, the largest first: they change with each release."""
    rule = next((each for each in app.url_map.iter_rules() if each.endpoint == "static"), None)
    folder = app.static_folder
    if rule is None or not folder or rule.arguments != {"filename"} or rule.host or rule.subdomain:
        return []
    sized = sorted(_sized(folder), key=lambda one: (-one[0], one[1]))
    root = rule.rule.partition("/<")[0]
    return ["%s/%s" % (root, name) for _, name in sized[:_ASSETS_MAX]]


def _sized(folder: str) -> Iterator[Tuple[int, str]]:
    looked = 0
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if each not in _PASSED_OVER)
        for name in sorted(files):
            looked += 1
            if looked > _LOOKED_AT:
                return
            path = os.path.join(parent, name)
            shown = os.path.relpath(path, folder).replace(os.sep, "/")
            if name.endswith(_ASSET) and not forbidden(shown) and 0 < _size(path) <= _ASSET_MAX:
                yield _size(path), shown


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0
