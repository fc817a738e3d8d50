"""The view that changes a record for whoever is signed in, where its siblings ask for a role."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from releasecheck.facts.source import Source

from ..structure.view_bodies import KEEPING, Served, written
from .administrators import is_privileged
from .neighbours import Neighbours
from .open_writers import is_of_visitors, lets_in_by_what_he_knows
from .strangers import is_for_strangers

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
_PEOPLE = re.compile(r"user|account|member|admin|employee|staff", re.IGNORECASE)
_MAY_ASK = re.compile(
    r"owner|own(s|ed)?_|perm|allow|can_|access|authori|check|verif|ensure|guard|forbid|belong|requir|identity|current",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LesserGuard:
    """Views of one kind of record that ask for no more than a login, and those beside them that do."""

    views: tuple[Served, ...]
    asked: str  # as the others have it: "@admin_required", "current_user.role"
    stricter: tuple[Served, ...]


@dataclass(frozen=True, slots=True)
class _Operation:
    """What a view does to one kind of record."""

    action: Action
    resource: str
    view: Served


def lesser_guards(near: Neighbours, source: Source) -> Iterator[LesserGuard]:
    """One for each kind of record in a file."""
    resources: dict[tuple[str | None, str], list[_Operation]] = {}
    for one in near.views:
        if operation := _operation(one):
            resources.setdefault((one.body.place.path, operation.resource), []).append(operation)
    for operations in resources.values():
        strict = [one for one in operations if _role(one.view)]
        bare = [one for one in operations if strict and _lets_all_in(one.view, near, source)]
        told = [one for one in bare if any(_may_not_ask_less(one, each) for each in strict)]
        # Who may not make a record may well change one that is there: told beside a worse one alone.
        others = [one for one in bare if told and one not in told and one.action == "edit"]
        views = tuple(one.view for one in (*told, *others))
        if views:
            yield LesserGuard(views, _role(strict[0].view), tuple(one.view for one in strict))


def _operation(one: Served) -> _Operation | None:
    """By its method, else by its name; of what is there already only by a key in the rule."""
    rule = one.routes[0].rule.rstrip("/")
    stem, ends_in_key = (rule.rpartition("/<")[0], True) if rule.endswith(">") else (rule, False)
    names = _NAME.fullmatch(one.body.function.rpartition(".")[2])
    method = next(iter(one.methods)) if len(one.methods) == 1 else ""
    if method in _BY_METHOD and method != "POST":
        return _Operation(_BY_METHOD[method], stem, one) if ends_in_key else None
    if names and not one.body.verb:
        action = _BY_NAME[names["verb"] or names["verb_last"]]
        noun = names["noun"] or names["noun_first"]
        return _Operation(action, noun.removesuffix("s"), one) if action == "create" or "<" in rule else None
    return _Operation("create", rule, one) if method == "POST" and not ends_in_key else None


def _role(one: Served) -> str:
    """What it asks more than a login for; "" where it does not."""
    decorators = [name for name in one.body.decorators if is_privileged(name)]
    if decorators:
        return f"@{decorators[0]}"
    return one.body.asks if one.body.asks and is_privileged(one.body.asks) else ""


def _may_not_ask_less(lesser: _Operation, stricter: _Operation) -> bool:
    """Whether it has no guard that the other lacks, and does what must not ask for less."""
    of_people = lesser.action == "edit" and stricter.action == "delete" and _PEOPLE.search(lesser.resource)
    deletes = lesser.action == "delete" and stricter.action != "delete"
    return bool(deletes or of_people) and set(lesser.view.body.decorators) <= set(
        stricter.view.body.decorators
    )


def _lets_all_in(one: Served, near: Neighbours, source: Source) -> bool:
    """Whether its source shows no look at who is signed in before the record is changed."""
    body = one.body
    asks = _role(one) or body.asks or (body.identity and not body.looks_late)
    return not (
        asks
        or _LOGINS.isdisjoint(_bare(body.decorators))
        or not _LOGINS.issuperset(_bare(body.decorators))
        or (body.verb and not body.bare_class)
        or near.is_hooked(one.endpoint)
        or any(is_privileged(name) or _MAY_ASK.search(name) for name in body.calls)
        or any(each.knows_visitor for each in near.changing(one).through)
        or is_for_strangers(one)
        or is_of_visitors(one)
        or lets_in_by_what_he_knows(one)
    ) and _changes(one, source)


def _bare(decorators: Sequence[str]) -> set[str]:
    return {name.rpartition(".")[2] for name in decorators}


def _changes(one: Served, source: Source) -> bool:
    """Whether it keeps what it does."""
    return not KEEPING.isdisjoint({*one.body.calls, *written(one, source)})
