"""Secrets that a deployment gives, and that the app goes on without."""

from releasecheck.facts.boots import Boots, Ignored
from releasecheck.facts.runs import Git


def given_in_vain(boots: Boots | None, git: Git | None) -> list[Ignored]:
    """Where the app has another key, without those that a file of this machine alone sets."""
    given = boots.ignored if boots else ()
    return [one for one in given if not (one.keyless or _is_local(one, git))]


def given_for_nothing(boots: Boots | None) -> Ignored | None:
    """A variable with the SECRET_KEY that no line takes, where the app has no key at all."""
    return next((one for one in boots.ignored if one.keyless), None) if boots else None


def keys_given_in_vain(boots: Boots | None, git: Git | None) -> frozenset[str]:
    """The signing keys that secret-env-ignored tells: whoever deploys takes them for replaced."""
    return frozenset(one.key for one in given_in_vain(boots, git) if one.signing)


def _is_local(one: Ignored, git: Git | None) -> bool:
    path = one.key_place.path
    return path is not None and git is not None and path not in git.tracked
