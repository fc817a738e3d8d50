"""Views that list all accounts for anybody, where others of the app ask who it is."""

import re
from collections.abc import Container
from dataclasses import dataclass

from releasecheck.facts.requests import Requests

from ..structure.view_bodies import Served, written
from .inline_guards import asks_nobody
from .neighbours import Neighbours, foremost
from .open_groups import guards_of
from .siblings import is_for_everybody
from .strangers import is_for_strangers

_FEWEST = 2
# Called after people, or left from trying things out; what else reads the accounts may only count them.
_OF_PEOPLE = re.compile(
    r"(?<![a-z])(users?|accounts?|members?|customers?|clients?|patients?|students?|employees?|admins?|people)(?![a-z])|"
    r"(?<![a-z])(test|debug|dump|db)(?![a-z])",
    re.IGNORECASE,
)
# A page that shows the members may be meant for all, but where even the first page of the app wants a login.
_PAGES = frozenset({"render_template", "render_template_string", "render"})


@dataclass(frozen=True, slots=True)
class OpenAccounts:
    """The views that list them, and those that have the guard which most have."""

    views: tuple[Served, ...]
    guard: str
    guarded: tuple[Served, ...]
    answered: tuple[str, ...]  # "GET /users -> 200"


def open_accounts(near: Neighbours, requests: Requests | None, told: Container[str]) -> OpenAccounts | None:
    """All of the app whose endpoints were not told; none where fewer than two views have a guard."""
    guard = foremost(guard for one in near.views for guard in guards_of(one))
    guarded = tuple(one for one in near.views if guard in guards_of(one))
    if len(guarded) < _FEWEST:
        return None
    answers = {one.endpoint: one for one in (requests.responses if requests else ()) if one.plain}
    seen = {name for name, one in answers.items() if one.method == "GET" and one.status == 200}
    closed = any(route.rule == "/" for one in guarded for route in one.routes)
    views = tuple(
        one
        for one in near.views
        if one.endpoint not in told
        and (closed or _PAGES.isdisjoint(one.body.calls))
        and _lists_for_anybody(one, near, seen)
    )
    answered = tuple(f"{one.requests()} -> 200" for one in views if one.endpoint in seen)
    return OpenAccounts(views, guard, guarded, answered) if views else None


def _writes(one: Served, near: Neighbours) -> bool:
    return near.source is not None and bool(written(one, near.source))


def _lists_for_anybody(one: Served, near: Neighbours, seen: Container[str | None]) -> bool:
    body = one.body
    if body.lists_accounts.path is None or _writes(one, near) or one.methods != {"GET"}:
        return False
    names = [(route.rule, route.endpoint.rpartition(".")[2]) for route in one.routes]
    if not any(_OF_PEOPLE.search(" ".join(each).replace("_", " ")) for each in names):
        return False
    if is_for_strangers(one) or any(is_for_everybody(*each) for each in names):
        return False
    plain = one.is_plain or one.endpoint in seen
    return plain and asks_nobody(one) and not (near.is_hooked(one.endpoint) or near.sent_away(one))
