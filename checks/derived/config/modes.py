"""What apps call the configs for production, for development and for tests, and how they choose one."""

import re

from releasecheck.facts import Place
from releasecheck.facts.boot import Boot, DeployedVariable, EnvRead

from ..spelling import words_of

# Variables by which apps choose among their configs.
MODE = re.compile(
    r"(^|_)(ENV|ENVIRONMENT|MODE|STAGE|SETTINGS|CONFIG|CONFIGURATION|PROFILE)(_|$)", re.IGNORECASE
)
_NOT_FOR_RELEASE = frozenset(
    {"dev", "devel", "develop", "development", "debug", "test", "tests", "testing", "unittest"}
)
_FOR_RELEASE = frozenset(
    {"prod", "production", "live", "release", "deploy", "deployment", "docker", "heroku"}
)


def is_for_release(name: str) -> bool:
    """Whether a dotted name or a path ends in a name that says production."""
    return _says(name, _FOR_RELEASE)


def is_not_for_release(name: str) -> bool:
    """Whether a dotted name or a path ends in a name that says development or tests."""
    return _says(name, _NOT_FOR_RELEASE)


def _says(name: str, words: frozenset[str]) -> bool:
    stem = re.sub(r"\.(py|cfg|json|toml|ini|ya?ml)$", "", name).replace("/", ".")
    return not words.isdisjoint(words_of(stem.rpartition(".")[2]))


def deployed_for_release(boot: Boot | None) -> DeployedVariable | None:
    """The variable by which a deploy file chooses the config for production, where this boot had another."""
    asked = {read.name for read in boot.env_reads if read.named and read.place.path} if boot else set()
    for one in boot.deployed_otherwise if boot else ():
        if one.name in asked and MODE.search(one.name) and one.shown and is_for_release(one.shown):
            return one
    return None


def asked_beside(place: Place, boot: Boot | None) -> EnvRead | None:
    """The one variable of this kind that the file asks for in which something is set."""
    reads = [
        one
        for one in (boot.env_reads if boot else ())
        if one.named and one.asked and one.place.path == place.path and MODE.search(one.name)
    ]
    return reads[0] if len({one.name for one in reads}) == 1 else None


def said_of(asked: EnvRead | None) -> tuple[str, ...]:
    """Whether it is this run's value that tells, or none, as evidence."""
    if asked is None:
        return ()
    how = "as it is set here" if asked.hit else "which is not set here"
    return (f"{asked.name}, {how}, is asked for at {asked.place}",)
