"""Variables that are meant to give a secret and do not: found by setting them to what nothing else equals."""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from releasecheck.facts.boot import Boot
from releasecheck.facts.boots import Ignored
from releasecheck.facts.place import NOWHERE, Place
from releasecheck.facts.source import Source
from releasecheck.gather.booter import Booter
from releasecheck.gather.boots import Answered, Line
from releasecheck.gather.deploy.files import matching
from releasecheck.gather.deploy.manifest import read

_GIVEN = "--set or --env-file"
_KEY = "SECRET_KEY"
# Variables that can be meant for Flask's own key alone, when the app has none: not STRIPE_SECRET_KEY.
_FOR_THE_KEY = frozenset({"SECRETKEY", "FLASKSECRETKEY", "APPSECRETKEY"})


@dataclass(frozen=True, slots=True)
class _Meant:
    """A variable that by its name is meant for a config key, and where it is named."""

    variable: str
    key: str
    place: Place
    named_in: str


def ignored(booter: Booter, first: Answered, fact: Boot, source: Source | None) -> tuple[Ignored, ...]:
    """The variables that leave their config key as it was, though a deployment is told to set them."""
    described: Sequence[Line] = (first.first("app") or {}).get("app", {}).get("secrets", ())
    meant = list(_meant(booter, described, fact, source))
    if not meant:
        return ()
    values = {one.variable: secrets.token_hex(20) for one in meant}
    answered = booter.boot_with(values, {"collect": ["secrets"], "canaries": values})
    line, told = answered.first("secrets"), answered.first("canaries")
    if line is None or told is None:
        return ()
    before, after = _tokens(described), _tokens(line["secrets"])
    unread = set(told["kept"]).difference(told["read"])
    return tuple(
        _ignored(one, described)
        for one in meant
        if one.variable in unread and after.get(one.key) == before.get(one.key)
        if not _is_named(one.variable, booter, source)
    )


def _tokens(described: Iterable[Line]) -> dict[str, str]:
    return {secret["key"]: secret["token"] for secret in described}


def _ignored(one: _Meant, described: Iterable[Line]) -> Ignored:
    secret = next((secret for secret in described if secret["key"] == one.key), None)
    at = Place(**secret["place"]) if secret else NOWHERE
    return Ignored(
        variable=one.variable,
        key=one.key,
        signing=secret["signing"] if secret else True,
        place=one.place if one.place.path else at,
        key_place=at,
        named_in=one.named_in,
        keyless=secret is None,
    )


def _meant(booter: Booter, described: Sequence[Line], fact: Boot, source: Source | None) -> Iterator[_Meant]:
    """Those of whose secret nothing says yet that a variable gives it, or would have if it were set."""
    keys = frozenset(secret["key"] for secret in described)
    for secret in described:
        key = secret["key"]
        if not secret["environment"] and key.isidentifier():
            yield from _meant_for(key, partial(_is_for, key, keys), booter, fact)
    if all(secret["key"] != _KEY for secret in described) and _wants_key(source):
        yield from _meant_for(_KEY, _is_for_the_key, booter, fact)


def _wants_key(source: Source | None) -> bool:
    """Whether the app has a use for a key that it lacks: else another boot tells nothing."""
    if source is None:
        return False
    return bool(source.session_uses) or any(one.key == _KEY for one in source.config_assignments)


def _meant_for(key: str, is_for: Callable[[str], bool], booter: Booter, fact: Boot) -> Iterator[_Meant]:
    for variable in sorted(booter.environment.named, key=lambda name: (name != key, name)):
        if is_for(variable) and booter.environment.values[variable]:
            yield _Meant(variable, key, NOWHERE, _GIVEN)
            return
    missed = {one.name for one in fact.env_reads if not one.hit}
    places: dict[str, Place] = {}
    for one in (*booter.manifests.facts.variables, *booter.manifests.facts.documented):
        if is_for(one.name) and not one.commented and one.name not in missed:
            places.setdefault(one.name, one.place)
    yield from (_Meant(name, key, place, place.path or "") for name, place in places.items())


def _is_for(key: str, keys: frozenset[str], variable: str) -> bool:
    """By its own name, or a longer one that is no other key's: JWT_SECRET_KEY is not for SECRET_KEY."""
    return variable == key or (variable.endswith(f"_{key}") and variable not in keys)


def _is_for_the_key(variable: str) -> bool:
    return variable.replace("_", "").upper() in _FOR_THE_KEY


def _is_named(variable: str, booter: Booter, source: Source | None) -> bool:
    """Whether the app's source names it: then another configuration of the app may well read it.

    So may one that a script of the deployment writes with the value before it starts the app.
    """
    handed_on = re.compile(rf"\$\{{?{re.escape(variable)}\b")
    if any(handed_on.search(read(path)) for path in matching(booter.request.project, "*.sh")):
        return True
    whole = re.compile(rf"\b{re.escape(variable)}\b")
    paths = [one.path for one in source.modules if one.role in ("app", "tool")] if source else []
    return any(_reads(read(booter.request.project / path), whole, variable) for path in paths)


def _reads(text: str, whole: "re.Pattern[str]", variable: str) -> bool:
    """Whether it stands there as a text, other than as a key of the config."""
    if not whole.search(text):
        return False
    quoted = rf"""["']{re.escape(variable)}["']"""
    as_key = rf"""config(?:\[|\.get\(){quoted}|(?:^|[{{,])\s*{quoted}\s*:"""
    return re.search(quoted, re.sub(as_key, "", text, flags=re.MULTILINE)) is not None
