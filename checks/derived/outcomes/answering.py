"""Where an answer comes from, and which answers are one."""

from collections.abc import Iterable, Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.requests import Response
from releasecheck.facts.source import Source

from ..wording import capped
from .failures import account


def place_of(app: App, endpoint: str | None) -> Place:
    """The view of an endpoint where the project wrote it, else the module that makes the app."""
    views = (route.view for route in app.routes if route.endpoint == endpoint and route.view)
    return next((view.place for view in views if view.place.path), app.place)


def place_of_all(app: App, answers: Iterable[Response]) -> Place:
    """The view that gave all of them, or all to plain requests; else the module that makes the app."""
    every = list(answers)
    plain = [answer for answer in every if answer.variant is None]
    endpoints = {answer.endpoint for answer in plain or every}
    return place_of(app, endpoints.pop()) if len(endpoints) == 1 else app.place


def written_at(source: Source | None, rule: str | None) -> Place | None:
    """The one function under a route decorator for this rule, whatever a library made of it."""
    functions = source.route_functions if source else ()
    found = [one.place for one in functions if rule in one.paths and not one.nested]
    return found[0] if len(found) == 1 else None


def accounts(answers: Sequence[Response]) -> tuple[str, ...]:
    """Each request with its status, once."""
    return capped(list(dict.fromkeys(map(account, answers))))


def is_html(headers: dict[str, str]) -> bool:
    """Whether a browser shows it as a page."""
    return headers.get("content-type", "").startswith(("text/html", "application/xhtml"))
