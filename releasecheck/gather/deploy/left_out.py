"""Which files of the project no COPY of a Dockerfile takes into the image, where that can be known."""

import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from releasecheck.facts.deploy import LeftOut
from releasecheck.gather.deploy.context import is_ignored, patterns
from releasecheck.gather.deploy.dockerfile_lines import Instruction
from releasecheck.gather.deploy.layout import UNKNOWN, assigned, expanded, words_of
from releasecheck.gather.deploy.manifest import Manifest, read
from releasecheck.gather.deploy.names import is_plain

# Of the languages of an app's own files: what else it may open is not seen by anything that compares.
_OF_AN_APP = (".py", ".html", ".htm", ".jinja", ".jinja2", ".j2", ".css", ".js", ".mjs")
# What an earlier stage has that is only installed.
_FOR_PACKAGES = re.compile(r"(?:/usr/(?:local|lib|bin)|/bin|/uvx?|/\S*(?:venv|wheels?|\.local))(?:/.*)?")
# A step that may bring files from anywhere.
_BRINGS = re.compile(r"://|\bgit\s+clone\b|--mount=type=bind|\b(?:tar|unzip|rsync|svn)\b|<<")
_NOT_LOOKED_AT = frozenset({"node_modules", "venv", "env", "__pycache__", "site-packages"})
_STARS = re.compile(r"\*{2,}")
_FOLDERS_MAX = 4000


def left_out(manifest: Manifest, given: Sequence[Instruction], base: str) -> LeftOut | None:
    """These files; null where the image may have some from elsewhere.

    A Dockerfile does not say which folder is its context: what any that it fits would bring counts as taken.
    """
    copies = [each for each in given if each.name in ("COPY", "ADD")]
    sources = _sources(given) if is_plain(base) else None
    if not sources or (_is_built(manifest.project) and any("--from" in each.value for each in copies)):
        return None  # what an earlier stage installed may be the project itself
    contexts = [each for each in _contexts(manifest) if all(_fits(each, source) for source in sources)]
    taken = [_Taken(manifest, context, sources) for context in contexts]
    files = (path for path in _files(manifest.project) if taken)
    lost = [path for path in files if not any(one.has(manifest.project / path) for one in taken)]
    return LeftOut(tuple(sorted(lost)), manifest.at(copies[-1].line)) if lost else None


class _Taken:
    """What the sources of COPY are, for one folder as the context."""

    def __init__(self, manifest: Manifest, context: Path, sources: Sequence[str]) -> None:
        self._context = context
        self._ignored = patterns(context, manifest) or ()
        self._sources = {each for source in sources for each in _meant(context, source)}

    def has(self, file: Path) -> bool:
        """Whether a file or a folder that it lies in is copied, and no pattern keeps it out."""
        if not file.is_relative_to(self._context):
            return False
        path = file.relative_to(self._context).as_posix()
        copied = not self._sources.isdisjoint([file, *file.parents])
        return copied and not is_ignored(path, self._ignored)


def _sources(given: Sequence[Instruction]) -> list[str] | None:
    """What COPY and ADD name; null where something else may bring files of the app as well."""
    variables: dict[str, str] = {}
    sources: list[str] = []
    for each in given:
        value = expanded(each.value, variables)
        if each.name in ("ENV", "ARG"):
            variables.update(assigned(value))
        elif each.name == "RUN" and _BRINGS.search(each.value):
            return None
        elif each.name in ("COPY", "ADD"):
            named = _named(value)
            if named is None:
                return None
            sources += named
    return sources


def _named(value: str) -> list[str] | None:
    """The sources of one COPY, none for a stage's packages; null where they are not known."""
    words = words_of(value)
    *sources, _last = [word for word in words if not word.startswith("--")] or [UNKNOWN]
    if any(word.startswith("--from") for word in words):
        return [] if all(map(_FOR_PACKAGES.fullmatch, sources)) else None
    if any(UNKNOWN in one or _BRINGS.search(one) for one in sources) or "<<" in value:
        return None
    return sources


def _is_built(project: Path) -> bool:
    """Whether pip can make a package of the project."""
    return (project / "setup.py").is_file() or "[build-system]" in read(project / "pyproject.toml")


def _contexts(manifest: Manifest) -> list[Path]:
    """The Dockerfile's folder and those above it in the project."""
    above = [manifest.folder, *manifest.folder.parents]
    return [folder for folder in above if folder.is_relative_to(manifest.project)]


def _fits(context: Path, source: str) -> bool:
    return any(True for _ in _meant(context, source))


def _meant(context: Path, source: str) -> Iterator[Path]:
    """The files and folders that a source of COPY stands for."""
    path = posixpath.normpath(source.lstrip("/") or ".")
    if path == ".":
        yield context
    elif path.startswith(".."):
        return
    else:
        yield from _globbed(context, path)


def _globbed(context: Path, pattern: str) -> list[Path]:
    """`**` beside other letters is one `*` for Docker, and none of `glob`'s patterns."""
    parts = (part if part == "**" else _STARS.sub("*", part) for part in pattern.split("/"))
    try:
        return list(context.glob("/".join(parts)))
    except (OSError, ValueError):
        return []


def _files(project: Path) -> Iterator[str]:
    for number, (parent, folders, names) in enumerate(os.walk(project)):
        if number > _FOLDERS_MAX:
            return
        folders[:] = [one for one in folders if one not in _NOT_LOOKED_AT and one[:1] != "."]
        folder = Path(parent).relative_to(project)
        yield from ((folder / name).as_posix() for name in names if name.endswith(_OF_AN_APP))
