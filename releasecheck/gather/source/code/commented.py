"""Decorators that are commented out, by the text of a file."""

import re
from collections.abc import Iterator

_DECORATOR = re.compile(rb"(?m)^[ \t]*#[ \t]*@([A-Za-z_][\w.]*)")


def decorators(content: bytes) -> Iterator[tuple[int, str]]:
    """The line and the dotted name of each; the text of a string is among them."""
    if b"# @" not in content and b"#@" not in content:
        return
    for match in _DECORATOR.finditer(content):
        yield content.count(b"\n", 0, match.start(1)) + 1, match[1].decode(errors="replace")
