"""The one view that shows somebody's records by his number to anybody, where all else wants a login."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from releasecheck.route_lock import is_guard

from ..structure.view_bodies import Served, written
from .administrators import is_privileged
from .inline_guards import asks_nobody
from .neighbours import Neighbours, foremost
from .open_writers import group_of_view, lets_in_by_what_he_knows
from .siblings import RECORDS, is_for_everybody
from .strangers import is_for_strangers

_FEWEST = 2  # guarded beside it
_FEWEST_OF_APP = 3  # that only read
_OF_PERSON = re.compile(
    r"<(\w+(\([^)]*\))?:)?(user|member|account|customer|client|patient|student|employee)_?id>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class OpenPersonal:
    """A view without the guard, and those of its group that have it."""

    view: Served
    group: str
    guard: str
    guarded: tuple[Served, ...]


def open_personal(near: Neighbours, told: Container[str]) -> Iterator[OpenPersonal]:
    """None where anything else that shows records is for everybody: profiles may well be too."""
    reading = [one for one in near.views if one.methods == {"GET"} and not RECORDS.isdisjoint(one.body.calls)]
    shown = [one for one in reading if one.endpoint not in told and not _guards(one)]
    behind = [one for one in reading if _guards(one)]
    if len(shown) != 1 or len(behind) < _FEWEST_OF_APP or not _is_open(shown[0], near):
        return
    (view,) = shown
    beside = [one for one in near.views if group_of_view(one) == group_of_view(view) and one is not view]
    guard = foremost(name for one in beside for name in _guards(one) if not is_privileged(name))
    guarded = tuple(one for one in beside if guard in one.body.decorators)
    if len(guarded) == len(beside) >= _FEWEST and _is_private(view, guarded):
        yield OpenPersonal(view, group_of_view(view), guard, guarded)


def _guards(one: Served) -> tuple[str, ...]:
    return tuple(filter(is_guard, one.body.decorators))


def _is_open(one: Served, near: Neighbours) -> bool:
    """Whether nobody is asked, by the class, the interface or a hook either, and it only reads."""
    around = one.body.decorated_class or one.is_wrapped or near.is_hooked(one.endpoint) or near.sent_away(one)
    writes = near.source is not None and bool(written(one, near.source))
    return asks_nobody(one) and not (around or writes or one.in_frames)


def _is_private(one: Served, guarded: tuple[Served, ...]) -> bool:
    """Whether its rule names a person, and no word says "public" that the guarded ones have not as well."""
    named = all(_OF_PERSON.search(route.rule) for route in one.routes)
    public = _is_public(one) and not any(map(_is_public, guarded))
    return named and not (public or lets_in_by_what_he_knows(one))


def _is_public(one: Served) -> bool:
    names = ((route.rule, route.endpoint) for route in one.routes)
    return is_for_strangers(one) or any(is_for_everybody(*each) for each in names)
