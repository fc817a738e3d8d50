"""Secrets that were deleted from the project's files, and that git's history keeps."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from releasecheck.facts import NOWHERE, Place
from releasecheck.facts.repository import Removed
from releasecheck.gather.deploy.names import is_developments
from releasecheck.gather.git import patches
from releasecheck.gather.inside.secret_names import credentials_in
from releasecheck.gather.secret_variables import SecretVariable, secret_variables
from releasecheck.gather.source.secrets.credentials import looks_random

_PATTERNS = ("*.env*", "*.flaskenv")


def removed(
    project: Path, tracked: Iterable[str], beside: Iterable[str], is_environment: Callable[[str], bool]
) -> Iterator[Removed]:
    """The files for the environment that git had, and has no more, with what they held at last.

    A variable that has another value in such a file beside git (`beside`) was replaced, and is left out; so
    is one that a file which git still has holds as it was.
    """
    standing = {path for path in tracked if is_environment(path)}
    here = [(file, one) for file in beside if is_environment(file) for one in _held(project / file)]
    told = {(one.name, one.value) for file in standing for one in _held(project / file)}
    for path, (commit, lines) in _gone(patches(project, *_PATTERNS)).items():
        if path in standing or not is_environment(path) or any(map(is_developments, path.split("/"))):
            continue
        last: dict[str, str] = {}
        for one in secret_variables("\n".join(lines)):
            if one.real:
                last.setdefault(one.name, one.value)
        kept = {one.name: Place(file, one.line) for file, one in here if last.get(one.name) == one.value}
        replaced = {one.name for _, one in here} - kept.keys()
        left = [each for each in last.items() if each[0] not in replaced and each not in told]
        told.update(left)
        if any(_is_strong(value) for _, value in left):
            holds = tuple(name for name, _ in left)
            yield Removed(path, commit, holds, next((kept[name] for name in holds if name in kept), NOWHERE))


def _gone(log: str) -> dict[str, tuple[str, list[str]]]:
    """For each file the newest commit that touched it, and the lines taken from it, newest first."""
    files: dict[str, tuple[str, list[str]]] = {}
    commit, taken, in_head = "", None, True
    for line in log.replace("\r\n", "\n").split("\n"):  # a form feed ends none of git's
        if line.startswith("\0"):
            commit, taken, in_head = line[1:], None, True
        elif line.startswith("diff --git "):
            taken, in_head = None, True
        elif line.startswith("@@ "):
            in_head = False
        elif in_head and line.startswith("--- a/"):
            _, taken = files.setdefault(line.removeprefix("--- a/").rstrip("\t"), (commit, []))
        elif not in_head and taken is not None and line.startswith("-"):
            taken.append(line[1:])
    return files


def _is_strong(value: str) -> bool:
    """Whether somebody drew it, for more than a database on his own machine."""
    return any(map(looks_random, [*credentials_in(value)] or [value]))


def _held(file: Path) -> Iterator[SecretVariable]:
    try:
        return secret_variables(file.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return iter(())
