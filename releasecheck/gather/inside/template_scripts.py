"""Values that a template puts into a text of JavaScript, in an attribute such as `onclick`."""

from __future__ import annotations

import re
from typing import Iterator, NamedTuple

_COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
_HANDLER = re.compile(r"""\s(on[a-z]+)\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
# Alone or with what HTML escapes, which the browser takes back before it runs the script.
_VALUE = re.compile(r"\{\{-?\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(?:\|\s*e(?:scape)?\s*)?-?\}\}")
# What people write as they like; numbers, keys and words of the app's own have other names.
_WRITTEN = re.compile(
    r"(^|_)(name|title|username|description|comment|content|text|message|body|bio|notes?|subject|"
    r"question|answer|platform)$|^address$"
)
_OWN = ("config", "current_user", "form", "loop", "request", "self", "session")


class Put(NamedTuple):
    """A value, and where it is put."""

    attribute: str  # "onclick"
    value: str  # "user.name"
    line: int


def values(text: str) -> Iterator[Put]:
    """Those that stand between quotes of JavaScript."""
    shown = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    for handler in _HANDLER.finditer(shown):
        script = handler.group(2)
        inner = "'" if script[0] == '"' else '"'
        for found in _VALUE.finditer(script):
            value = found.group(1)
            last, root = value.rpartition(".")[2], value.partition(".")[0]
            quoted = script.count(inner, 0, found.start()) % 2 == 1
            if quoted and _WRITTEN.search(last) and root not in _OWN:
                line = shown.count("\n", 0, handler.start(2) + found.start()) + 1
                yield Put(handler.group(1).lower(), value, line)
