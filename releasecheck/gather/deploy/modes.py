"""Variables of deploy files by which an app chooses how it runs: in which mode, with debugging or without."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from releasecheck.facts.deploy import Launch, Variable
from releasecheck.gather.inside.secret_names import is_secret

_NAMES = re.compile(
    r"(^|_)(ENV|ENVIRONMENT|MODE|STAGE|SETTINGS|CONFIG|CONFIGURATION|PROFILE)(_|$)", re.IGNORECASE
)
_SWITCHES = re.compile(r"(.*_)?(DEBUG|TESTING)")
_COOKIES = re.compile(r"(.*_)?((SESSION|REMEMBER)_COOKIE_(SECURE|HTTPONLY|SAMESITE)|PREFERRED_URL_SCHEME)")
_OFF = frozenset({"0", "false", "no", "off"})
_NAME = re.compile(r"[A-Za-z][\w.:-]*")  # of a mode or of a class, and no path or address
_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
# What starts in such a mode is no release, and what else the file may set for it none's business.
_NOT_FOR_RELEASE = frozenset(
    {"dev", "devel", "develop", "development", "debug", "local", "test", "tests", "testing", "unittest"}
)

# What a platform says that it sets itself, always to the same value, by the file that one deploys with there:
# https://vercel.com/docs/environment-variables/system-environment-variables
# https://render.com/docs/environment-variables#all-runtimes
_VERCEL = {"VERCEL": "1", "VERCEL_ENV": "production"}
_RENDER = {"RENDER": "true"}
_PLATFORMS = {"vercel.json": _VERCEL, "render.yaml": _RENDER, "render.yml": _RENDER}


def is_mode(name: str, value: str) -> bool:
    """Whether it tells an app how to run where it is released, and reaches nothing outside the process."""
    if is_secret(name, value):
        return False
    if _SWITCHES.fullmatch(name):
        return value.lower() in _OFF
    if _COOKIES.fullmatch(name):
        return value.isalnum()
    chosen = _NAMES.search(name) is not None and _NAME.fullmatch(value) is not None
    return chosen and not is_of_development(value)


def is_for_development(name: str, value: str) -> bool:
    """Whether a variable says that what has it runs for development or for tests."""
    if _SWITCHES.fullmatch(name):
        return value.lower() not in {*_OFF, ""} and "$" not in value
    chosen = _NAMES.search(name) is not None and _NAME.fullmatch(value) is not None
    return chosen and is_of_development(value)


def is_of_development(name: str) -> bool:
    """Whether a mode, class, function or module is called, at its end, after development or tests."""
    last = name.rpartition(".")[2].rpartition(":")[2]
    return not _NOT_FOR_RELEASE.isdisjoint(word.lower() for word in _PARTS.findall(last))


def modes_of(variables: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Those of the variables that say how to run, by name."""
    return tuple(sorted(pair for pair in variables.items() if is_mode(*pair)))


def by_platform(file: str) -> Mapping[str, str]:
    """The variables that the platform of a deploy file sets by itself, by name."""
    return _PLATFORMS.get(PurePosixPath(file).name, {})


def modes_in(
    file: str, launches: tuple[Launch, ...], variables: tuple[Variable, ...]
) -> Iterator[tuple[str, str]]:
    """How one deploy file says that the app runs: before its command, then for all that it starts."""
    for launch in launches:
        if launch.place.path == file:
            yield from launch.modes
    for one in variables:
        if one.place.path == file and one.shown is not None and is_mode(one.name, one.shown):
            yield one.name, one.shown
