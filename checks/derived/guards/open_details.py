"""The page of one record that anybody gets, where the list of them and their other pages want a login."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from releasecheck.route_lock import is_guard

from ..structure.view_bodies import Served
from .administrators import is_privileged
from .inline_guards import asks_nobody
from .neighbours import Neighbours
from .open_writers import lets_in_by_what_he_knows
from .siblings import RECORDS, is_for_everybody
from .strangers import is_for_strangers

_FEWEST = 2
_KEY = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?((\w+)_id)>")
_LISTING = re.compile(
    r"^(all|paginate|scalars|fetchall|find)$|^_?(fetch|filter|find|get|list|load|query)_(all|\w+s$)"
)


@dataclass(frozen=True, slots=True)
class OpenDetail:
    """A page that lacks the guard, with the guarded pages by the same key and the guarded list."""

    view: Served
    key: str  # "ticket_id"
    guard: str
    guarded: tuple[Served, ...]
    listing: Served


def open_details(near: Neighbours) -> Iterator[OpenDetail]:
    """The single one for each key; none where a list is for everybody, whose pages may well be too."""
    if any(_is_open(one, near) and _lists(one) for one in near.views):
        return
    keys: dict[str, list[Served]] = {}
    for one in near.views:
        for key in {match[1] for route in one.routes if (match := _KEY.search(route.rule))}:
            keys.setdefault(key, []).append(one)
    for key, views in keys.items():
        bare = [one for one in views if _is_open(one, near)]
        guard, guarded = _guarded(views)
        behind = (one for one in near.views if guard in one.body.decorators)
        listing = next((one for one in behind if _is_named(one, key)), None)
        if any(_is_open(one, near) and _is_named(one, key) for one in near.views):
            continue
        if len(bare) == 1 and _shows(bare[0]) and len(guarded) >= _FEWEST and listing:
            yield OpenDetail(bare[0], key, guard, guarded, listing)


def _guarded(views: list[Served]) -> tuple[str, tuple[Served, ...]]:
    """The guard that most have; one for administrators says nothing of what visitors may see."""
    names = (name for one in views for name in one.body.decorators if is_guard(name))
    guard = next((name for name, _ in Counter(names).most_common(1) if not is_privileged(name)), "")
    return guard, tuple(one for one in views if guard in one.body.decorators)


def _is_open(one: Served, near: Neighbours) -> bool:
    hooked = near.is_hooked(one.endpoint)
    return "GET" in one.methods and asks_nobody(one) and not (hooked or near.sent_away(one))


def _shows(one: Served) -> bool:
    """Whether it can only be read, fetches what it shows, and nothing says that it is for everybody."""
    names = [(route.rule, route.endpoint) for route in one.routes]
    public = any(is_for_everybody(*each) for each in names) or is_for_strangers(one)
    fetches = not RECORDS.isdisjoint(one.body.calls)
    return one.methods == {"GET"} and fetches and not (public or lets_in_by_what_he_knows(one))


def _lists(one: Served) -> bool:
    """Whether it fetches many records, itself or by what it calls."""
    plain = any("<" not in route.rule for route in one.routes)
    return plain and not is_for_strangers(one) and any(map(_LISTING.search, one.body.calls))


def _is_named(one: Served, key: str) -> bool:
    """Whether it is the list of what a key is of: `/tickets` of `ticket_id`."""
    plural = re.compile(rf"(?<![a-z]){re.escape(key.removesuffix('_id'))}s/?$", re.IGNORECASE)
    return any(plural.search(route.rule) for route in one.routes)
