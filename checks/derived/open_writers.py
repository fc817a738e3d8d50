"""The view that changes a record for anybody, where those beside it that change some want a login."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.route_lock import is_guard, routes_now

from .drift import CHANGING, refuses
from .endpoints import blueprint_scopes
from .inline_guards import asks_nobody
from .strangers import is_for_strangers
from .view_bodies import Served, changing, served

_FEWEST = 2
# A POST that makes something new may be a stranger's: an order, a message, a comment.
_OF_WHAT_IS_THERE = frozenset({"PUT", "PATCH", "DELETE"})
_CHANGES_IT = re.compile(
    r"(?<![a-z])(edit|updat|delet|remov|destroy|modif|chang|renam|replac)", re.IGNORECASE
)
# What visitors change of a record that is not theirs, or of what their own browser holds.
_OF_VISITORS = re.compile(
    r"(?<![a-z])(cart|basket|vote|like|rate|rating|view|hit|count|click|lang|theme|cookie|game)",
    re.IGNORECASE,
)
_KEEPING = frozenset({"commit", "delete", "delete_one", "delete_many", "update_one", "update_many"})


@dataclass(frozen=True, slots=True)
class OpenWriter:
    """A view that lacks the guard, and those that have it and change something too."""

    view: Served
    group: str
    guard: str
    guarded: tuple[Served, ...]


def open_writers(app: App, source: Source, requests: Requests | None) -> Iterator[OpenWriter]:
    """One for each blueprint, or module without any, in which a single view lacks what the others have."""
    sent_away = {(one.rule, one.endpoint) for one in routes_now(app, source, requests) if refuses(one)}
    hooked = {hook.scope for hook in app.hooks if hook.own and hook.kind == "before_request"}
    misplaced = {one.place: [each.name for each in one.above] for one in source.route_functions if one.above}
    groups: dict[str, list[Served]] = {}
    for one in served(app, source):
        if one.body.verb is None and not CHANGING.isdisjoint(one.methods):
            groups.setdefault(_group(one), []).append(one)
    for group, views in groups.items():
        bare = [
            one
            for one in views
            if asks_nobody(one)
            and one.body.place not in misplaced
            and hooked.isdisjoint(blueprint_scopes(one.endpoint))
            and sent_away.isdisjoint((route.rule, route.endpoint) for route in one.routes)
            and _changes_a_record(one, source)
        ]
        guard, guarded = _guarded(views, misplaced)
        if len(bare) == 1 and len(guarded) >= _FEWEST:
            yield OpenWriter(bare[0], group, guard, guarded)


def _group(one: Served) -> str:
    blueprint = one.endpoint.rpartition(".")[0]
    return f"the blueprint {blueprint}" if blueprint else str(one.body.place.path)


def _guarded(
    views: Sequence[Served], misplaced: Mapping[Place, Sequence[str]]
) -> tuple[str, tuple[Served, ...]]:
    """The guard that most of them have, and who has it; one above the route was meant to guard as well."""
    names = [(one, (*one.body.decorators, *misplaced.get(one.body.place, ()))) for one in views]
    counted = Counter(name for _, each in names for name in each if is_guard(name))
    guard = next((name for name, _ in counted.most_common(1)), "")
    return guard, tuple(one for one, each in names if guard in each)


def _changes_a_record(one: Served, source: Source) -> bool:
    """Whether its rule names one record, and its source changes it, by its method or by its name."""
    names = [(route.rule, route.endpoint.rpartition(".")[2]) for route in one.routes]
    said = " ".join(map(" ".join, names))
    if is_for_strangers(one) or _OF_VISITORS.search(said) or not all("<" in rule for rule, _ in names):
        return False
    if _OF_WHAT_IS_THERE.isdisjoint(one.methods) and not _CHANGES_IT.search(said):
        return False
    known = changing(one, source)
    written = (name.rpartition(".")[2] for name in (*known.writes, *(each.write for each in known.through)))
    return not _KEEPING.isdisjoint({*one.body.calls, *written})
