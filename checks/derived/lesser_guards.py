"""The view that changes a record for whoever is signed in, where its siblings ask for a role."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from releasecheck.facts.source import Source

from .administrators import is_privileged
from .neighbours import Neighbours, is_hooked
from .open_writers import is_of_visitors, lets_in_by_what_he_knows
from .strangers import is_for_strangers
from .view_bodies import KEEPING, Served, changing, written

Action = Literal["create", "edit", "delete"]

# Guards of libraries that ask for a login and give the view nothing.
_LOGINS = frozenset({"login_required", "fresh_login_required", "jwt_required", "auth_required"})
_BY_METHOD: dict[str, Action] = {"POST": "create", "PUT": "edit", "PATCH": "edit", "DELETE": "delete"}
_BY_NAME: dict[str, Action] = {
    **dict.fromkeys(("create", "add", "new"), "create"),
    **dict.fromkeys(("edit", "update", "modify"), "edit"),
    **dict.fromkeys(("delete", "remove", "destroy"), "delete"),
}
_VERBS = "|".join(_BY_NAME)
_NAME = re.compile(rf"(?P<verb>{_VERBS})_(?P<noun>\w+)|(?P<noun_first>\w+)_(?P<verb_last>{_VERBS})")
# What asks for less than this cannot be meant to: who may not make one, or not change it, may not delete it.
_NO_LESS_THAN: dict[Action, frozenset[Action]] = {
    "create": frozenset(),
    "edit": frozenset({"create"}),
    "delete": frozenset({"create", "edit"}),
}
_PEOPLE = re.compile(r"user|account|member|admin|employee|staff", re.IGNORECASE)
_MAY_ASK = re.compile(
    r"owner|own(s|ed)?_|perm|allow|can_|access|authori|check|verif|ensure|guard|forbid|belong|requir|identity|current",
    re.IGNORECASE,
)
# What hooks are called that answer browsers, or write down who came, and turn nobody away.
_NO_GUARD = re.compile(r"_*((handle|answer|allow)_)?(preflight|options|cors)|_*log_requests?\b")


@dataclass(frozen=True, slots=True)
class LesserGuard:
    """A view that asks for no more than a login, and those beside it that ask for a role."""

    view: Served
    asked: str  # as the others have it: "@admin_required", "current_user.role"
    stricter: tuple[Served, ...]


@dataclass(frozen=True, slots=True)
class _Operation:
    """What a view does to one kind of record."""

    action: Action
    resource: str
    view: Served


def lesser_guards(near: Neighbours, source: Source) -> Iterator[LesserGuard]:
    """One for each view, by the files and by the kinds of records."""
    resources: dict[tuple[str | None, str], list[_Operation]] = {}
    for one in near.views:
        for operation in _operations(one):
            resources.setdefault((one.body.place.path, operation.resource), []).append(operation)
    for operations in resources.values():
        strict = [one for one in operations if _role(one.view)]
        for open_one in operations:
            beside = [one for one in strict if _is_sibling(open_one, one)]
            if beside and _lets_all_in(open_one.view, near, source):
                views = tuple(dict.fromkeys(one.view for one in beside))
                yield LesserGuard(open_one.view, _role(beside[0].view), views)


def _operations(one: Served) -> Iterator[_Operation]:
    """By its method, else by its name; of what is there already only by its key."""
    names = _NAME.fullmatch(one.body.function.rpartition(".")[2])
    methods = one.methods - {"GET"}
    by_key = all("<" in route.rule for route in one.routes)
    if len(one.methods) == 1 and methods <= _BY_METHOD.keys() and methods and one.methods != {"POST"}:
        found = _Operation(_BY_METHOD[min(methods)], _stem(one), one)
    elif names and not one.body.verb:
        verb, noun = names["verb"] or names["verb_last"], names["noun"] or names["noun_first"]
        found = _Operation(_BY_NAME[verb], noun.removesuffix("s"), one)
    elif one.methods == {"POST"} and not by_key:
        found = _Operation("create", _stem(one), one)
    else:
        return
    if by_key or found.action == "create":
        yield found


def _stem(one: Served) -> str:
    """The part of its rule that its siblings have as well: "/theaters"."""
    return one.routes[0].rule.partition("/<")[0].rstrip("/")


def _role(one: Served) -> str:
    """What it asks more than a login for; "" where it does not."""
    decorators = [name for name in one.body.decorators if is_privileged(name)]
    if decorators:
        return f"@{decorators[0]}"
    return one.body.asks if one.body.asks and is_privileged(one.body.asks) else ""


def _is_sibling(lesser: _Operation, stricter: _Operation) -> bool:
    """Whether it has all the guards, and does what must not ask for more than the other."""
    of_people = _PEOPLE.search(lesser.resource) and lesser.action == "edit" and stricter.action == "delete"
    bounds = stricter.action in _NO_LESS_THAN[lesser.action] or of_people
    return bool(bounds) and set(lesser.view.body.decorators) <= set(stricter.view.body.decorators)


def _lets_all_in(one: Served, near: Neighbours, source: Source) -> bool:
    """Whether its source shows no look at who is signed in before the record is changed."""
    body = one.body
    asks = _role(one) or body.asks or (body.identity and not body.looks_late)
    return not (
        asks
        or _LOGINS.isdisjoint(_bare(body.decorators))
        or not _LOGINS.issuperset(_bare(body.decorators))
        or (body.verb and not body.bare_class)
        or is_hooked(near.app, one.endpoint, but=_NO_GUARD)
        or any(is_privileged(name) or _MAY_ASK.search(name) for name in body.calls)
        or any(each.knows_visitor for each in changing(one, source).through)
        or is_for_strangers(one)
        or is_of_visitors(one)
        or lets_in_by_what_he_knows(one)
    ) and _changes(one, source)


def _bare(decorators: Sequence[str]) -> set[str]:
    return {name.rpartition(".")[2] for name in decorators}


def _changes(one: Served, source: Source) -> bool:
    """Whether it keeps what it does, or takes no GET."""
    return "GET" not in one.methods or not KEEPING.isdisjoint({*one.body.calls, *written(one, source)})
