"""Views that save records for anybody in an app whose first page and other blueprints want a login."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from releasecheck.facts.imports import IdleGuard
from releasecheck.facts.source import Source

from ..structure.drift import CHANGING
from ..structure.view_bodies import Served, lasts
from .neighbours import Neighbours, foremost
from .open_groups import for_anybody, guards_of, is_of_programs
from .open_writers import group_of_view
from .strangers import is_for_strangers

_FEWEST = 2  # groups, or views of one, that have the guard
_FEWEST_GUARDED = 5
_TIMES = 2  # as many have it as lack it


@dataclass(frozen=True, slots=True)
class OpenAcross:
    """A view that lacks the guard, and what tells that it was to have it."""

    view: Served
    guard: str  # "@login_required", or what they look at
    guarded: tuple[Served, ...]  # of its own name in other groups; else all of the app
    idle: IdleGuard | None  # its module imports the guard


def open_across(near: Neighbours, source: Source, told: Container[str]) -> Iterator[OpenAcross]:
    """Those of the app whose endpoints were not told.

    Either the module imports the guard and never names it again, or other views of its group have the guard,
    and so have those of its name in two other groups.
    """
    members = [one for one in near.views if not (is_for_strangers(one) or one.in_frames)]
    guard = foremost(name for one in members for name in guards_of(one))
    guarded = [one for one in members if guard in guards_of(one)]
    bare = [one for one in members if not (guards_of(one) or near.is_hooked(one.endpoint))]
    first = any(route.rule == "/" for one in guarded for route in one.routes)
    if not first or len(guarded) < max(_FEWEST_GUARDED, _TIMES * len(bare)):
        return
    idle = {one.place.path: one for one in source.idle_guards if f"@{one.name}" == guard}
    for one in for_anybody(bare, near, source):
        if one.endpoint not in told and _saves(one, source) and not is_of_programs(one):
            others = [each for each in guarded if group_of_view(each) != group_of_view(one)]
            if one.body.place.path in idle and len(set(map(group_of_view, others))) >= _FEWEST:
                yield OpenAcross(one, guard, tuple(guarded), idle[one.body.place.path])
            elif len(guarded) - len(others) >= _FEWEST and (alike := _alike(one, others)):
                yield OpenAcross(one, guard, alike, None)


def _saves(one: Served, source: Source) -> bool:
    return lasts(one, source) and not CHANGING.isdisjoint(one.methods)


def _alike(one: Served, others: Sequence[Served]) -> tuple[Served, ...]:
    """Those of its name that save something, where two groups or more have one."""
    name = one.endpoint.rpartition(".")[2]
    same = tuple(
        each
        for each in others
        if each.endpoint.rpartition(".")[2] == name and not CHANGING.isdisjoint(each.methods)
    )
    return same if len(set(map(group_of_view, same))) >= _FEWEST else ()
