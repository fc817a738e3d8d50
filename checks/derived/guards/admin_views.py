"""Views that change something among those of the administrators, and that ask nobody who it is."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from releasecheck.facts.routes import LockedRoute
from releasecheck.facts.source import Source

from ..structure.drift import legible, refuses
from ..structure.view_bodies import KEEPING, Served, written
from .administrators import is_of_admins, is_privileged
from .neighbours import Neighbours
from .siblings import group_of, is_for_everybody
from .strangers import is_for_strangers

_FEWEST = 3
_FEWEST_OF_ADMINS = 2  # where the group has their name, and the guard has it too
_LOADS = re.compile(r"_*(load|fetch|get|attach|populate|remember)_")  # says who it is, and turns nobody away
_PRESENTING = frozenset({"render_template", "redirect", "url_for", "flash", "jsonify", "send_file", "abort"})
_IN_SQL = KEEPING | {"execute", "executemany"}  # where the statement was seen to change something


@dataclass(frozen=True, slots=True)
class Unasked:
    """The views of a group that lack its guard, and how many have it."""

    views: tuple[Served, ...]
    group: str
    guard: str
    guarded: int
    shows: bool = False  # and changes nothing


def unasked(near: Neighbours, source: Source) -> Iterator[Unasked]:
    """One for each group in which no fewer views have the guard than lack it."""
    bodies = _bodies(near, source)
    for group, routes in _groups(near).items():
        guard, number = _guard(routes)
        bare = [
            one
            for route in routes
            if (one := bodies.get((route.rule, route.endpoint)))
            and not near.is_hooked(route.endpoint)
            and not (route.guards or refuses(route))
            and _changes(one, source)
        ]
        views = tuple(sorted(dict.fromkeys(bare), key=lambda one: one.body.place))
        if views and number >= max(_FEWEST, len(views)):
            yield Unasked(views, group, guard, number)


def shown(near: Neighbours, source: Source) -> Iterator[Unasked]:
    """The one page of a group called after administrators that lacks the guard of all others.

    What answers an error here, for want of a database, was turned away by nobody either.
    """
    bodies = _bodies(near, source)
    for group, routes in _groups(near).items():
        guard, number = _guard(routes)
        bare = [
            route
            for route in routes
            if not (route.guards or refuses(route) or is_for_everybody(route.rule, route.endpoint))
        ]
        if len(bare) != 1 or number < _FEWEST_OF_ADMINS or not is_of_admins(group, guard):
            continue
        one = bodies.get((bare[0].rule, bare[0].endpoint))
        if one and not near.is_hooked(bare[0].endpoint, but=_LOADS) and _shows(one, source):
            yield Unasked((one,), group, guard, number, shows=True)


def _shows(one: Served, source: Source) -> bool:
    """Whether it is a page that fetches what it shows."""
    fetches = not _PRESENTING.issuperset(one.body.calls)
    asks = any(map(is_privileged, one.body.calls))
    return one.methods == {"GET"} and fetches and not (asks or is_for_strangers(one) or _changes(one, source))


def _bodies(near: Neighbours, source: Source) -> dict[tuple[str, str], Served]:
    """The views whose source shows who is asked, by rule and endpoint."""
    plain = set(legible(near.app, source))
    return {
        (route.rule, route.endpoint): one
        for one in near.views
        if (one.body.view.path, one.body.view.line) in plain
        for route in one.routes
    }


def _groups(near: Neighbours) -> dict[str, list[LockedRoute]]:
    groups: dict[str, list[LockedRoute]] = {}
    for route in near.routes:
        if route.host is None and (group := group_of(route)):
            groups.setdefault(group, []).append(route)
    return groups


def _guard(routes: list[LockedRoute]) -> tuple[str, int]:
    """The guard that most views have, if it is one for administrators."""
    spots = {(route.endpoint, name) for route in routes for name in route.guards if is_privileged(name)}
    return next(iter(Counter(name for _, name in spots).most_common(1)), ("", 0))


def _changes(one: Served, source: Source) -> bool:
    """Whether its source changes what is kept, by whatever method, and calls nothing that asks who it is."""
    if is_for_strangers(one) or any(map(is_privileged, one.body.calls)):
        return False
    return not KEEPING.isdisjoint(one.body.calls) or not _IN_SQL.isdisjoint(written(one, source))
