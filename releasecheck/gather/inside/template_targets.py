"""Forms in the text of a template that are sent to a path which no rule takes so."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterator, List, Set

from werkzeug.exceptions import MethodNotAllowed, NotFound

from . import template_forms, template_uploads

_ACTION = re.compile(r"""\saction\s*=\s*(["'])(/(?!/)[^"'{}?#]*)[^"'{}]*\1""", re.IGNORECASE)
_METHOD = re.compile(r"""\smethod\s*=\s*["']?\s*([^"'\s>]*)""", re.IGNORECASE)
_SENT_BY = frozenset({"get", "post"})
_HANDLED = re.compile(r"\son\w+\s*=|@submit|v-on:|ng-|x-on:|data-(action|controller|url)", re.IGNORECASE)
# A script that takes over what a form does, or gives it another address.
_TAKEN = re.compile(
    r"[\"'`]submit[\"'`]\s*,|\bonsubmit\b|\.submit\(\s*[^\s)]|\.action\s*=[^=]|[\"']action[\"']\s*,"
)


def lost(app: Any, text: str) -> Iterator[Dict[str, Any]]:
    """Each with its line, path, method and the methods that the path takes, if it takes any."""
    found = [*_fixed(text)] if "action" in text.lower() and not app.url_map.host_matching else []
    found = [
        {**each, "takes": taken} for each in found for taken in _taken(app, each["path"], each["method"])
    ]
    if found and not (is_scripted(text) or template_uploads.has_script(app, _TAKEN)):
        yield from found


def is_scripted(text: str) -> bool:
    """Whether a script of the template may send its forms, or those of templates around it."""
    return template_uploads.is_scripted(text) or any(map(_TAKEN.search, _scripts(text)))


def _scripts(text: str) -> List[str]:
    return re.findall(r"<script\b[^>]*>(.*?)</script\s*>", text, re.DOTALL | re.IGNORECASE)


def _fixed(text: str) -> Iterator[Dict[str, Any]]:
    """The forms whose whole address and method stand there, and that a browser sends by itself."""
    for line, tag in template_forms.tags(text):
        action, method = _ACTION.search(tag), _METHOD.search(tag)
        how = (method.group(1) if method else "get").lower()
        handled = "{%" in tag or _HANDLED.search(tag) or template_uploads.is_taken_over(tag)
        if action and how in _SENT_BY and not handled:
            yield {"line": line, "path": action.group(2), "method": how.upper()}


def _taken(app: Any, path: str, method: str) -> Iterator[List[str]]:
    """The methods of the path, where it does not take this one; nothing where it does, or nobody knows."""
    try:
        app.url_map.bind("localhost").match(path, method=method)
    except NotFound:
        yield []
    except MethodNotAllowed as problem:
        known: Set[str] = set(problem.valid_methods or ())
        yield sorted(known - {"HEAD", "OPTIONS"})
    except Exception:  # it is redirected, or a converter of the app's own raises what it likes
        return
