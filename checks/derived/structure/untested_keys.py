"""Views that read a key of the session with no look whether it is there, where others beside them look."""

from collections.abc import Iterator
from dataclasses import dataclass

from releasecheck.facts.requests import Requests
from releasecheck.facts.views import Presumed

from ..guards.neighbours import Neighbours
from ..guards.presuming import crashed, lets_in_anybody
from .view_bodies import Served


@dataclass(frozen=True, slots=True)
class UntestedKey:
    """A view that takes the key, and those of its module that look for it before they do."""

    view: Served
    taken: Presumed
    looking: tuple[Served, ...]


def untested_keys(near: Neighbours, requests: Requests | None) -> Iterator[UntestedKey]:
    """Those that anybody may ask; where a look is how visitors are turned away, another rule tells them."""
    modules: dict[str | None, list[Served]] = {}
    for one in near.views:
        modules.setdefault(one.body.place.path, []).append(one)
    for views in modules.values():
        asked = {one.body.asks for one in views}
        for one in views:
            for taken in one.body.presumes:
                looking = tuple(each for each in views if taken.what in each.body.looks_for)
                if not looking or taken.what in asked or _may_be_put_there(one, taken.what):
                    continue
                if lets_in_anybody(one, near) and not crashed(one, requests):
                    yield UntestedKey(one, taken, looking)


def _may_be_put_there(one: Served, what: str) -> bool:
    """Whether it calls something that is called after the key: `load_cart()`."""
    key = what.split('"')[1].lower()
    return any(key in name.lower() for name in one.body.calls)
