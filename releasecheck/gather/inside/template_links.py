"""Where a template writes an address with a scheme and a host, which it takes from the request."""

from __future__ import annotations

import re
from typing import Any, FrozenSet, Iterator

from jinja2 import nodes

_WITH_HOST = frozenset({"url", "base_url", "url_root", "root_url", "host_url"})
_PARAMETER = re.compile(r"[?&;][\w.-]+=\s*$")  # where an address goes along, and nobody follows it
_ESCAPING = frozenset({"urlencode", "url_encode", "quote", "length", "count"})


def lines(tree: Any, unseen: FrozenSet[int]) -> Iterator[int]:
    """Of `url_for(…, _external=True)`, and of `{{ request.base_url }}` and the like; each once."""
    found = [node for node in tree.find_all(nodes.Call) if _is_external(node)]
    found.extend(node for output in tree.find_all(nodes.Output) for node in _written(output.nodes))
    found.extend(node for given in tree.find_all(nodes.Assign) for node in _with_host(given.node))
    yield from sorted({node.lineno for node in found if id(node) not in unseen})


def _is_external(call: Any) -> bool:
    if not isinstance(call.node, nodes.Name) or call.node.name != "url_for":
        return False
    given = next((each.value for each in call.kwargs if each.key == "_external"), None)
    return given is not None and not (isinstance(given, nodes.Const) and not given.value)


def _written(parts: Any) -> Iterator[Any]:
    before = ""
    for part in parts:
        if not _PARAMETER.search(before):
            yield from _with_host(part)
        before = part.data if isinstance(part, nodes.TemplateData) else ""


def _with_host(node: Any) -> Iterator[Any]:
    """The parts of an expression that end up in its text: no comparison, and nothing that a call is given."""
    if isinstance(node, nodes.Getattr) and node.attr in _WITH_HOST and _is_request(node.node):
        yield node
    elif isinstance(node, (nodes.Compare, nodes.Test, nodes.Not, nodes.TemplateData)):
        return
    elif isinstance(node, nodes.Filter) and node.name in _ESCAPING:
        return
    elif isinstance(node, nodes.Call):
        yield from _with_host(node.node)
    elif isinstance(node, nodes.CondExpr):
        for each in (node.expr1, node.expr2):
            if each is not None:
                yield from _with_host(each)
    else:
        for each in node.iter_child_nodes():
            yield from _with_host(each)


def _is_request(node: Any) -> bool:
    return isinstance(node, nodes.Name) and node.name == "request"
