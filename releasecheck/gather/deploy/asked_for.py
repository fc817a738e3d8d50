"""Files that a Dockerfile asks for and that whoever builds it from a clean checkout has not."""

import os
import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from releasecheck.facts.deploy import Lacking, WhyLacking
from releasecheck.gather.deploy.context import is_ignored, patterns
from releasecheck.gather.deploy.dockerfile_lines import Instruction
from releasecheck.gather.deploy.manifest import Manifest
from releasecheck.gather.deploy.names import is_plain
from releasecheck.gather.ignored import ignored

_INSTALLED = re.compile(r"\bpip3?\b[^\n;&|]*?\s(?:-r|--requirement)[\s=]*(?P<path>[\w./-]+\.txt)\b")
_STARTERS = frozenset({"sh", "bash", "python", "python3"})
_UNKNOWN = re.compile(r"[$*?\[\]<]|://|^git@")
_OPTIONS = re.compile(r"(?:--\S+\s+)*")
# What a build makes before the image is built, and git rightly does not have.
_MADE = frozenset({"build", "dist", "out", "target", "node_modules", "wheels", "wheelhouse", ".venv", "venv"})
_NOT_LOOKED_AT = frozenset({".git", "node_modules", ".venv", "venv"})
_FOLDERS_MAX = 4000


def lacking(
    manifest: Manifest, given: Sequence[Instruction], base: str, before: Sequence[Instruction] = ()
) -> tuple[Lacking, ...]:
    """Each such file once, as the instructions of the released stage name them, and `before` it of others.

    The build stops at a stage that the released one takes something from as well.
    """
    contexts = _contexts(manifest)
    found = [*_copied(manifest, (*before, *given), contexts)]
    told = {PurePosixPath(one.path).name for one in found}
    installed = _installed(manifest, (*before, *given), contexts)
    found += [one for one in installed if PurePosixPath(one.path).name not in told]
    if is_plain(base):  # other images may well bring what they start
        found += _started(manifest, given, contexts)
    first = {one.path: one for one in reversed(found)}
    return tuple(sorted(first.values(), key=found.index))


def _copied(manifest: Manifest, given: Sequence[Instruction], contexts: Sequence[Path]) -> Iterator[Lacking]:
    """What COPY and ADD take out of the context, whichever folder that is."""
    for each in given:
        for path in _sources(each.value) if each.name in ("COPY", "ADD") else ():
            if why := _why_lacking(manifest, path, contexts):
                yield Lacking(path, why, each.name, manifest.at(each.line))


def _why_lacking(manifest: Manifest, path: str, contexts: Sequence[Path]) -> WhyLacking | None:
    having = [context for context in contexts if os.path.lexists(context / path)]
    if having and all(_is_kept_from_docker(context, manifest, path) for context in having):
        return "dockerignore"
    if _is_kept_from_git(manifest.project, having or [manifest.folder, manifest.project], path):
        return "gitignore"
    own = PurePosixPath(path).name.startswith(".env")  # each machine has its own, whatever git says
    if having or own or not _MADE.isdisjoint(PurePosixPath(path).parts):
        return "gitignore" if own and not having else None
    return "nowhere"


def _sources(value: str) -> Iterator[str]:
    """The paths that are taken in; none of another stage, of the internet, or that only the build knows."""
    first = value.partition("\n")[0]
    options = _OPTIONS.match(first)
    if "--from" in first or options is None:
        return
    for word in _words(first[options.end() :])[:-1]:
        path = word.strip("/").removeprefix("./")
        if path not in ("", ".") and ".." not in PurePosixPath(path).parts and not _UNKNOWN.search(word):
            yield path


def _words(text: str) -> list[str]:
    """Those of an exec form or of a shell form."""
    if text.startswith("["):
        return re.findall(r'"([^"]*)"', text)
    try:
        return shlex.split(text)
    except ValueError:
        return []


def _contexts(manifest: Manifest) -> list[Path]:
    """The folders that may be the build's: above the Dockerfile in its repository, and in the project."""
    above = [manifest.folder, *manifest.folder.parents]
    root = next((folder for folder in above if (folder / ".git").exists()), manifest.project)
    inside = [folder for folder in above if folder.is_relative_to(root)]
    first = _below(manifest.project)
    second = [each for folder in first for each in _below(folder)]
    return list(dict.fromkeys([*inside, manifest.project, *first, *second]))


def _below(folder: Path) -> list[Path]:
    try:
        found = sorted(path for path in folder.iterdir() if path.is_dir() and path.name[:1] != ".")
    except OSError:
        return []
    return [path for path in found if path.name not in _NOT_LOOKED_AT]


def _is_kept_from_docker(context: Path, manifest: Manifest, path: str) -> bool:
    listed = patterns(context, manifest) or ()
    brings_back = (context / path).is_dir() and any(one.startswith("!") for one in listed)
    return is_ignored(path, listed) and not brings_back


def _is_kept_from_git(project: Path, contexts: Sequence[Path], path: str) -> bool:
    """Whether git ignores it in each of these folders that it could be in."""
    paths = [one / path for one in contexts if one.is_relative_to(project)]
    names = {one.relative_to(project).as_posix() for one in paths}
    found = ignored(project, sorted(names))
    return bool(found) and (found >= names or not any(os.path.lexists(one) for one in paths))


def _installed(
    manifest: Manifest, given: Sequence[Instruction], contexts: Sequence[Path]
) -> Iterator[Lacking]:
    """The files of requirements that pip is to install, and that nothing here makes."""
    others = "\n".join(_INSTALLED.sub("", each.value) for each in given if each.name == "RUN")
    for each in given:
        for named in _INSTALLED.finditer(each.value) if each.name == "RUN" else ():
            name = PurePosixPath(named["path"]).name
            if name not in others and not _is_anywhere(manifest, name, contexts):
                yield Lacking(named["path"], "nowhere", each.name, manifest.at(each.line))


def _started(manifest: Manifest, given: Sequence[Instruction], contexts: Sequence[Path]) -> Iterator[Lacking]:
    """The script or program of ENTRYPOINT and CMD."""
    last = {each.name: each for each in given if each.name in ("ENTRYPOINT", "CMD")}
    others = "\n".join(each.value for each in given if each.name not in ("ENTRYPOINT", "CMD"))
    for each in last.values():
        path = next((word for word in _words(each.value) if PurePosixPath(word).name not in _STARTERS), "")
        name = PurePosixPath(path).name
        if not name.endswith((".py", ".sh")) or _UNKNOWN.search(path) or name in others:
            continue
        if not _is_anywhere(manifest, name, contexts):
            yield Lacking(path, "nowhere", each.name, manifest.at(each.line))


def _is_anywhere(manifest: Manifest, name: str, contexts: Sequence[Path]) -> bool:
    """Whether any file of the project, or of a folder above it in its repository, has this name."""
    if any(os.path.lexists(context / name) for context in contexts):
        return True
    for number, (_, folders, files) in enumerate(os.walk(manifest.project)):
        if name in files or number > _FOLDERS_MAX:
            return True
        folders[:] = [each for each in folders if each not in _NOT_LOOKED_AT]
    return False
