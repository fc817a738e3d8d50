"""Which files of a project have a server installed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from releasecheck.facts.deploy import Launch, Server
from releasecheck.gather.decoding import decoded
from releasecheck.gather.deploy.dockerfile_lines import instructions
from releasecheck.gather.deploy.files import FOLDERS

_NEED_NO_INSTALLING = frozenset({"flask", "python", "vercel"})
_DEPENDENCIES = (
    *("*requirements*", "requirements/*", "pyproject.toml", "setup.py", "setup.cfg", "Pipfile*", "*.lock"),
    *("environment*.y*ml", "conda*.y*ml", "pixi.toml", "constraints*.txt", "*.in"),
)
_IMAGES = ("Dockerfile*", "*.Dockerfile", "*.sh", "shell.nix", "flake.nix", "Aptfile")
_BUILDS = frozenset({"FROM", "RUN", "COPY", "ADD"})  # what a server comes by; CMD only starts it
_BELOW = ("*/requirements*", "*/pyproject.toml", "*/Pipfile", "*/setup.py", "*/Dockerfile*")
_LARGEST = 4 * 2**20
_FILES_MAX = 200


def named_by(project: Path, launches: Sequence[Launch]) -> dict[str, tuple[str, ...]]:
    """Server -> the dependency files and recipes that name it; empty where there are no such files."""
    wanted = sorted({one.server for one in launches} - _NEED_NO_INSTALLING)
    files = list(_files(project, {one.starts_in for one in launches} - {None, "."})) if wanted else []
    texts = [(path.relative_to(project).as_posix(), _installs(path)) for path in files]
    if not texts:
        return {}
    return {server: tuple(path for path, text in texts if _names(server, text)) for server in wanted}


def _names(server: Server, text: str) -> bool:
    return re.search(rf"(?<![A-Za-z0-9]){server}(?![A-Za-z0-9])", text, re.IGNORECASE) is not None


def _files(project: Path, builds_in: Iterable[str | None]) -> Iterator[Path]:
    """Those of the usual folders, and of the folders that services are built in."""
    folders = (*FOLDERS, *sorted(one for one in builds_in if one and ".." not in one and one[0] != "/"))
    patterns = [f"{folder}/{each}" for folder in folders for each in (*_DEPENDENCIES, *_IMAGES)]
    found = (path for pattern in (*patterns, *_BELOW) for path in sorted(project.glob(pattern)))
    distinct = dict.fromkeys(path for path in found if path.is_file())
    yield from list(distinct)[:_FILES_MAX]


def _installs(path: Path) -> str:
    """What of a file says what is installed."""
    text = _text(path)
    if path.suffix == ".sh":
        return "\n".join(line for line in text.splitlines() if "install" in line)
    if "dockerfile" in path.name.lower():
        return "\n".join(one.value for one in instructions(text) if one.name in _BUILDS)
    return text


def _text(path: Path) -> str:
    """The text; empty for what cannot be read."""
    try:
        content = path.read_bytes() if path.stat().st_size <= _LARGEST else b""
    except OSError:
        return ""
    return decoded(content)
