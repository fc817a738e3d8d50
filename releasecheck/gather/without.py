"""Boots without a secret's variable: does the app refuse, as it should, or fall back on a constant?"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from releasecheck.facts.app import Secret
from releasecheck.gather.keys import Line, Places, changed

VARIABLES_MAX = 8
Unset = tuple[str, ...]
Boot = Callable[[Unset], Sequence[Line] | None]  # the secrets of a boot without these; null when not up


@dataclass(frozen=True, slots=True)
class Without:
    """Config key -> the variables which, unset, leave the app up with another value of it."""

    constant: dict[str, tuple[str, ...]] = field(default_factory=dict)  # the same whenever it is made
    none: dict[str, tuple[str, ...]] = field(default_factory=dict)  # no value at all


def boots_without(
    secrets: Iterable[Secret], first: Sequence[Line], variables: Sequence[str], boot: Boot, literals: Places
) -> Without:
    """What becomes of the secrets without the variables that give them.

    All are unset together first: an app that comes up with its values unchanged needs no further boots. One
    that falls back on another secret (`getenv("JWT_SECRET_KEY", config["SECRET_KEY"])`) has that one's fault.
    """
    secrets = list(secrets)
    other = _Changes(first, boot, literals, {one.key for one in secrets if one.environment})
    together = tuple(variables[:VARIABLES_MAX])
    fallen = other.constant(together)
    if not other.is_up(together):
        alone = together if len(together) > 1 else ()
        return Without(
            _by_key((variable, other.constant((variable,))) for variable in alone),
            _by_key((variable, other.none((variable,))) for variable in alone),
        )
    given = {secret.key: set(secret.environment) & set(together) for secret in secrets}
    alike = other.alike(together)
    known = [
        (variable, [key])
        for key in fallen
        for variable in given.get(key, ())
        if key not in alike or key in other.constant((variable,))
    ]
    unknown = any(not given.get(key) for key in fallen)
    asked = [(variable, other.constant((variable,))) for variable in together] if unknown else []
    gone = ((variable, [key]) for key in other.none(together) for variable in given.get(key, ()))
    return Without(_by_key([*known, *asked]), _by_key(gone))


class _Changes:
    """What the boots without variables have shown, each made once."""

    def __init__(self, first: Sequence[Line], boot: Boot, literals: Places, given: Collection[str]) -> None:
        self._first = first
        self._given = given  # keys whose values the environment gives
        self._boot = cache(boot)
        self._again = boot
        self._literals = literals

    def is_up(self, unset: Unset) -> bool:
        return self._boot(unset) is not None

    def constant(self, unset: Unset) -> list[str]:
        """The keys that have another value, the same whenever it is made."""
        lines = self._boot(unset)
        different = changed(self._first, lines or ())
        different = {key: token for key, token in different.items() if not self._is_anothers(token)}
        doubtful = {key for key, token in different.items() if token not in self._literals}
        again = changed(self._first, self._again(unset) or ()) if doubtful else {}
        return [key for key, token in different.items() if key not in doubtful or again.get(key) == token]

    def alike(self, unset: Unset) -> set[str]:
        """The keys whose new value another has as well: either may have it from the other."""
        different = changed(self._first, self._boot(unset) or ())
        times = Counter(different.values())
        return {key for key, token in different.items() if times[token] > 1}

    def _is_anothers(self, token: str) -> bool:
        """Whether this is the value of another key, as it is given; not a constant that both were given."""
        others = {line["key"] for line in self._first if line["token"] == token}
        return bool(others) and (token not in self._literals or others.isdisjoint(self._given))

    def none(self, unset: Unset) -> list[str]:
        """The keys that have a value no more."""
        lines = self._boot(unset)
        left = {line["key"] for line in (self._first if lines is None else lines)}
        return [line["key"] for line in self._first if line["key"] not in left]


def _by_key(found: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    variables: dict[str, set[str]] = {}
    for variable, keys in found:
        for key in keys:
            variables.setdefault(key, set()).add(variable)
    return {key: tuple(sorted(names)) for key, names in variables.items()}
