"""Lock files: the exact versions that an install takes."""

import json
from collections.abc import Mapping

from packaging.utils import canonicalize_name

from releasecheck.facts import Place
from releasecheck.facts.dependencies import Requirement, Stage, Unread
from releasecheck.gather.declarations.reader import Document
from releasecheck.gather.declarations.tables import table, toml


def read_toml(document: Document) -> None:
    """poetry.lock, uv.lock, pdm.lock and pylock.toml hold a list of packages."""
    told = toml(document)
    packages = told.get("package") or told.get("packages")
    lines = _name_lines(document)
    for one in packages if isinstance(packages, list) else ():
        match one:
            case {"name": str(name), "version": str(version)}:
                place = Place(document.path, lines.get(name))
                document.into.locked.append(Requirement(canonicalize_name(name), f"=={version}", place))


def _name_lines(document: Document) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(document.text.splitlines(), start=1):
        if line.startswith("name = "):
            found.setdefault(line.partition('"')[2].partition('"')[0], number)
    return found


def read_pipfile(document: Document) -> None:
    """Pipfile.lock."""
    try:
        told = json.loads(document.text)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, Mapping):
        document.into.unread.append(Unread(Place(document.path), "no JSON"))
        return
    stages: tuple[tuple[str, Stage], ...] = (("default", "release"), ("develop", "development"))
    for section, stage in stages:
        for name, one in table(told, section).items():
            version = one.get("version") if isinstance(one, Mapping) else None
            if isinstance(version, str):
                place = Place(document.path, document.line_of(f'"{name}": {{'))
                document.into.locked.append(Requirement(canonicalize_name(name), version, place, stage=stage))
