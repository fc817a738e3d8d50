"""Answers that redirect to each other, or each to itself."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote, urljoin, urlsplit

from releasecheck.facts.app import App
from releasecheck.facts.requests import Response
from releasecheck.facts.source import Source
from releasecheck.facts.views import ViewBody

from ..structure.view_bodies import served
from .turned_away import is_redirect

# What a proxy or a browser adds, and our client does not.
_ADDED = frozenset(
    {
        *("headers", "referrer", "user_agent", "authorization", "cookies", "accept_languages"),
        *("environ", "remote_addr", "remote_user", "access_route", "is_secure", "scheme"),
        *("host", "url", "base_url", "url_root", "host_url", "request"),
    }
)
Circle = tuple[Response, ...]


def is_moved(app: App) -> bool:
    """Whether a path of the app's is not one of its host's, or of one host alone."""
    root = next((one for one in app.config if one.key == "APPLICATION_ROOT"), None)
    by_host = app.subdomain_matching or any(route.host or route.subdomain for route in app.routes)
    return by_host or "DispatcherMiddleware" in app.middleware or (root is not None and not root.is_default)


def bodies(app: App, source: Source | None) -> dict[str, ViewBody]:
    """What the views that answer a GET do inside, by their endpoints."""
    views = [one for one in served(app, source) if "GET" in one.methods] if source else []
    return {route.endpoint: one.body for one in views for route in one.routes}


def circles(answers: Sequence[Response], inside: Mapping[str, ViewBody]) -> Iterator[Circle]:
    """Each once, from the first of them that was asked; none that a proxy or a browser may break."""
    onward = {path: found for path, found in _onward(answers) if _is_for_all(found[0], inside)}
    told: set[str] = set()
    for start in onward:
        circle = _circle(start, onward)
        if circle and told.isdisjoint(one.path for one in circle):
            told.update(one.path for one in circle)
            yield circle


def _is_for_all(answer: Response, inside: Mapping[str, ViewBody]) -> bool:
    body = inside.get(answer.endpoint or "")
    return body is None or _ADDED.isdisjoint(body.reads)


def _circle(start: str, onward: Mapping[str, tuple[Response, str]]) -> Circle | None:
    """The answers until it comes again; of several none with a cookie, which may change the next."""
    circle: list[Response] = []
    path = start
    while path in onward and len(circle) < len(onward):
        answer, to = onward[path]
        circle.append(answer)
        if to == start:
            alone = len(circle) == 1
            return tuple(circle) if alone or not any(one.cookies for one in circle) else None
        path = to
    return None


def _onward(answers: Sequence[Response]) -> Iterator[tuple[str, tuple[Response, str]]]:
    """Where each path sends whoever asks, with the answer; only where every answer of it says the same."""
    by_path: dict[str, list[Response]] = {}
    for one in answers:
        if one.method == "GET" and not (one.variant or one.parting):
            by_path.setdefault(one.path, []).append(one)
    for path, found in by_path.items():
        to = {_to(one) for one in found}
        where = to.pop() if len(to) == 1 else None
        if where and _is_the_same_again(found):
            yield unquote(path), (found[0], where)


def _is_the_same_again(answers: Sequence[Response]) -> bool:
    """Whether the next request is no other one: it brings no cookie, or none that changed the answer."""
    first = {cookie.name for one in answers if not one.second for cookie in one.cookies}
    again = [{cookie.name for cookie in one.cookies} for one in answers if one.second]
    return not first or any(names <= first for names in again)


def _to(answer: Response) -> str | None:
    """The path of the same host that it redirects to; null where it is another host, or has a query."""
    location = answer.headers.get("location", "") if is_redirect(answer) else ""
    parts = urlsplit(location)
    if not location or parts.scheme or parts.netloc or parts.query:
        return None
    return unquote(urlsplit(urljoin(answer.path, location)).path)
