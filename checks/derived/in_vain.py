"""Secrets that a deployment gives, and that the app goes on without."""

from releasecheck.facts.boots import Boots, Ignored
from releasecheck.facts.runs import Git


def given_in_vain(boots: Boots | None, git: Git | None) -> list[Ignored]:
    """Without the keys that a file of this machine alone sets."""
    return [one for one in boots.ignored if not _is_local(one, git)] if boots else []


def keys_given_in_vain(boots: Boots | None, git: Git | None) -> frozenset[str]:
    """The signing keys that secret-env-ignored tells: whoever deploys takes them for replaced."""
    return frozenset(one.key for one in given_in_vain(boots, git) if one.signing)


def _is_local(one: Ignored, git: Git | None) -> bool:
    path = one.key_place.path
    return path is not None and git is not None and path not in git.tracked
