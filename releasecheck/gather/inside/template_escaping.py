"""Values that Jinja puts into HTML as they are."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterator, Optional

from jinja2 import nodes

_HTML = re.compile(
    r"<(!doctype|html|body|div|p|a|span|table|tr|td|ul|li|h[1-6]|form|section)\b", re.IGNORECASE
)
_PAGE = re.compile(r"<(!doctype html|html|body)\b", re.IGNORECASE)
_TEXT = (".txt", ".md", ".csv", ".sql", ".tex", ".ics", ".json", ".yml", ".yaml", ".js", ".css", ".eml")
_PAGES = (".html", ".htm", ".xhtml")
_ESCAPING = frozenset(
    ("e", "escape", "forceescape", "safe", "tojson", "urlencode", "length", "count", "int", "float", "round")
)


def first_unescaped(env: Any, name: str, text: str, tree: Any) -> Optional[Dict[str, Any]]:
    """Why, and at which line, the template puts in a value as it is."""
    if _is_text(name, text) or not (_HTML.search(text) or _fills_a_page(name, tree)):
        return None
    if not escapes(env, name):
        line = _first(tree)
        why = "name" if escapes(env, "page.html") else "environment"
        return None if line is None else {"why": why, "line": line}
    for block in tree.find_all(nodes.ScopedEvalContextModifier):
        if any(each.key == "autoescape" and _is_false(each.value) for each in block.options):
            line = _first(block)
            if line is not None:
                return {"why": "block", "line": line}
    return None


def _is_text(name: str, text: str) -> bool:
    """Whether it is no page; a whole one called .txt is sent as HTML all the same."""
    ending = name.lower()
    return ending.endswith(_TEXT) and not (ending.endswith(".txt") and _PAGE.search(text))


def _fills_a_page(name: str, tree: Any) -> bool:
    """Whether it has blocks for a page of another template, and perhaps no tag of its own."""
    return name.lower().endswith(_PAGES) and tree.find(nodes.Extends) is not None


def escapes(env: Any, name: str) -> bool:
    """Whether the environment escapes in a template of this name."""
    decides = env.autoescape
    try:
        return bool(decides(name) if callable(decides) else decides)
    except Exception:  # a function of the app's
        return True


def _is_false(node: Any) -> bool:
    return isinstance(node, nodes.Const) and not node.value


def _first(tree: Any) -> Optional[int]:
    return next((each.lineno for output in tree.find_all(nodes.Output) for each in _values(output)), None)


def _values(output: Any) -> Iterator[Any]:
    """The variables of an output, unless a filter takes care of them; what is called may give markup."""
    for each in output.nodes:
        inner = each
        filters = []
        while isinstance(inner, nodes.Filter):
            filters.append(inner.name)
            inner = inner.node
        if isinstance(inner, (nodes.Name, nodes.Getattr, nodes.Getitem)) and _ESCAPING.isdisjoint(filters):
            if _root(inner) not in ("loop", "self", "config", "caller"):
                yield each


def _root(node: Any) -> Optional[str]:
    while isinstance(node, (nodes.Getattr, nodes.Getitem)):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else None
