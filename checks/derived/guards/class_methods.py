"""Views of one method, of a class or a function: some ask who it is, and others that change what is kept."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from releasecheck.facts.views import WriteThrough
from releasecheck.route_lock import is_guard

from ..structure.view_bodies import Served
from .inline_guards import LOOKS, lets_all_in
from .neighbours import Neighbours, foremost
from .open_writers import is_of_visitors, lets_in_by_what_he_knows
from .strangers import is_for_strangers

# A POST beside a guarded GET is often meant: signing up, ordering, writing a message.
_OF_WHAT_IS_THERE = frozenset({"PUT", "PATCH", "DELETE"})
_FEWEST = 2
# What a model calls such a method, be it that only a base class outside of the project has it.
_IN_DATABASE = re.compile(r"(save|insert|update|delete|remove)_(to|into|in|from)_(db|database)")


@dataclass(frozen=True, slots=True)
class Unguarded:
    """A method without the guard of others of its class."""

    method: Served
    guard: str
    guarded: tuple[Served, ...]
    calls: tuple[str, ...]  # those that change something


@dataclass(frozen=True, slots=True)
class OpenDeletes:
    """The DELETE methods without a guard, and those of other classes or functions that have one."""

    methods: tuple[Served, ...]
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
            hooked = near.is_hooked(one.endpoint)
            if guarded and one not in guarded and not hooked and _is_for_anybody(one, near):
                calls = _changing_calls(one, near)
                yield Unguarded(one, guards[guarded[0].body.place], guarded, calls)


def open_deletes(near: Neighbours, told: Container[str]) -> OpenDeletes | None:
    """The methods that delete one record for anybody, where other classes or functions have a guard for that.

    What another method of their own class tells is left to `unguarded`; functions whose endpoints were `told`
    are left out.
    """
    of_classes = {one.method.body.view for one in unguarded(near)}
    methods = [one for one in near.views if _verb(one)]
    guard = foremost(name for one in methods if _verb(one) == "DELETE" for name in _guards(one))
    guarded = tuple(one for one in methods if _verb(one) != "GET" and guard in one.body.decorators)
    bare = tuple(
        one
        for one in methods
        if _verb(one) == "DELETE"
        and (one.body.view not in of_classes if one.body.verb else one.endpoint not in told)
        and not near.is_hooked(one.endpoint)
        and _is_for_anybody(one, near)
        and _is_plain(one)
    )
    return OpenDeletes(bare, guard, guarded) if bare and len(guarded) >= _FEWEST else None


def _verb(one: Served) -> str:
    """The only method that it is for; "" where there are several."""
    return one.body.verb or (next(iter(one.methods)) if len(one.methods) == 1 else "")


def _guards(one: Served) -> Iterator[str]:
    return filter(is_guard, one.body.decorators)


def _is_for_anybody(one: Served, near: Neighbours) -> bool:
    """Whether it changes what is there, and neither it, its class nor what it calls may ask who it is."""
    body = one.body
    if _verb(one) not in _OF_WHAT_IS_THERE or body.identity or body.decorated_class or one.is_wrapped:
        return False
    known = near.changing(one)
    if not known.writes and not (
        _changing_calls(one, near) and _leaves_no_look_to_others(one, known.through)
    ):
        return False
    return not (is_for_strangers(one) or any(map(is_guard, body.calls)))


def _changing_calls(one: Served, near: Neighbours) -> tuple[str, ...]:
    """The calls that change something, as the method has them."""
    known = near.changing(one)
    through = dict.fromkeys(each.path[0] for each in known.through)
    return known.writes or tuple(through) or tuple(filter(_IN_DATABASE.fullmatch, one.body.calls))


def _leaves_no_look_to_others(one: Served, through: Sequence[WriteThrough]) -> bool:
    """Whether what changes something for it knows nothing of a request; a name may tell of a look."""
    return not any(each.knows_visitor for each in through) and _asks_nobody(one)


def _asks_nobody(one: Served) -> bool:
    looks = one.body.asks or any(map(LOOKS.search, one.body.calls))
    return lets_all_in(one) and not looks


def _is_plain(one: Served) -> bool:
    """Whether its rule names one record, which is nobody's own, and no secret."""
    named = all("<" in route.rule for route in one.routes)
    return named and _asks_nobody(one) and not (is_of_visitors(one) or lets_in_by_what_he_knows(one))
