"""Values that a template puts into a text of JavaScript: in an attribute such as `onclick`, in backquotes."""

from __future__ import annotations

import re
from typing import Iterator, NamedTuple

_COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
_HANDLER = re.compile(r"""\s(on[a-z]+)\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script", re.IGNORECASE | re.DOTALL)
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

    attribute: str  # "onclick", or "a template literal" of a script block
    value: str  # "user.name"
    line: int


def values(text: str) -> Iterator[Put]:
    """Those that stand between quotes of JavaScript."""
    shown = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    for handler in _HANDLER.finditer(shown):
        script = handler.group(2)
        inner = "'" if script[0] == '"' else '"'
        for found in _VALUE.finditer(script):
            quoted = script.count(inner, 0, found.start()) % 2 == 1
            if quoted and _is_written(found.group(1)):
                line = shown.count("\n", 0, handler.start(2) + found.start()) + 1
                yield Put(handler.group(1).lower(), found.group(1), line)
    for block in _SCRIPT.finditer(shown):
        if "`" in block.group(1):
            yield from _literals(block.group(1), shown.count("\n", 0, block.start(1)) + 1)


def _literals(script: str, first: int) -> Iterator[Put]:
    """Those between two backquotes of a line: HTML's escapes leave a backquote and `${…}` as they are."""
    for number, line in enumerate(script.split("\n"), first):
        for found in _VALUE.finditer(line):
            quoted = line.count("`", 0, found.start()) % 2 == 1 and "`" in line[found.end() :]
            if quoted and "//" not in line[: line.index("`")] and _is_written(found.group(1)):
                yield Put("a template literal", found.group(1), number)


def _is_written(value: str) -> bool:
    """Whether people write it as they like, by its name."""
    return bool(_WRITTEN.search(value.rpartition(".")[2])) and value.partition(".")[0] not in _OWN
