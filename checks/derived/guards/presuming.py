"""Views that take somebody to be signed in, where those beside them make sure of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.facts.views import Presumed
from releasecheck.route_lock import is_guard

from ..structure.view_bodies import Served
from .inline_guards import LOOKS
from .neighbours import Neighbours
from .open_writers import group_of_view

_USER = "current_user."
# Keys that a decorator for logins is about: none of a game, or of a basket.
_OF_VISITOR = re.compile(r'"[^"]*(user|log|admin|account|auth|member|role|mail|name|id)[^"]*"', re.IGNORECASE)
# Ways in, step after step: what one of them keeps in the session the next takes from it.
_WAY_IN = re.compile(
    r"log[-_]?(in|out|on|off)|sign|regist|(?<![a-z])(auth(?!or)|otp|mfa|2fa)|verif|confirm|forgot|reset|recover|"
    r"callback|webhook|activat|setup",
    re.IGNORECASE,
)

# A row is fetched, or a password compared, by what was taken of the visitor before.
_LOOKS_NOT = re.compile(
    r"_*(find|get|load|fetch)_user|(check|verify|set|generate)_password(_hash)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Presuming:
    """The views of a group that take the same of whoever asks, and those that make sure of it."""

    views: tuple[tuple[Served, Presumed], ...]
    group: str
    guarded: tuple[Served, ...]
    guard: str | None  # their decorator; null where they look themselves
    beside: bool = True  # they are of the same group


def presuming(near: Neighbours, source: Source, requests: Requests | None) -> Iterator[Presuming]:
    """One for each blueprint, or module without any, and each kind of what is taken.

    Where no view of the group makes sure that there is a user, those of the whole app tell as much: what
    Flask-Login gives for a stranger is the same everywhere.
    """
    of_app = [one for one in near.views if _makes_sure(one, _USER)]
    groups: dict[str, list[Served]] = {}
    for one in near.views:
        if not one.in_frames:
            groups.setdefault(group_of_view(one), []).append(one)
    for group, views in groups.items():
        taken: dict[str, list[tuple[Served, Presumed]]] = {}
        for one in views:
            if one.body.presumes and lets_in_anybody(one, near) and not crashed(one, requests):
                for kind, first in _firsts(one, source):
                    taken.setdefault(kind, []).append((one, first))
        for kind, bare in taken.items():
            near_by = [one for one in views if _makes_sure(one, kind)]
            guarded = near_by or (of_app if kind == _USER else [])
            if guarded:
                yield Presuming(tuple(bare), group, tuple(guarded), _decorator(guarded), beside=bool(near_by))


def _firsts(one: Served, source: Source) -> Iterator[tuple[str, Presumed]]:
    """The first of each kind that it takes: every attribute of the user stands for all."""
    kinds: dict[str, Presumed] = {}
    for each in one.body.presumes:
        kinds.setdefault(_kind(each.what), each)
    yield from ((kind, each) for kind, each in kinds.items() if not (kind == _USER and source.own_strangers))


def _kind(what: str) -> str:
    return _USER if what.startswith(_USER) else what


def lets_in_anybody(one: Served, near: Neighbours) -> bool:
    """Whether nothing in sight keeps strangers from it, and it is no part of the way in."""
    body = one.body
    if body.asks or body.decorators or not one.is_plain:
        return False
    if any(LOOKS.search(name) and not _LOOKS_NOT.fullmatch(name) for name in body.calls):
        return False
    if near.is_hooked(one.endpoint) or near.sent_away(one):
        return False
    names = " ".join((one.endpoint.rpartition(".")[2], *(route.rule for route in one.routes)))
    return _WAY_IN.search(names) is None


def crashed(one: Served, requests: Requests | None) -> bool:
    """Whether the sweep saw it fail, which route-5xx tells."""
    endpoints = {route.endpoint for route in one.routes}
    return any(
        answer.crash and answer.endpoint in endpoints for answer in (requests.responses if requests else ())
    )


def _makes_sure(one: Served, kind: str) -> bool:
    """Whether only those come by who have such a thing."""
    asks, guarded = one.body.asks or "", any(map(is_guard, one.body.decorators))
    if kind == _USER:
        return guarded or asks.startswith(_USER)
    if asks == kind:
        return True
    return (
        guarded
        and _OF_VISITOR.search(kind) is not None
        and any(each.what == kind for each in one.body.presumes)
    )


def _decorator(guarded: Sequence[Served]) -> str | None:
    names = (name for one in guarded for name in one.body.decorators if is_guard(name))
    return next(names, None)
