"""Files that a template names by the address of a static route, without `url_for`."""

from __future__ import annotations

import re
from typing import Callable, Dict, Iterator, NamedTuple, Optional
from urllib.parse import unquote

_COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
# A link may lead to what the app makes while it runs; a page asks for these itself.
_ADDRESS = re.compile(
    r"""<(?:script|link|img)\b[^>]*?\s(?:src|href)\s*=\s*(["'])(/[^"'{}?#]+)(?:[?#][^"']*)?\1""",
    re.IGNORECASE,
)


AtRoot = Callable[[str], Optional[str]]


class Named(NamedTuple):
    """A file below the address of a static route."""

    endpoint: str
    filename: str
    line: int


def named(text: str, served: Dict[str, str], at_root: Optional[AtRoot] = None) -> Iterator[Named]:
    """What the text names of the static routes, given by their addresses.

    `at_root` tells the endpoint of an address that a static route at the root of the site takes.
    """
    if at_root is None and not any(path in text for path in served):
        return
    text = _COMMENT.sub(_blank, text)
    for found in _ADDRESS.finditer(text):
        address = found.group(2)
        below = [path for path in served if path and address.startswith(path + "/")]
        path = max(below, key=len, default="")
        endpoint = served[path] if path else at_root(unquote(address)) if at_root else None
        if endpoint is not None:
            line = text.count("\n", 0, found.start(2)) + 1
            yield Named(endpoint, unquote(address[len(path) + 1 :]), line)


def _blank(found: "re.Match[str]") -> str:
    return re.sub(r"[^\n]", " ", found.group())
