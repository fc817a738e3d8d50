"""The last net: in no text of the facts a known secret, nor what cannot be written down."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from releasecheck.facts import Facts
from releasecheck.facts.app import App

_WORD = re.compile("[a-z]{1,7}")
_NAME = re.compile("[a-z]+(?:_[a-z]+)*")
_PATH = re.compile(r"/|\w\.\w")


def redacted(facts: Facts, hide: Callable[[str], str]) -> Facts:
    """The facts with `hide` applied to every text, keys included, and each text made fit for UTF-8.

    The names of fields are ours, and so are the words that one may be: a password "wrong" hides none of them.
    """
    return msgspec.convert(_hidden(facts, lambda text: hide(writable(text))), Facts)


def telling(secrets: Iterable[str], app: App | None, modules: Iterable[str] = ()) -> Iterator[str]:
    """Without the words by which the project, or one of its pages, is called: else all of them are hidden.

    `modules` are paths, of which only the name at the root counts, of any length: the report says it on each
    line. A path that has a real one in it, as of a webhook, has no plain word for it.
    """
    names = " ".join(f"{one.rule} {one.endpoint}" for one in (app.routes if app else ()))
    words = frozenset(re.findall("[a-z]+", names))
    packages = frozenset(path.partition("/")[0].removesuffix(".py") for path in modules)
    return (
        one
        for one in secrets
        if not ((_WORD.fullmatch(one) and one in words) or (_NAME.fullmatch(one) and one in packages))
    )


def sparing(hide: Callable[[str], str], paths: Iterable[str]) -> Callable[[str], str]:
    """`hide`, but for the paths of the project: one that is eaten into names no file, and a secret no more.

    A name without a folder or an ending may be the secret itself, and is hidden.
    """
    named = (path.rstrip("/") for path in paths)
    eaten = sorted(
        (path for path in named if _PATH.search(path) and hide(path) != path), key=len, reverse=True
    )
    if not eaten:
        return hide
    theirs = re.compile(rf"(?<![\w./-])({'|'.join(map(re.escape, eaten))})(?![\w/-])")

    def spared(text: str) -> str:
        parts = theirs.split(text)
        return "".join(part if index % 2 else hide(part) for index, part in enumerate(parts))

    return spared


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
    if is_dataclass(value) and not isinstance(value, type):
        given = {one.name: getattr(value, one.name) for one in fields(value)}
        chosen = _chosen(type(value))
        return {name: one if name in chosen else _hidden(one, hide) for name, one in given.items()}
    if isinstance(value, dict):
        return {hide(key): _hidden(one, hide) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_hidden(one, hide) for one in value]
    return value


@cache
def _chosen(kind: type) -> frozenset[str]:
    """The fields of a fact that hold words of a few, which are written in our source."""
    return frozenset(name for name, hint in get_type_hints(kind).items() if _is_of_few(hint))


def _is_of_few(hint: Any) -> bool:
    if get_origin(hint) is Literal:
        return True
    inner = [one for one in get_args(hint) if one not in (type(None), int, ...)]
    return bool(inner) and all(map(_is_of_few, inner))
