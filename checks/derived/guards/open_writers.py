"""The view that changes a record for anybody, where those beside it that change some want a login."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from releasecheck.facts import Place
from releasecheck.facts.source import Source
from releasecheck.route_lock import is_guard

from ..structure.drift import CHANGING
from ..structure.view_bodies import KEEPING, Served, written
from .inline_guards import asks_nobody
from .neighbours import Neighbours, foremost
from .strangers import is_for_strangers

_FEWEST = 2
# A POST that makes something new may be a stranger's: an order, a message, a comment.
_OF_WHAT_IS_THERE = frozenset({"PUT", "PATCH", "DELETE"})
_CHANGES_IT = re.compile(
    r"(?<![a-z])(edit|updat|delet|remov|destroy|modif|chang|renam|replac|clos|cancel|approv|reject|archiv|restor|"
    r"toggl|disabl)",
    re.IGNORECASE,
)
# What is done to a machine or a process, whatever the name of the view is.
_ACTS = frozenset({"send_magic_packet", "Popen", "check_call", "system"})
# What visitors change of a record that is not theirs, or of what their own browser holds.
_OF_VISITORS = re.compile(
    r"(?<![a-z])(cart|basket|vote|like|rate|rating|view|hit|count|click|lang|theme|cookie|game)",
    re.IGNORECASE,
)
# A link that nobody guesses lets in whoever has it: a guest, who wants to change his booking.
_SECRET = re.compile(
    r"<(\w+(\([^)]*\))?:)?(\w*_)?(code|ref|reference|key|slug|hash|token|uuid|guid)>", re.IGNORECASE
)
_UUID = re.compile(r"<uuid:\w+>")


@dataclass(frozen=True, slots=True)
class OpenWriter:
    """A view that lacks the guard, and those that have it and change something too."""

    view: Served
    group: str
    guard: str
    guarded: tuple[Served, ...]
    does: str  # as a clause: "changes a record"


def open_writers(near: Neighbours, source: Source) -> Iterator[OpenWriter]:
    """The single view of a blueprint, or module without any, that lacks what others have; by GET likewise."""
    misplaced = {one.place: [each.name for each in one.above] for one in source.route_functions if one.above}
    as_keys = uuids_are_keys(near)
    groups: dict[str, list[Served]] = {}
    for one in near.views:
        if one.body.verb is None and _may_change(one, source):
            groups.setdefault(group_of_view(one), []).append(one)
    for group, views in groups.items():
        bare = [
            one
            for one in views
            if asks_nobody(one)
            and one.body.place not in misplaced
            and not near.is_hooked(one.endpoint)
            and not near.sent_away(one)
            and not lets_in_by_what_he_knows(one, uuids_are_keys=as_keys)
            and _change(one, source)
        ]
        guard, guarded = _guarded(views, misplaced)
        for by_get in (False, True):
            alone = [one for one in bare if CHANGING.isdisjoint(one.methods) == by_get]
            if len(alone) == 1 and len(guarded) >= _FEWEST:
                yield OpenWriter(alone[0], group, guard, guarded, _change(alone[0], source))


def _may_change(one: Served, source: Source) -> bool:
    return not (CHANGING.isdisjoint(one.methods) and (KEEPING | _ACTS).isdisjoint(_done(one, source)))


def _done(one: Served, source: Source) -> set[str]:
    return {*one.body.calls, *written(one, source)}


def group_of_view(one: Served) -> str:
    """Its blueprint, else its module."""
    blueprint = one.endpoint.rpartition(".")[0]
    return f"the blueprint {blueprint}" if blueprint else str(one.body.place.path)


def _guarded(
    views: Sequence[Served], misplaced: Mapping[Place, Sequence[str]]
) -> tuple[str, tuple[Served, ...]]:
    """The guard that most of them have, and who has it; one above the route was meant to guard as well."""
    names = [(one, (*one.body.decorators, *misplaced.get(one.body.place, ()))) for one in views]
    guard = foremost(name for _, each in names for name in each if is_guard(name))
    return guard, tuple(one for one, each in names if guard in each)


def _change(one: Served, source: Source) -> str:
    """What it does to the record that its rule names, by its method, its name or what it calls; else ""."""
    names = _names(one)
    if is_for_strangers(one) or is_of_visitors(one) or not all("<" in rule for rule, _ in names):
        return ""
    done = _done(one, source)
    if acts := sorted(done & _ACTS):
        return f"calls {acts[0]}()"
    if not changes_what_is_there(one):
        return ""
    return "" if KEEPING.isdisjoint(done) else "changes a record"


def changes_what_is_there(one: Served) -> bool:
    """Whether its method or its name says so, and it is no new record that it makes."""
    said = " ".join(map(" ".join, _names(one)))
    return not _OF_WHAT_IS_THERE.isdisjoint(one.methods) or _CHANGES_IT.search(said) is not None


def is_of_visitors(one: Served) -> bool:
    """Whether visitors have such a thing themselves, or change it for all of them: a cart, a vote."""
    return any(_OF_VISITORS.search(" ".join(each)) for each in _names(one))


def _names(one: Served) -> list[tuple[str, str]]:
    return [(route.rule, route.endpoint.rpartition(".")[2]) for route in one.routes]


def lets_in_by_what_he_knows(one: Served, *, uuids_are_keys: bool = False) -> bool:
    """Whether the link is a secret, or the request has one that it looks at."""
    rules = [route.rule for route in one.routes]
    by_uuid = not uuids_are_keys and any(map(_UUID.search, rules))
    return one.body.compares_sent or by_uuid or any(map(_SECRET.search, rules))


def uuids_are_keys(near: Neighbours) -> bool:
    """Whether a UUID is how the app names any record: it asks who it is, though the link has one."""
    asking = [one for one in near.views if one.body.asks or any(map(is_guard, one.body.decorators))]
    return sum(any(_UUID.search(route.rule) for route in one.routes) for one in asking) >= _FEWEST
