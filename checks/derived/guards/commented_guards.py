"""Views whose guard is commented out, where others have it."""

from collections.abc import Iterator
from dataclasses import dataclass

from releasecheck.facts.source import Decorator, Source
from releasecheck.route_lock import is_guard

from ..structure.view_bodies import KEEPING, Served, written
from .inline_guards import asks_nobody
from .neighbours import Neighbours
from .siblings import RECORDS, is_for_everybody
from .strangers import is_for_strangers


@dataclass(frozen=True, slots=True)
class Commented:
    """Views that ask nobody, each with the same guard in a comment, and those that have this guard."""

    guard: str
    views: tuple[tuple[Served, Decorator], ...]
    guarded: tuple[Served, ...]


def commented_guards(near: Neighbours, source: Source) -> Iterator[Commented]:
    """One for each guard, of views that show or change what is kept; pages for everybody are none."""
    found: dict[str, list[tuple[Served, Decorator]]] = {}
    for one in near.views:
        guard = next(iter(_of(one, source)), None)
        if guard is not None and _is_open(one, near, source):
            found.setdefault(guard.name.rpartition(".")[2], []).append((one, guard))
    for name, views in found.items():
        having = (
            one
            for one in near.views
            if any(name == other.rpartition(".")[2] for other in one.body.decorators)
        )
        if guarded := tuple(having):
            yield Commented(name, tuple(views), guarded)


def _of(one: Served, source: Source) -> tuple[Decorator, ...]:
    function = next((each for each in source.route_functions if each.place == one.body.place), None)
    return tuple(each for each in function.commented if is_guard(each.name)) if function else ()


def _is_open(one: Served, near: Neighbours, source: Source) -> bool:
    names = [(route.rule, route.endpoint) for route in one.routes]
    if is_for_strangers(one) or any(is_for_everybody(*each) for each in names):
        return False
    kept = not (KEEPING | RECORDS).isdisjoint({*one.body.calls, *written(one, source)})
    return kept and asks_nobody(one) and not near.is_hooked(one.endpoint) and not near.sent_away(one)
