# ruff: noqa: INP001 - its folder is put on sys.path by itself and is no package
"""Which routes a request was meant for that never reached them, and a test that failed before it asked."""

from __future__ import annotations

from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest
    from flask import Flask
    from werkzeug.routing import Map, Rule

_MOST = 50  # endpoints of one test
_maps: list[Map] = []  # that of the app which was asked last


def remember(app: Flask) -> None:
    """An app is asked."""
    _maps[:] = [app.url_map]


def rule_of(app: Flask, path: str, method: str) -> Rule | None:
    """The rule that would have answered, had the request got as far as routing."""
    try:
        rule, _ = app.url_map.bind("localhost").match(path, method, return_rule=True)
    except Exception:  # there is none, or a map of another kind
        return None
    return rule if isinstance(rule.endpoint, str) else None


def meant_by(item: pytest.Item) -> list[str]:
    """The endpoints whose paths or names are written in a test, or in what it calls by name."""
    words = set(_written(item))
    rules = list(_maps[0].iter_rules()) if _maps and words else []
    return sorted({rule.endpoint for rule in rules if rule.endpoint in words or _is_named(rule.rule, words)})[
        :_MOST
    ]


def _is_named(rule: str, words: set[str]) -> bool:
    """Whether a path stands there, or the begin of one whose rest is filled in."""
    begin, values, _ = rule.partition("<")
    paths = {word.partition("?")[0] for word in words if word.startswith("/")}
    if not values:
        return rule.rstrip("/") in {path.rstrip("/") for path in paths}
    if begin == "/":
        return any(path.count("/") == 1 for path in paths)
    return any(path.startswith(begin) for path in paths)


def _written(item: pytest.Item) -> Iterator[str]:
    function = getattr(item, "function", None)
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType):
        return
    yield from _strings(code)
    for name in code.co_names:
        for holder in (getattr(item, "cls", None), getattr(item, "module", None)):
            called: Any = getattr(holder, name, None)
            if isinstance(called, FunctionType):
                yield from _strings(called.__code__)


def _strings(code: CodeType) -> Iterator[str]:
    for one in code.co_consts:
        if isinstance(one, str):
            yield one
        elif isinstance(one, CodeType):
            yield from _strings(one)
        elif isinstance(one, (tuple, frozenset)):
            yield from (each for each in one if isinstance(each, str))
