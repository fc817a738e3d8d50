"""Views that change something among those of the administrators, and that ask nobody who it is."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.facts.routes import LockedRoute
from releasecheck.facts.source import Source
from releasecheck.route_lock import routes_now

from .drift import legible, refuses
from .endpoints import blueprint_scopes
from .siblings import group_of
from .strangers import is_for_strangers
from .view_bodies import Served, changing, served

_FEWEST = 3
# A guard that asks for more than a login: what stands beside it is no page for visitors either.
_PRIVILEGED = re.compile(r"admin|staff|superuser|manager|moderator|role|permission", re.IGNORECASE)
_KEEPING = frozenset({"commit", "delete", "delete_one", "delete_many", "update_one", "update_many"})
_IN_SQL = _KEEPING | {"execute", "executemany"}  # where the statement was seen to change something


@dataclass(frozen=True, slots=True)
class Unasked:
    """The views of a group that lack its guard, and how many have it."""

    views: tuple[Served, ...]
    group: str
    guard: str
    guarded: int


def unasked(app: App, source: Source, requests: Requests | None) -> Iterator[Unasked]:
    """One for each group in which no fewer views have the guard than lack it."""
    plain = set(legible(app, source))
    bodies = {
        (route.rule, route.endpoint): one
        for one in served(app, source)
        if (one.body.view.path, one.body.view.line) in plain
        for route in one.routes
    }
    hooked = {hook.scope for hook in app.hooks if hook.own and hook.kind == "before_request"}
    groups: dict[str, list[LockedRoute]] = {}
    for route in routes_now(app, source, requests):
        if route.host is None and (group := group_of(route)):
            groups.setdefault(group, []).append(route)
    for group, routes in groups.items():
        guard, number = _guard(routes)
        bare = [
            one
            for route in routes
            if (one := bodies.get((route.rule, route.endpoint)))
            and hooked.isdisjoint(blueprint_scopes(route.endpoint))
            and not (route.guards or refuses(route))
            and _changes(one, source)
        ]
        views = tuple(sorted(dict.fromkeys(bare), key=lambda one: one.body.place))
        if views and number >= max(_FEWEST, len(views)):
            yield Unasked(views, group, guard, number)


def _guard(routes: list[LockedRoute]) -> tuple[str, int]:
    """The guard that most views have, if it is one for administrators."""
    spots = {(route.endpoint, name) for route in routes for name in route.guards if _PRIVILEGED.search(name)}
    return next(iter(Counter(name for _, name in spots).most_common(1)), ("", 0))


def _changes(one: Served, source: Source) -> bool:
    """Whether its source changes what is kept, by whatever method, and calls nothing that asks who it is."""
    if is_for_strangers(one) or any(map(_PRIVILEGED.search, one.body.calls)):
        return False
    known = changing(one, source)
    by_get = (name.rpartition(".")[2] for name in (*known.writes, *(each.write for each in known.through)))
    return not _KEEPING.isdisjoint(one.body.calls) or not _IN_SQL.isdisjoint(by_get)
