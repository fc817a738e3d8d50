"""Views that ask nobody who it is, in a module whose other views look into the session for it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from releasecheck.facts.source import Source
from releasecheck.route_lock import is_of_data

from ..structure.view_bodies import LASTING, Served, written
from .administrators import is_of_admins
from .neighbours import Neighbours
from .siblings import RECORDS, is_for_everybody
from .strangers import is_for_strangers

_FEWEST = 3
# Whoever calls this may well have it look who it is.
LOOKS = re.compile(
    r"log(ged)?_?in|auth|current|require|permi|session|access|verif|check|ensure|is_\w|user$|role|guard|protect|"
    r"need|allow|admin|owner|token|(^|_)key(?!s)|deny|forbid|confirm",
    re.IGNORECASE,
)
# Decorators that let everybody in, beside those of what a view takes and gives.
_ASKING_NOBODY = frozenset(
    {
        *("staticmethod", "classmethod", "swag_from", "limit", "cross_origin"),
        *("use_args", "use_kwargs", "validate"),
    }
)
# Records of people: what else a page shows may be for everybody.
_PRIVATE = re.compile(
    r"users|accounts?|members|customers|clients|patients|students|employees|admin|dashboard|settings|logs|"
    r"holding|balance|transaction|wallet|budget|expense|income|payment|invoice|order|cart|booking|reservation|"
    r"appointment|message|inbox|notification|history|likes|record|report|salar|grade|result",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Beside:
    """The views of a module that lack the look into the session of its others."""

    views: tuple[Served, ...]
    asked: str
    guarded: tuple[Served, ...]


def beside(near: Neighbours, source: Source) -> Iterator[Beside]:
    """One for each module in which more views ask than show or change records and do not.

    Among pages that are called after administrators, as what the others ask for is, no majority is needed.
    """
    modules: dict[str | None, list[Served]] = {}
    for one in near.views:
        if not one.in_frames:
            modules.setdefault(one.body.place.path, []).append(one)
    for views in modules.values():
        guarded = tuple(one for one in views if one.body.asks)
        bare = tuple(
            one
            for one in views
            if asks_nobody(one)
            and not near.is_hooked(one.endpoint)
            and not near.sent_away(one)
            and _is_of_records(one, source)
        )
        asked = next(
            iter(Counter(one.body.asks for one in guarded if one.body.asks).most_common(1)), ("", 0)
        )[0]
        if len(guarded) <= len(bare) and is_of_admins(asked, ""):
            bare = tuple(one for one in bare if any(is_of_admins(route.rule, "") for route in one.routes))
        elif len(guarded) <= len(bare):
            continue
        if bare and len(guarded) >= _FEWEST:
            yield Beside(bare, asked, guarded)


def asks_nobody(one: Served) -> bool:
    """Whether its source shows no look at the visitor; a decorator, and what it calls, may have one."""
    body = one.body
    # Where all accounts are listed, `User()` makes one of them: it is no look at the visitor.
    made = {"User"} if body.lists_accounts.path else set()
    looks = any(LOOKS.search(name) for name in body.calls if name not in made)
    return not (body.asks or body.identity or looks) and lets_all_in(one)


def lets_all_in(one: Served) -> bool:
    """Whether its decorators, if it has any, are of those that turn nobody away."""
    others = {name.rpartition(".")[2] for name in one.body.decorators if not is_of_data(name)}
    return _ASKING_NOBODY.issuperset(others)


def _is_of_records(one: Served, source: Source) -> bool:
    """Whether it changes what is kept, or shows it and is no page for everybody."""
    if is_for_strangers(one):
        return False
    if not LASTING.isdisjoint({*one.body.calls, *written(one, source)}):
        return True
    names = [(route.rule, route.endpoint.rpartition(".")[2]) for route in one.routes]
    if any(is_for_everybody(*each) for each in names) or not _PRIVATE.search(" ".join(map(" ".join, names))):
        return False
    return not RECORDS.isdisjoint(one.body.calls)
