"""Flask-DebugToolbar in debug mode: the mode is the cause, and the rules of its symptoms leave it to that."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.findings import Found

from .build import app, ask, config, foreign_view, requests, response, route

HTML = {"content-type": "text/html; charset=utf-8"}
SHOWS = "Flask-DebugToolbar shows the config, with its secrets, and the request in every page"
EXPLAINS = "/_debug_toolbar/views/sqlalchemy/sql_explain"


def with_toolbar(debug: bool = True, **fields: Any) -> Any:
    brought = replace(foreign_view("sql_explain"), module="flask_debugtoolbar.panels.sqlalchemy")
    routes = [route("/", "index"), route(EXPLAINS, "debugtoolbar.sql_explain", view=brought)]
    return app(routes=routes, config=[config("DEBUG", debug)], **fields)


def told(live: Any, headers: dict[str, str]) -> list[Found]:
    """What a page with a secret and the Host in it, and the toolbar's own, come to."""
    page = response("/", secrets=["SECRET_KEY"], headers=headers)
    own = response(EXPLAINS, endpoint="debugtoolbar.sql_explain")
    other = response("/", variant="host", echoes=["body"], headers=headers)
    given = {"app": live, "requests": requests(page, own, variants=[other])}
    rules = ("secret-in-response", "host-reflected", "dev-routes-exposed")
    return [one for rule in rules for one in ask(rule, given)]


def test_what_the_toolbar_shows_is_told_once() -> None:
    assert told(with_toolbar(), HTML) == []
    (debug,) = ask("debug-on", {"app": with_toolbar()})
    assert debug.evidence == (SHOWS,)


def test_a_page_that_the_toolbar_does_not_touch() -> None:
    subjects = [one.subject for one in told(with_toolbar(), {"content-type": "application/json"})]
    assert subjects == ["SECRET_KEY", "Host"]


@pytest.mark.parametrize(
    "live",
    [with_toolbar(debug=False), app(config=[config("DEBUG", True)])],
    ids=["not by debug mode", "none"],
)
def test_where_debug_mode_does_not_bring_it(live: Any) -> None:
    assert [one.subject for one in told(live, HTML)][:2] == ["SECRET_KEY", "Host"]
