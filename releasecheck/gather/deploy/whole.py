"""Which folders of an image hold the whole context of its build, by way of earlier stages too."""

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from releasecheck.gather.deploy.dockerfile_lines import Instruction, Stage, built_on, meant
from releasecheck.gather.deploy.layout import UNKNOWN, assigned, expanded, words_of

_EVERYTHING = frozenset({".", "./", "*", "./*", "/"})
_FROM = "--from="


@dataclass(frozen=True, slots=True)
class Whole:
    """A folder with all of the context; `taken` is where a later stage took it over, null where none did."""

    folder: PurePosixPath
    copied: Instruction
    stage: Stage
    taken: Instruction | None = None


def copies_all(value: str) -> bool:
    """Whether a COPY takes the whole context."""
    words = words_of(value.partition("\n")[0])
    if any(word.startswith("--from") for word in words):
        return False
    return not _EVERYTHING.isdisjoint([word for word in words if not word.startswith("--")][:-1])


def whole_folders(stage: Stage, stages: Sequence[Stage]) -> Iterator[Whole]:
    """Those of a stage; a destination that hangs on an unknown variable is left out."""
    workdir, variables = PurePosixPath("/"), dict[str, str]()
    for own in built_on(stage, stages):
        for each in own.instructions:
            value = expanded(each.value, variables)
            if each.name in ("ENV", "ARG"):
                variables.update(assigned(value))
            elif each.name == "WORKDIR" and UNKNOWN not in value:
                workdir = _below(workdir, value.strip("\"'"))
            elif each.name in ("COPY", "ADD"):
                yield from _copied(replace(each, value=value), workdir, own, stages)


def _copied(
    copy: Instruction, workdir: PurePosixPath, own: Stage, stages: Sequence[Stage]
) -> Iterator[Whole]:
    words = words_of(copy.value.partition("\n")[0])
    *sources, last = [word for word in words if not word.startswith("--")] or [UNKNOWN]
    if UNKNOWN in last:
        return
    there = _below(workdir, last)
    if copies_all(copy.value):
        yield Whole(there, copy, own)
    origin = next((word.removeprefix(_FROM) for word in words if word.startswith(_FROM)), None)
    other = meant(origin, stages[: stages.index(own)]) if origin else None
    for whole in whole_folders(other, stages) if other else ():
        for source in sources:
            path = _below(PurePosixPath("/"), source)
            if whole.folder.is_relative_to(path):
                yield replace(whole, folder=there / whole.folder.relative_to(path), taken=copy)


def _below(folder: PurePosixPath, written: str) -> PurePosixPath:
    return PurePosixPath(posixpath.normpath(folder / written))
