"""The last net: in no text of the facts a known secret, nor what cannot be written down."""

from collections.abc import Callable
from typing import Any

import msgspec

from releasecheck.facts import Facts


def redacted(facts: Facts, hide: Callable[[str], str]) -> Facts:
    """The facts with `hide` applied to every text, keys included, and each text made fit for UTF-8."""
    return msgspec.convert(_hidden(msgspec.to_builtins(facts), lambda text: hide(writable(text))), Facts)


def writable(text: str) -> str:
    r"""The text with a backslash escape for what is not UTF-8: bytes of a file's name, halves of a pair."""
    if text.isascii():
        return text
    try:
        return text.encode(errors="surrogateescape").decode(errors="backslashreplace")
    except UnicodeEncodeError:
        return text.encode(errors="backslashreplace").decode()


def _hidden(value: Any, hide: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, dict):
        return {hide(key): _hidden(one, hide) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_hidden(one, hide) for one in value]
    return value
