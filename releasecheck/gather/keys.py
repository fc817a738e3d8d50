"""What comparing tokens tells of the app's secrets; a token is a value under a key of this run alone."""

import ast
import hmac
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import flask_unsign_wordlist
import msgspec

from releasecheck.facts import Place
from releasecheck.facts.app import Secret
from releasecheck.gather.source.sheet import Value

Line = Mapping[str, Any]  # a secret as the child described it, with its tokens
Places = Mapping[str, Sequence[Place]]  # token -> the literals that have it

_PASSWORD_MIN = 8
_PLAIN = re.compile(r"'[^'\\]*'|\"[^\"\\]*\"")  # a literal in which nothing is escaped
_TOKENS = frozenset(("token", "part_tokens"))


def token(key: str, value: str | bytes) -> str:
    """As `inside/tools.py` makes it."""
    raw = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
    return hmac.digest(bytes.fromhex(key), raw, "sha256").hex()


def of_literals(key: str, literals: Iterable[Value]) -> dict[str, list[Place]]:
    """The tokens of the source's literals."""
    found: dict[str, list[Place]] = {}
    for value, place in literals:
        found.setdefault(token(key, value), []).append(place)
    return found


def fact(secret: Line, key: str, literals: Places) -> Secret:
    """The secret of the boot as given: published or not, and which literals it equals."""
    told = {name: value for name, value in secret.items() if name not in _TOKENS}
    if told["known"] is None and _is_comparable(secret) and _is_published(secret, key):
        told["known"] = "published"
    places = sorted({place for each in _tokens(secret) for place in literals.get(each, ())})
    return replace(msgspec.convert(told, Secret), literals=tuple(places))


def _is_comparable(secret: Line) -> bool:
    """Whether to be on a list of keys says something: as a password a word of it may be anything's name."""
    return secret["signing"] or (secret["length"] >= _PASSWORD_MIN and len(secret["classes"]) > 1)


def is_explained(secret: Secret) -> bool:
    """Whether the environment or a literal gives it, so that every process has the same."""
    return bool(secret.environment or secret.literals)


def with_repeats(secrets: Iterable[Secret], first: Iterable[Line], again: Iterable[Line]) -> list[Secret]:
    """Whether a second boot had, or would have, the same values."""
    before, after = _by_key(first), _by_key(again)
    return [
        replace(
            secret,
            repeats=before[secret.key] == after[secret.key]
            if secret.key in after
            else is_explained(secret) or None,
        )
        for secret in secrets
    ]


def changed(first: Iterable[Line], other: Iterable[Line]) -> dict[str, str]:
    """Secrets, by their config keys, that have another value in another boot, and its token."""
    before, after = _by_key(first), _by_key(other)
    return {name: made for name, made in after.items() if name in before and before[name] != made}


def _by_key(lines: Iterable[Line]) -> dict[str, str]:
    return {line["key"]: line["token"] for line in lines}


def _tokens(secret: Line) -> set[str]:
    return {secret["token"], *secret.get("part_tokens", ())}


def _is_published(secret: Line, key: str) -> bool:
    """Whether it, or a password in it, is on the list; where it has no part, among words of its length."""
    words = _words() if secret.get("part_tokens") else _words_by_length().get(secret["length"], ())
    mine = _tokens(secret)
    return any(token(key, word) in mine for word in words)


@cache
def _words() -> tuple[str, ...]:
    return tuple(published_words())


@cache
def _words_by_length() -> dict[int, list[str]]:
    """By how many characters they have, and by how many bytes, as a key may be either."""
    words: dict[int, list[str]] = {}
    for word in _words():
        for length in {len(word), len(word.encode("utf-8", "surrogatepass"))}:
            words.setdefault(length, []).append(word)
    return words


def published_words() -> Iterator[str]:
    """The keys of flask-unsign's word list, each written as a Python literal."""
    with warnings.catch_warnings():  # Superset's has escapes that Python does not know
        warnings.simplefilter("ignore")
        for line in Path(flask_unsign_wordlist.get("all")).read_text(encoding="utf-8").splitlines():
            if _PLAIN.fullmatch(line):  # nearly all: Python's parser takes a hundred times as long
                yield line[1:-1]
                continue
            try:
                yield str(ast.literal_eval(line))
            except (SyntaxError, ValueError):  # 21 of 55,982 lines are no literals
                continue
