"""Methods of one class-based view: some ask who it is, and another that changes something does not."""

from collections.abc import Iterator
from dataclasses import dataclass

from releasecheck.route_lock import is_guard

from .neighbours import Neighbours, is_hooked
from .strangers import is_for_strangers
from .view_bodies import Served

# A POST beside a guarded GET is often meant: signing up, ordering, writing a message.
_OF_WHAT_IS_THERE = frozenset({"PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True)
class Unguarded:
    """A method without the guard of others of its class."""

    method: Served
    guard: str
    guarded: tuple[Served, ...]


def unguarded(near: Neighbours) -> Iterator[Unguarded]:
    """The methods that change what is there for anybody, by all that their own source shows."""
    classes: dict[object, list[Served]] = {}
    for one in near.views:
        if one.body.verb:
            classes.setdefault(one.body.view, []).append(one)
    for methods in classes.values():
        guards = {one.body.place: name for one in methods for name in one.body.decorators if is_guard(name)}
        guarded = tuple(one for one in methods if one.body.place in guards)
        for one in methods:
            hooked = is_hooked(near.app, one.endpoint)
            if guarded and one not in guarded and not hooked and _is_for_anybody(one):
                yield Unguarded(one, guards[guarded[0].body.place], guarded)


def _is_for_anybody(one: Served) -> bool:
    body = one.body
    if body.verb not in _OF_WHAT_IS_THERE or not body.writes or body.identity:
        return False
    return not (is_for_strangers(one) or any(map(is_guard, body.calls)))
