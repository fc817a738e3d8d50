"""Places at which a comment excuses a finding: what several places share must not be hidden with them."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from releasecheck.facts import Place
from releasecheck.facts.source import Source

_T = TypeVar("_T")


def parted(
    found: Iterable[_T], place: Callable[[_T], Place], names: Iterable[str], source: Source | None
) -> tuple[list[_T], list[_T]]:
    """What nobody excuses, which may be told as one, and what has a comment on its very line.

    `names` are those by which a comment may call the rule: its id and its family.
    """
    excused = {
        (one.place.path, one.place.line)
        for one in (source.suppressions if source else ())
        if one.reason and not set(names).isdisjoint(one.rules)
    }
    together: list[_T] = []
    apart: list[_T] = []
    for one in found:
        here = place(one)
        (apart if (here.path, here.line) in excused else together).append(one)
    return together, apart


def alike(
    found: Iterable[_T],
    key: Callable[[_T], Hashable],
    place: Callable[[_T], Place],
    names: Iterable[str],
    source: Source | None,
) -> Iterator[list[_T]]:
    """What has one key and may be told as one; what has a comment on its very line each by itself."""
    together, apart = parted(found, place, names, source)
    groups: dict[Hashable, list[_T]] = {}
    for one in together:
        groups.setdefault(key(one), []).append(one)
    yield from groups.values()
    yield from ([one] for one in apart)
