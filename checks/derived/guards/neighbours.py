"""The app's routes and views as those rules see them that lay one view beside others."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.facts.routes import LockedRoute
from releasecheck.facts.source import RouteFunction, Source
from releasecheck.facts.views import ViewBody
from releasecheck.route_lock import routes_now

from ..structure.drift import refuses
from ..structure.endpoints import blueprint_scopes
from ..structure.view_bodies import Served, changing, served


@dataclass(frozen=True, slots=True)
class Neighbours:
    """All of them, found out once."""

    app: App
    source: Source | None
    routes: Sequence[LockedRoute]
    views: Sequence[Served]  # none without a source
    refusing: frozenset[tuple[str, str]]  # rules and endpoints that turned an anonymous visitor away

    @classmethod
    def of(cls, app: App, source: Source | None, requests: Requests | None) -> "Neighbours":
        """Those of the live app."""
        views = tuple(served(app, source)) if source else ()
        routes = routes_now(app, source, requests)
        refusing = frozenset((one.rule, one.endpoint) for one in routes if refuses(one))
        return cls(app, source, routes, views, refusing)

    def changing(self, one: Served) -> RouteFunction | ViewBody:
        """What tells the changes that a view makes."""
        return changing(one, self.source) if self.source else one.body

    def is_hooked(self, endpoint: str, but: re.Pattern[str] | None = None) -> bool:
        """Whether a hook of the project may ask who it is before this endpoint answers."""
        return is_hooked(self.app, self.source, endpoint, but)

    def sent_away(self, one: Served) -> bool:
        """Whether an anonymous visitor was turned away by a rule of this view."""
        return not self.refusing.isdisjoint((route.rule, route.endpoint) for route in one.routes)


def is_hooked(app: App, source: Source | None, endpoint: str, but: re.Pattern[str] | None = None) -> bool:
    """Whether a hook of the project runs before each request to it, which may ask who it is.

    `but` is how the names of those begin that do not ask.
    """
    passing = {(one.path, one.line) for one in (source.passing_hooks if source else ())}
    hooks = (
        hook
        for hook in app.hooks
        if hook.own and hook.kind == "before_request" and (hook.place.path, hook.place.line) not in passing
    )
    hooked = {hook.scope for hook in hooks if not (but and but.match(hook.name.rpartition(".")[2]))}
    return not hooked.isdisjoint(blueprint_scopes(endpoint))


def foremost(names: Iterable[str]) -> str:
    """The one that is named most often, of several the first; "" where there is none."""
    return next((name for name, _ in Counter(names).most_common(1)), "")
