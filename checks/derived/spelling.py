"""The words that a name is made of."""

import re

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


def words_of(name: str) -> list[str]:
    """In lower case: "HTTPServer_2" is http, server, 2."""
    return [word.lower() for word in _WORD.findall(name)]


def words(listed: str) -> frozenset[str]:
    """Those in a list with blanks between them."""
    return frozenset(listed.split())
