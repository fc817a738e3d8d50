"""Values that a deploy file gives a variable which nobody sets: `${SECRET_KEY:-changeme}`."""

import re
from collections.abc import Iterator

from releasecheck.gather.deploy.manifest import Given, Manifest

_FALLBACK = re.compile(r"\$\{\w+:?[-=](?P<fallback>.*)\}")
_COMPUTED = ("$(", "`")
# `: "${NAME:=x}"` sets it for what the script starts once it is exported, as `export NAME=…` does at once.
_SET_HERE = re.compile(r"\s*:\s+[\"']?(?P<value>\$\{(?P<name>\w+):?=[^}]*\})[\"']?\s*(?:#.*)?")
_EXPORTED = re.compile(
    r"\s*(?:export\s+)?(?P<name>[A-Za-z_]\w*)=[\"']?(?P<value>\$\{(?P=name):?[-=][^}]*\})[\"']?(?:\s.*)?"
)


def fallback(value: str) -> str | None:
    """What a value is while the variable that it refers to is not set.

    Null where it refers to none, and where the shell computes it: `${SECRET_KEY:-$(openssl rand -hex 32)}`.
    """
    found = _FALLBACK.fullmatch(value.strip())
    if found is None or any(one in found["fallback"] for one in _COMPUTED):
        return None
    inner = found["fallback"].strip("\"'")
    return fallback(inner) if "$" in inner else inner


def in_script(manifest: Manifest) -> Iterator[Given]:
    """The variables that a shell script gives a value where they have none."""
    for number, line in enumerate(manifest.text.splitlines(), 1):
        if found := _SET_HERE.fullmatch(line) or _EXPORTED.fullmatch(line):
            yield Given(found["name"], found["value"], manifest.at(number))


def with_argument(value: str, arguments: dict[str, str]) -> str:
    """The value of an ENV that hands on an ARG with its default, as a reference with a fallback."""
    name = value.strip("${}")
    return f"${{{name}:-{arguments[name]}}}" if value.startswith("$") and name in arguments else value
