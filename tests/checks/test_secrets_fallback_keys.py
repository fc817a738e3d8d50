"""Old keys that anybody could sign with."""

from typing import Any

import pytest

from releasecheck.facts.config import Item
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, config, secret, table

KEY = "SECRET_KEY_FALLBACKS"


def keys(kind: str, *items: Item, **fields: Any) -> Given:
    value = config(KEY, True, type=kind, shown=kind, secret=True, items=items)
    return {"app": app(config=[value], **fields)}


def text(length: int) -> Item:
    return Item("str", length)


def found(message: str, *more: str) -> list[Found]:
    return [Found(message, KEY, at("config.py", 4), evidence=more)]


EMPTY = f"{KEY} holds an empty key: a session that is signed with nothing is accepted"
SHORT = f"{KEY} holds 1 key of less than 8 characters, which can be guessed"


@table(
    {
        "a text": (keys("str"), found(f"{KEY} is one text: each of its characters is accepted as a key")),
        "bytes": (
            keys("bytes"),
            found(f"{KEY} is of type bytes: a request with a session signed by another key answers 500"),
        ),
        "a dict": (keys("dict"), found(f"{KEY} is a dict: its keys, the names, are accepted as keys")),
        "an empty key": (keys("list", text(0)), found(EMPTY)),
        "a short key": (keys("tuple", text(40), text(5)), found(SHORT)),
        "numbers": (keys("list", Item("int")), found(f"{KEY} holds what is no key: int")),
        "several faults": (keys("list", text(0), text(3)), found(EMPTY, SHORT)),
    }
)
def test_secret_key_fallbacks_string_faulty(given: Given, says: list[Found]) -> None:
    assert ask("secret-key-fallbacks-string", given) == says


@table(
    {
        "whole keys": (keys("list", text(40), Item("bytes", 32)), []),
        "none among them, for which the current key is taken": (keys("list", Item("NoneType")), []),
        "a short one that the public knows: told by secret-known-public": (
            keys("list", text(40), text(3), secrets=[secret(f"{KEY}[1]", known="placeholder")]),
            [],
        ),
    }
)
def test_secret_key_fallbacks_string_fine(given: Given, says: list[Found]) -> None:
    assert ask("secret-key-fallbacks-string", given) == says


UNSET = DoesNotApply("SECRET_KEY_FALLBACKS is not set")


@table(
    {
        "Flask's default": ({"app": app(config=[config(KEY, None)])}, [UNSET]),
        "an older Flask": ({"app": app()}, [UNSET]),
        "set for an older Flask": (
            keys("str", config_vocabulary={"flask": ("SECRET_KEY",)}),
            [DoesNotApply("this Flask does not read SECRET_KEY_FALLBACKS: config-key-ignored says so")],
        ),
    }
)
def test_secret_key_fallbacks_string_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("secret-key-fallbacks-string", given) == says


@pytest.mark.parametrize(("kind", "key"), [("str", KEY), ("list", f"{KEY}[0]")])
def test_one_text_is_told_once(kind: str, key: str) -> None:
    given = keys(kind, secrets=[secret(key, literals=[at("config.py", 4)])])
    assert len(ask("secret-hardcoded", given)) == (kind != "str")
