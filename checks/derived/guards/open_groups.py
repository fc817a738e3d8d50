"""Groups of views that change records for anybody, where all such views of other groups have a guard."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from releasecheck.facts.source import Source
from releasecheck.route_lock import is_guard

from ..structure.view_bodies import Served, lasts
from .inline_guards import asks_nobody
from .neighbours import Neighbours, foremost
from .open_writers import (
    changes_what_is_there,
    group_of_view,
    is_of_visitors,
    lets_in_by_what_he_knows,
    uuids_are_keys,
)
from .strangers import is_for_strangers

_FEWEST = 2  # groups that have the guard, and views of each group that change something
_FEWEST_GUARDED = 5
# What programs call, who prove otherwise who they are, or nobody does but who wrote it.
_OF_PROGRAMS = re.compile(
    r"(?<![a-z])(api|rest|internal|hooks?|cron|workers?|devices?|sensors?|tests?|debug|dev|demo|health)(?![a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OpenGroups:
    """The views that change records for anybody, and those of other groups that have the guard."""

    views: tuple[Served, ...]
    guard: str  # "@login_required", or what they look at
    guarded: tuple[Served, ...]


def open_groups(near: Neighbours, source: Source, told: Container[str]) -> OpenGroups | None:
    """All of the app whose endpoints were not told, of groups in which no view that writes has a guard.

    One of these at least changes what is there, and as many in each group of those who have the guard as make
    up two groups and five views: a single guarded group may be the administrators' alone.
    """
    groups: dict[str, list[Served]] = {}
    for one in near.views:
        if lasts(one, source):
            groups.setdefault(group_of_view(one), []).append(one)
    of_members = ([one for one in each if not is_for_strangers(one)] for each in groups.values())
    whole = [each for each in of_members if len(each) >= _FEWEST and all(map(guards_of, each))]
    of_those = [one for each in whole for one in each]
    guard = foremost(name for one in of_those for name in guards_of(one))
    guarded = tuple(one for one in of_those if guard in guards_of(one))
    holding = {group_of_view(one) for one in guarded}
    if len(holding) < _FEWEST or len(guarded) < _FEWEST_GUARDED:
        return None
    views = tuple(
        one
        for each in groups.values()
        for one in _open(each, near, source, by_programs=any(map(is_of_programs, guarded)))
        if one.endpoint not in told
    )
    return OpenGroups(views, guard, guarded) if views else None


def guards_of(one: Served) -> tuple[str, ...]:
    """Its decorators that ask who it is ("@login_required"), and what it looks at itself."""
    decorators = dict.fromkeys(f"@{name}" for name in one.body.decorators if is_guard(name))
    return (*decorators, *((one.body.asks,) if one.body.asks else ()))


def _open(views: list[Served], near: Neighbours, source: Source, *, by_programs: bool) -> tuple[Served, ...]:
    """Those of a group that ask nobody, where it has no guard and most that change something ask nobody."""
    bare = tuple(one for one in for_anybody(views, near, source) if by_programs or not is_of_programs(one))
    alike = len(bare) >= _FEWEST and 2 * len(bare) > len(views) and not any(map(guards_of, views))
    return bare if alike and any(changes_what_is_there(one) for one in bare) else ()


def for_anybody(views: Iterable[Served], near: Neighbours, source: Source) -> Iterator[Served]:
    """Those that ask nobody who it is, by all that is known of them, and are meant for members."""
    misplaced = {one.place for one in source.route_functions if one.above}
    as_keys = uuids_are_keys(near)
    for one in views:
        if (
            asks_nobody(one)
            and one.is_plain
            and one.body.place not in misplaced
            and not near.is_hooked(one.endpoint)
            and not near.sent_away(one)
            and not any(each.knows_visitor for each in near.changing(one).through)
            and not (is_for_strangers(one) or is_of_visitors(one))
            and not lets_in_by_what_he_knows(one, uuids_are_keys=as_keys)
        ):
            yield one


def is_of_programs(one: Served) -> bool:
    """Whether no member calls it, by its names."""
    names = (one.endpoint, *(route.rule for route in one.routes))
    return any(map(_OF_PROGRAMS.search, names))
