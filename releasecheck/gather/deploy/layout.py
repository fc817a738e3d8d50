"""Where the folders of a container image are in the project, and which of them PYTHONPATH names."""

import json
import posixpath
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from releasecheck.gather.deploy.dockerfile_lines import Instruction

_REFERENCE = re.compile(r"\$\{(\w+)[^}]*\}|\$(\w+)")
UNKNOWN = "\0"  # stands where a variable's value is not known
_HERE = re.compile(r"\$PWD\b|\$\{PWD\}|\$\(pwd\)|`pwd`")
_ITSELF = re.compile(r"\$PYTHONPATH\b|\$\{PYTHONPATH(:?[-+]:?)?\}")


@dataclass(frozen=True, slots=True)
class Layout:
    """What an image has where: the last that was copied first, each a folder of it and the project's."""

    project: Path
    context: Path
    workdir: PurePosixPath
    copied: tuple[tuple[PurePosixPath, Path], ...]

    def folder(self, written: str) -> str | None:
        """The folder of the project that a path in the image was copied from."""
        path = PurePosixPath(posixpath.normpath(self.workdir / written))
        return next(self._inside(self._sources(path)), None)

    def folders(self, written: Sequence[str]) -> tuple[str, ...]:
        """Those of several, and below the working directory by their names, whatever was copied there."""
        found = (self.folder(each) or next(self._inside(self._named(each)), None) for each in written)
        return tuple(dict.fromkeys(each for each in found if each is not None))

    def _sources(self, path: PurePosixPath) -> Iterator[Path]:
        for there, here in self.copied:
            if path.is_relative_to(there):
                yield here / path.relative_to(there)
            elif there.is_relative_to(path):  # `COPY src /app/src` tells what /app is, too
                below = there.relative_to(path)
                if here.parts[-len(below.parts) :] == below.parts:
                    yield here.parents[len(below.parts) - 1]

    def _named(self, written: str) -> Iterator[Path]:
        path = PurePosixPath(posixpath.normpath(self.workdir / written))
        if path.is_relative_to(self.workdir) and len(self.workdir.parts) > 1:
            yield self.context / path.relative_to(self.workdir)

    def _inside(self, folders: Iterator[Path]) -> Iterator[str]:
        for folder in folders:
            if folder.is_relative_to(self.project) and folder.is_dir():
                yield folder.relative_to(self.project).as_posix()


def layout(project: Path, context: Path, given: Sequence[Instruction]) -> Layout:
    """By WORKDIR, COPY and ADD of the stage that is released; what other stages made is not known."""
    workdir, copied = PurePosixPath("/"), list[tuple[PurePosixPath, Path]]()
    variables: dict[str, str] = {}
    for each in given:
        value = expanded(each.value, variables)
        if each.name in ("ENV", "ARG"):
            variables.update(assigned(value))
        elif each.name == "WORKDIR" and UNKNOWN not in value:
            workdir = PurePosixPath(posixpath.normpath(workdir / value.strip("\"'")))
        elif each.name in ("COPY", "ADD"):
            copied.extend(_copied(context, workdir, value))
    return Layout(project, context, workdir, tuple(reversed(copied)))


def search_path(variables: Mapping[str, str]) -> tuple[str, ...]:
    """The folders of PYTHONPATH as written; those are left out that depend on what is not known here."""
    return tuple(each for each in _entries(variables) if not is_unknown(each))


def has_unknown_path(variables: Mapping[str, str]) -> bool:
    """Whether PYTHONPATH has a folder that depends on what is not known here, besides what it had before."""
    return any(map(is_unknown, _entries({**variables, "PYTHONPATH": _ITSELF.sub("", _path(variables))})))


def is_unknown(folder: str) -> bool:
    """Whether it depends on a variable or a command whose value is not known here."""
    return not {UNKNOWN, "$", "`"}.isdisjoint(folder)


def _path(variables: Mapping[str, str]) -> str:
    """PYTHONPATH, the working directory by its short name."""
    return _HERE.sub(".", variables.get("PYTHONPATH", ""))


def _entries(variables: Mapping[str, str]) -> Iterator[str]:
    others = {name: value for name, value in variables.items() if name != "PYTHONPATH"}
    yield from filter(None, expanded(_path(variables), others).split(":"))


def expanded(text: str, variables: Mapping[str, str]) -> str:
    """A text with its variables; what is not known is marked."""
    return _REFERENCE.sub(lambda found: variables.get(found[1] or found[2], UNKNOWN), text)


def assigned(value: str) -> Iterator[tuple[str, str]]:
    """What ENV and ARG say, as `A=1 B=2` or as `A 1`."""
    try:
        words = shlex.split(value)
    except ValueError:
        return
    if len(words) == 2 and "=" not in words[0]:
        yield words[0], words[1]
    for word in words:
        name, equals, text = word.partition("=")
        if equals:
            yield name, text


def _copied(context: Path, workdir: PurePosixPath, value: str) -> Iterator[tuple[PurePosixPath, Path]]:
    words = words_of(value.partition("\n")[0])
    *sources, last = [word for word in words if not word.startswith("--")] or [UNKNOWN]
    if any(word.startswith("--from") for word in words) or UNKNOWN in last:
        return
    there = PurePosixPath(posixpath.normpath(workdir / last))
    for source in sources:
        here = Path(posixpath.normpath(context / source.lstrip("/")))
        if here.is_dir():
            yield there, here


def words_of(value: str) -> list[str]:
    """The words of an instruction, in the form of a list or of a shell."""
    try:
        return [str(word) for word in json.loads(value)] if value.startswith("[") else shlex.split(value)
    except ValueError:
        return value.split()
