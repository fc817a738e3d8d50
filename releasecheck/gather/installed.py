"""What the app's interpreter has installed."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from packaging.markers import default_environment
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from releasecheck.facts.dependencies import Distribution
from releasecheck.gather.process import run

_SCRIPT = Path(__file__).resolve().with_name("inside") / "distributions.py"
_LIMIT_S = 30.0


@dataclass(frozen=True, slots=True)
class Installed:
    """The distributions, those that are the project itself, and the interpreter's platform."""

    distributions: tuple[Distribution, ...] = ()
    own: tuple[str, ...] = ()
    platform: str | None = None  # "linux"
    problem: str | None = None


def gather_installed(
    python: Path, version: str | None, project: Path, environ: Mapping[str, str]
) -> Installed:
    """Ask that Python; never raises."""
    ended = run([str(python), str(_SCRIPT)], project, environ, _LIMIT_S)
    told = next(filter(None, map(_told, reversed(ended.stdout.splitlines()))), None)
    if told is None:
        return Installed(problem=f"{python.name} could not say what it has installed")
    markers = environment(version, told["platform"])
    described = [_distribution(one, markers) for one in told["distributions"]]
    own = [one["name"] for one in told["distributions"] if _is_at(one["url"], project)]
    return Installed(
        tuple(sorted(described, key=lambda one: one.name)),
        tuple(sorted(map(canonicalize_name, own))),
        told["platform"],
    )


def environment(version: str | None, platform: str | None = None) -> dict[str, str]:
    """What markers are held against: the app's Python, on this machine."""
    found = {name: str(value) for name, value in default_environment().items()}
    if version:
        found["python_full_version"] = version
        found["python_version"] = ".".join(version.split(".")[:2])
    if platform:
        found["sys_platform"] = platform
    return found


def _told(line: str) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) and "distributions" in told else None


def _distribution(told: Mapping[str, Any], markers: Mapping[str, str]) -> Distribution:
    asked = list(filter(None, map(_parsed, told["requires"])))
    always = [one for one in asked if _holds(one, markers, "")]
    named = {name for one in asked for name in _EXTRA.findall(str(one.marker))}
    return Distribution(
        name=canonicalize_name(told["name"]),
        version=told["version"],
        requires=tuple(map(_shown, always)),
        imports=tuple(told["imports"]),
        extras={
            name: tuple(_shown(one) for one in asked if one not in always and _holds(one, markers, name))
            for name in sorted(named)
        },
    )


_EXTRA = re.compile(r"""extra == ["']([^"']+)["']""")


def _parsed(text: str) -> Requirement | None:
    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


def _holds(asked: Requirement, markers: Mapping[str, str], extra: str) -> bool:
    return asked.marker is None or asked.marker.evaluate({**markers, "extra": extra})


def _shown(asked: Requirement) -> str:
    """The requirement without its marker."""
    extras = f"[{','.join(sorted(asked.extras))}]" if asked.extras else ""
    return f"{canonicalize_name(asked.name)}{extras}{asked.specifier}"


def _is_at(url: str | None, project: Path) -> bool:
    if not url:
        return False
    return Path(unquote(urlsplit(url).path)) == project.resolve()
