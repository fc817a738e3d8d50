"""Which answers list what the app is made of."""

from __future__ import annotations

import html
import os
from typing import Any

import flask
import pytest

PATH = "/opt/shop/bin:/usr/bin:/bin"


def rules() -> str:
    return "\n".join(rule.rule for rule in flask.current_app.url_map.iter_rules())


def shown(name: str) -> str:
    return "<pre>" + html.escape(repr(getattr(flask.current_app, name))) + "</pre>"


def told(request: Any, show: Any) -> list[str]:
    request.getfixturevalue("monkeypatch").setenv("PATH", PATH)
    inside, tools = map(request.getfixturevalue, ("inside", "tools"))
    app = flask.Flask("shop")
    for path in ("/tools", "/tools/<int:id>", "/about"):
        app.add_url_rule(path, path, lambda **_: "fine")
    app.add_url_rule("/page", "page", show)
    inside("sweep").collect(app, tools)
    asked = [line["response"] for line in tools.sent if line["kind"] == "response"]
    (found,) = [one["lists"] for one in asked if one["path"] == "/page"]
    return list(found)


@pytest.mark.parametrize(
    ("show", "lists"),
    [
        (lambda: {key: str(value) for key, value in flask.current_app.config.items()}, ["config"]),
        (lambda: shown("config"), ["config"]),
        (lambda: dict(os.environ), ["environment"]),
        (lambda: "<br>".join(map("=".join, os.environ.items())), ["environment"]),
        (rules, ["rules"]),
        (lambda: shown("url_map"), ["rules"]),
        (lambda: {"rules": rules(), "config": shown("config")}, ["config", "rules"]),
    ],
)
def test_what_an_answer_lists(request: Any, show: Any, lists: list[str]) -> None:
    assert told(request, show) == lists


@pytest.mark.parametrize(
    "show",
    [
        lambda: "/tools /tools/7 /about /page /static/shop.css",  # a site map
        lambda: "GET /tools/<int:id> is one tool, GET /tools all of them",  # a word of help
        lambda: "set MAX_CONTENT_LENGTH, SESSION_COOKIE_NAME and APPLICATION_ROOT",
        lambda: "your PATH is /usr/bin",
        lambda: {"path": PATH},
        lambda: (shown("config"), 500),
    ],
)
def test_what_lists_nothing(request: Any, show: Any) -> None:
    assert told(request, show) == []


def test_an_app_of_a_few_rules_has_no_list_of_them(inside: Any) -> None:
    app = flask.Flask("shop")
    assert inside("inventories").Inventory(app).listed(b"/static/<path:filename>") == []
