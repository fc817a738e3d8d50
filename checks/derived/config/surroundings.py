"""How a config value would come about where the release runs."""

import re

from releasecheck.facts.app import ConfigValue
from releasecheck.facts.boot import Boot, EnvRead

# Files of platforms on which nothing else runs beside the app.
_CONTAINED = re.compile(
    r"(.*/)?(Procfile|Dockerfile.*|Containerfile.*|.*compose.*\.ya?ml|render\.ya?ml|fly\.toml|app\.(json|ya?ml))"
)
_CALL_LINES = 3  # a read with its fallback seldom spreads wider


def read_for(value: ConfigValue, boot: Boot | None) -> EnvRead | None:
    """The environment variable that was asked for where the value is set."""
    at = value.place
    for read in boot.env_reads if boot and at.line is not None else ():
        if read.place.path != at.path or read.place.line is None or at.line is None:
            continue
        below = read.place.line - at.line
        if below == 0 or (0 < below <= _CALL_LINES and read.name == value.key):
            return read
    return None


def is_deployed_otherwise(variable: str, boot: Boot | None) -> bool:
    """Whether a deploy file gives the variable another value than it has here."""
    return any(one.name == variable for one in (boot.deployed_otherwise if boot else ()))


def container_file(boot: Boot | None) -> str | None:
    """The file that says the app is alone on its machine, in a container or on a platform."""
    set_by = (*boot.deployed_as, *boot.deployed_otherwise) if boot else ()
    files = [boot.chosen_by, *(one.file for one in set_by)] if boot else []
    return next((file for file in files if _CONTAINED.fullmatch(file)), None)
