"""Views that any login opens, and that do more than a view beside them which asks for an administrator."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from releasecheck.route_lock import is_guard

from .administrators import is_privileged
from .inline_guards import LOOKS
from .neighbours import Neighbours
from .open_writers import group_of_view, is_of_visitors, lets_in_by_what_he_knows
from .strangers import is_for_strangers
from .view_bodies import KEEPING, Served

_KEY = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>/?$")
_DELETES = re.compile(r"(?<![a-z])(delet|remov|destroy)", re.IGNORECASE)
_OF_ACCOUNTS = re.compile(
    r"(?<![a-z])(user|account|member|customer|employee)(s|_?id|_?number)?(?![a-z])", re.IGNORECASE
)

_DOES = re.compile(r"(updat|edit|delet|remov|sav|set|chang|creat|add)e?_")  # `update_user` looks at nobody


@dataclass(frozen=True, slots=True)
class Weaker:
    """A view of a group that needs a login alone, and one beside it that does less and needs more."""

    view: Served
    group: str
    has: str  # its own guard
    stronger: Served
    guard: str  # of that one


def weaker(near: Neighbours) -> Iterator[Weaker]:
    """Those that delete what only an administrator makes or changes, or that change anybody's account.

    Who may change a record of his own is seen by a look at the visitor: a view with one is left out.
    """
    groups: dict[str, list[Served]] = {}
    for one in near.views:
        if _changes(one, near):
            groups.setdefault(group_of_view(one), []).append(one)
    for group, views in groups.items():
        strong = [(one, guard) for one in views if (guard := _privileged(one))]
        for one in views:
            own = _login(one, near)
            beside = next((each for each in strong if _does_less(each[0], one)), None) if own else None
            if own and beside:
                yield Weaker(one, group, own, *beside)


def _changes(one: Served, near: Neighbours) -> bool:
    known = near.changing(one)
    names = (*known.writes, *(each.write for each in known.through))
    return not KEEPING.isdisjoint(name.rpartition(".")[2] for name in names)


def _privileged(one: Served) -> str | None:
    return next((name for name in one.body.decorators if is_guard(name) and is_privileged(name)), None)


def _login(one: Served, near: Neighbours) -> str | None:
    """The guard of a view that asks for nothing but a login, by all that its source shows."""
    body = one.body
    names = [name for name in body.decorators if is_guard(name)]
    if len(names) != 1 or any(map(is_privileged, (*body.decorators, *body.calls))):
        return None
    others = [name for name in body.decorators if name not in names]
    looks = any(LOOKS.search(name) and not _DOES.match(name) for name in (*others, *body.calls))
    knows = any(each.knows_visitor for each in near.changing(one).through)
    if knows or looks or body.asks or body.identity or body.compares_sent or near.is_hooked(one.endpoint):
        return None
    own = is_of_visitors(one) or is_for_strangers(one) or lets_in_by_what_he_knows(one)
    return None if own else names[0]


def _does_less(strong: Served, one: Served) -> bool:
    """Whether the guarded view makes or changes the very kind of record that this one takes away."""
    key = _key(one)
    if key is None or strong is one:
        return False
    same = _key(strong) == key
    if _is_delete(one):
        return _makes(strong, one) or (same and not _is_delete(strong))
    named = f"{key} {one.routes[0].rule}"
    return same and _is_delete(strong) and _OF_ACCOUNTS.search(named) is not None


def _key(one: Served) -> str | None:
    """The name of the one part in its rules by which a record is found, at their end."""
    keys = {match[1] if (match := _KEY.search(route.rule)) else None for route in one.routes}
    return keys.pop() if len(keys) == 1 and one.routes[0].rule.count("<") == 1 else None


def _is_delete(one: Served) -> bool:
    names = (one.endpoint.rpartition(".")[2], one.routes[0].rule)
    return one.methods == {"DELETE"} or any(map(_DELETES.search, names))


def _makes(strong: Served, one: Served) -> bool:
    """Whether the guarded one is the POST to the list that this record stands in: `/shelves`."""
    lists = [f"{each.rule.rstrip('/')}/<" for each in strong.routes]
    return "POST" in strong.methods and one.routes[0].rule.startswith(tuple(lists))


def by_lack(found: Iterable[Weaker]) -> list[list[Weaker]]:
    """Together what lacks one guard in one group: it is one cause."""
    groups: dict[tuple[str, str], list[Weaker]] = {}
    for one in found:
        groups.setdefault((one.group, one.guard), []).append(one)
    return list(groups.values())
