"""Views that make a number or an id of whatever word stands in the path, by their source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.source import Source
from releasecheck.facts.views import Conversion
from releasecheck.route_lock import is_guard

from ..structure.view_bodies import Served, served
from .handlers import handler_of


@dataclass(frozen=True, slots=True)
class Converting:
    """A view, and the first such thing that it does."""

    view: Served
    what: Conversion


def converting(app: App, source: Source, requests: Requests) -> Iterator[Converting]:
    """Those whose rules take any word; not where the app, or a decorator, may answer the exception.

    And not those that were asked and answered.
    """
    if handler_of(app, 500) in (":RuntimeError", ":Exception"):
        return
    caught = {name.rpartition(":")[2] for name in app.error_handlers} | app.api_error_handlers.keys()
    asked = {one.endpoint for one in requests.absent if _was_let_in(one)}
    for one in served(app, source):
        what = next((each for each in one.body.conversions if _takes_words(one, each.argument)), None)
        if what is None or one.endpoint in asked or what.raises in caught or "Exception" in caught:
            continue
        names = {name.rpartition(".")[2] for name in one.body.decorators}
        if all(map(is_guard, names)) and names.isdisjoint(source.catching) and not one.body.decorated_class:
            yield Converting(one, what)


def _was_let_in(answer: Response) -> bool:
    """Whether the view itself answered: no guard, and not what this machine lacks."""
    refused = answer.status in (401, 403) or 300 <= (answer.status or 0) < 400
    lacking = answer.crash is not None and answer.crash.cause != "other"
    return answer.outcome == "answered" and not refused and not lacking


def _takes_words(one: Served, argument: str) -> bool:
    """Whether each of its rules takes any word for it: `<id>` or `<string:id>`."""
    written = re.compile(rf"<(string(\([^)]*\))?:)?{re.escape(argument)}>")
    return all(written.search(route.rule) and argument not in route.defaults for route in one.routes)
