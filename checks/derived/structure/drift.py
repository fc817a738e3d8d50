"""The live routes beside those of routes.lock."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from releasecheck.facts.app import App, Route
from releasecheck.facts.requests import Requests
from releasecheck.facts.routes import LockedRoute
from releasecheck.facts.source import Source
from releasecheck.route_lock import is_guard, routes_now

from .endpoints import blueprint_scopes

Spot = tuple[str | None, int | None]
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_ARGUMENT = re.compile(r"<(?:([^<>:]*):)?[^<>]*>")
_LOGIN = re.compile(r"log[-_]?in|sign[-_]?in|auth|sso|session", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Drift:
    """A live route, and the line of the lock that is about it."""

    now: LockedRoute
    before: LockedRoute | None
    route: Route
    known: frozenset[str]  # methods that the lock has for this rule, by whatever endpoint

    @property
    def spot(self) -> Spot:
        """Where its view is."""
        return (self.route.view.place.path, self.route.view.place.line) if self.route.view else (None, None)

    @property
    def lost(self) -> tuple[str, ...]:
        """Guards that are gone and that nothing has replaced, as far as names can tell."""
        before = self.before.guards if self.before else ()
        gone = tuple(name for name in before if name not in self.now.guards)
        return gone if len(self.now.guards) < len(before) else ()

    @property
    def writes(self) -> tuple[str, ...]:
        """Changing methods that are new."""
        return tuple(sorted(CHANGING.intersection(self.now.methods) - self.known))


def drifts(
    app: App, source: Source | None, requests: Requests | None, lock: Sequence[LockedRoute]
) -> list[Drift]:
    """Every live route that counts with its line of the lock."""
    routes = {(one.host or one.subdomain, one.rule, one.endpoint): one for one in reversed(app.routes)}
    now = routes_now(app, source, requests)
    shapes = {_shape(one) for one in now}
    return [_drift(one, routes[one.host, one.rule, one.endpoint], lock, shapes) for one in now]


def gone(app: App, lock: Sequence[LockedRoute]) -> list[LockedRoute]:
    """Lines of the lock whose route is not there."""
    there = {_shape(one) for one in routes_now(app, None, None)}
    return [one for one in lock if _shape(one) not in there]


def is_open(one: LockedRoute) -> bool:
    """Whether anybody got the page."""
    return one.anonymous is not None and 200 <= one.anonymous < 300


def refuses(one: LockedRoute | None) -> bool:
    """Whether an anonymous visitor was turned away, or sent to log in."""
    if one is None or one.anonymous is None:
        return False
    sent_away = 300 <= one.anonymous < 400 and one.to is not None and _LOGIN.search(one.to) is not None
    return one.anonymous in (401, 403) or sent_away


def is_covered(one: Drift, app: App, every: Sequence[Drift], readable: Collection[Spot]) -> bool:
    """Whether a hook turns visitors away: one is in scope, and it shows on a view that has no other guard."""
    if refuses(one.now):
        return True
    scopes = {hook.scope for hook in app.hooks if hook.kind == "before_request"}
    guarding = scopes.intersection(blueprint_scopes(one.now.endpoint))
    bare = (each for each in every if refuses(each.now) and not each.now.guards and each.spot in readable)
    return any(not guarding.isdisjoint(blueprint_scopes(each.now.endpoint)) for each in bare)


def legible(app: App, source: Source | None) -> Iterator[Spot]:
    """Places of the views whose every guard their source shows: no look at who it is inside.

    Of a class every method, with nothing around them.
    """
    inside = {(one.place.path, one.place.line) for one in (source.views if source else ()) if one.identity}
    plain = {(one.place.path, one.place.line) for one in (source.route_functions if source else ())}
    for route in app.routes:
        if route.view and route.own:
            place = (route.view.place.path, route.view.place.line)
            if place in (_plain_classes(source) if route.view.class_based else plain - inside):
                yield place


def _plain_classes(source: Source | None) -> set[Spot]:
    methods = [one for one in (source.views if source else ()) if one.verb]
    guarded = {one.view for one in methods if one.identity or any(map(is_guard, one.calls))}
    bare = {one.view for one in methods if one.bare_class} - guarded
    return {(view.path, view.line) for view in bare}


def _drift(now: LockedRoute, route: Route, lock: Sequence[LockedRoute], shapes: Collection[object]) -> Drift:
    alike = [one for one in lock if _shape(one) == _shape(now)]
    moved = [one for one in lock if one.endpoint == now.endpoint and _shape(one) not in shapes]
    before = (
        next((one for one in alike if one.endpoint == now.endpoint), None)
        or next((one for one in alike if set(one.methods) & set(now.methods)), None)
        or (None if alike else next(iter(moved), None))
    )
    known = {method for one in (*alike, *([before] if before else [])) for method in one.methods}
    return Drift(now, before, route, frozenset(known))


def _shape(one: LockedRoute) -> tuple[str | None, str]:
    """The rule whatever its arguments are called."""
    return one.host, _ARGUMENT.sub(r"<\1>", one.rule)
