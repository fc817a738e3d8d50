"""In what two boots of one app differ: routes, and config values, which only their tokens tell apart."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from releasecheck.facts.boots import OtherBoot
from releasecheck.gather.boot_facts import crash_of, outcome_of
from releasecheck.gather.boots import Answered


def compared(first: Answered, other: Answered) -> OtherBoot:
    """In what another boot differs from the first."""
    before, after = (_state(answered) for answered in (first, other))
    if not (before and after):
        return OtherBoot(outcome_of(other), crash_of(other))
    return OtherBoot(
        "up",
        routes=tuple(sorted({*before["routes"]} ^ {*after["routes"]})),
        config=_changed(before["config"], after["config"]),
        folders=tuple(_lost(before.get("folders", {}), after.get("folders", {}))),
    )


def _lost(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """The folders that the first boot had, and that the other looks for where there is none."""
    for what, (_, was_there) in before.items():
        if was_there and what in after and not after[what][1]:
            yield what


def _state(answered: Answered) -> Mapping[str, Any] | None:
    line = answered.first("state")
    return line["state"] if line else None


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(key for key in {*before, *after} if before.get(key) != after.get(key)))


def steady(other: OtherBoot | None, again: OtherBoot | None) -> OtherBoot | None:
    """Another boot's differences without those that a boot under the same circumstances has as well."""
    if other is None or again is None:
        return other
    return replace(
        other,
        routes=tuple(one for one in other.routes if one not in again.routes),
        config=tuple(one for one in other.config if one not in again.config),
    )
