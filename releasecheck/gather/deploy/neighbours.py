"""Which launches start another app than the root's: that of a service with a folder of its own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from releasecheck.facts.deploy import Launch
from releasecheck.gather.deploy.files import FOLDERS
from releasecheck.gather.deploy.locating import file_of, folder_of

_OWN_DEPLOY_FILES = ("[Dd]ocker[Ff]ile*", "Procfile")
_OWN_DEPENDENCIES = ("requirements*.txt", "pyproject.toml", "Pipfile", "setup.py")
_MAKES_APP = re.compile(rb"\bFlask\(")


def parted(project: Path, launches: Sequence[Launch]) -> tuple[list[Launch], list[Launch]]:
    """Those of the project's own app, and those of its neighbours, each in its own folder.

    Where the root has no app of its own the folder's app is the project's.
    """
    homes = [_home(project, launch) for launch in launches]
    own = [launch for launch, home in zip(launches, homes, strict=True) if home is None]
    if not any(folder_of(project, launch) == project for launch in own):
        homes = [home if home and _stands_alone(project, home) else None for home in homes]
    pairs = list(zip(launches, homes, strict=True))
    neighbours = [replace(launch, starts_in=home.name) for launch, home in pairs if home]
    return [launch for launch, home in pairs if home is None], neighbours


def _home(project: Path, launch: Launch) -> Path | None:
    """The service's folder: deployed by itself, with the target, and the root's files import none of it."""
    module = (launch.target or "").partition(":")[0]
    beside = Path(launch.place.path or "").parent.as_posix()
    for name in (launch.starts_in or ".", beside):
        folder = project / name
        if name in FOLDERS or "/" in name or not module or file_of(folder, module) is None:
            continue
        if _has(folder, _OWN_DEPLOY_FILES) and not _is_imported(project, name):
            return folder
    return None


def _stands_alone(project: Path, home: Path) -> bool:
    """Whether root and folder are each an app with dependencies of its own, though one alone is deployed."""
    makes_app = any(_MAKES_APP.search(text) for text in _texts(project))
    return makes_app and all(_has(folder, _OWN_DEPENDENCIES) for folder in (project, home))


def _has(folder: Path, patterns: Sequence[str]) -> bool:
    return any(path.is_file() for pattern in patterns for path in folder.glob(pattern))


def _is_imported(project: Path, name: str) -> bool:
    imports = re.compile(rb"^\s*(?:from|import)\s+%s\b" % re.escape(name.encode()), re.MULTILINE)
    return any(imports.search(text) for text in _texts(project))


def _texts(project: Path) -> Iterator[bytes]:
    """The Python files at the root, without those of tests."""
    for path in sorted(project.glob("*.py")):
        if path.is_file() and not path.name.startswith(("test_", "conftest")):
            yield path.read_bytes()
