"""Which version of the Socket.IO client a template loads."""

from __future__ import annotations

import re
from typing import Iterator, NamedTuple

_COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
# socket.io/1.3.6/socket.io.js, socket.io@4.7.5/..., cdn.socket.io/2.3.0/..., cdn.socket.io/socket.io-1.4.5.js
_CLIENT = re.compile(
    r"""<script\b[^>]*?\ssrc\s*=\s*["'][^"']*?socket\.io(?:-client)?[/@](?:socket\.io-)?(\d+(?:\.\d+)*)""",
    re.IGNORECASE,
)
# A connection to a server that is not this one: `io("https://chat.example.com")`.
_ELSEWHERE = re.compile(r"""\bio(?:\.connect)?\(\s*["'`](?:https?|wss?)://(?!localhost|127\.)\w[\w-]*\.\w""")


class Client(NamedTuple):
    """A client, and the line of its script."""

    version: str  # "1.3.6"
    line: int


def clients(text: str) -> Iterator[Client]:
    """Those of a template that connects to no other server by its address."""
    shown = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    if not _ELSEWHERE.search(shown):
        for found in _CLIENT.finditer(shown):
            yield Client(found.group(1), shown.count("\n", 0, found.start(1)) + 1)
