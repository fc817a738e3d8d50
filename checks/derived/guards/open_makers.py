"""Views that make or change records for anybody, where most others of the app that do have a guard."""

import re
from collections.abc import Container
from dataclasses import dataclass

from releasecheck.facts.source import Source
from releasecheck.route_lock import is_guard

from ..structure.drift import CHANGING
from ..structure.view_bodies import Served, written
from .inline_guards import asks_nobody
from .neighbours import Neighbours, foremost
from .open_writers import is_of_visitors, lets_in_by_what_he_knows
from .strangers import is_for_strangers

_FEWEST = 3  # for each that lacks the guard
_CHANGES = frozenset({"PUT", "PATCH"})
# What visitors find there and do not bring; orders, messages, reviews and accounts are theirs to make.
_OF_THE_SITE = re.compile(
    r"(?<![a-z])(tags?|categor(y|ies)|genres?|products?|items?|movies?|films?|books?|authors?|courses?|subjects?|"
    r"departments?|rooms?|seats?|services?|brands?|menus?|dish(es)?|recipes?|posts?|articles?|projects?|tasks?|"
    r"todos?|teams?|groups?|roles?|permissions?|settings?|branch(es)?|suppliers?|warehouses?|inventory|vehicles?|"
    r"cars?|doctors?|hotels?|flights?|theat(er|re)s?|cinemas?|shows?|screenings?|coupons?|discounts?)/?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OpenMaker:
    """The views that lack the guard, and those that have it and change something too."""

    views: tuple[Served, ...]
    guard: str
    guarded: tuple[Served, ...]


def open_makers(near: Neighbours, source: Source, told: Container[str]) -> OpenMaker | None:
    """Those of the app whose endpoints were not told, where three times as many have one guard."""
    changing = [one for one in near.views if not CHANGING.isdisjoint(one.methods) and written(one, source)]
    guard = foremost(name for one in changing for name in one.body.decorators if is_guard(name))
    guarded = tuple(one for one in changing if guard in one.body.decorators)
    views = tuple(one for one in changing if one.endpoint not in told and _is_for_anybody(one, near))
    return OpenMaker(views, guard, guarded) if views and len(guarded) >= _FEWEST * len(views) else None


def _is_for_anybody(one: Served, near: Neighbours) -> bool:
    if not one.is_plain or is_for_strangers(one) or is_of_visitors(one) or lets_in_by_what_he_knows(one):
        return False
    makes = one.methods == {"POST"} and all(_OF_THE_SITE.search(route.rule) for route in one.routes)
    if not (makes or (one.methods <= _CHANGES and all("<" in route.rule for route in one.routes))):
        return False
    known = any(each.knows_visitor for each in near.changing(one).through)
    return asks_nobody(one) and not (known or near.is_hooked(one.endpoint) or near.sent_away(one))
