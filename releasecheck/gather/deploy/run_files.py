"""The file of the project that an image runs by itself, without a shell or an interpreter before it."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from releasecheck.facts.deploy import Mount, RunFile
from releasecheck.gather.deploy.dockerfile_lines import Instruction
from releasecheck.gather.deploy.layout import UNKNOWN, assigned, expanded, words_of
from releasecheck.gather.deploy.manifest import Manifest

_STARTING = ("ENTRYPOINT", "CMD")
_READYING = re.compile(r"\bchmod\b|\binstall\b[^;&|]*\s-m")  # by which it may become executable


def run_file(manifest: Manifest, given: Sequence[Instruction], context: Path) -> RunFile | None:
    """That of the entry point, or of the command of an image without one; null where it is not certain."""
    start = _start(given)
    word = next(iter(words_of(start.value)), "") if start else ""
    if start is None or "/" not in word or "$" in word:
        return None
    target, files, readied = _copied(given, context, word)
    here = next((one for one in reversed(files) if one.is_file()), None)
    if here is None or not here.is_relative_to(manifest.project):
        return None
    runs = [each.value for each in given if each.name == "RUN"]
    return RunFile(
        path=here.relative_to(manifest.project).as_posix(),
        target=target,
        place=manifest.at(start.line),
        instruction=start.name,
        readied=readied or any(map(_READYING.search, runs)),
    )


def covered(run: RunFile, mounts: Sequence[Mount], folder: Path, project: Path) -> Iterator[RunFile]:
    """The same file, where a folder of this machine is mounted over it: what RUN made of it is gone."""
    for one in mounts:
        there = PurePosixPath(run.target)
        if one.source.startswith((".", "/")) and there.is_relative_to(one.target):
            here = (folder / one.source / there.relative_to(one.target)).resolve()
            if here.is_file() and here.is_relative_to(project.resolve()):
                path = here.relative_to(project.resolve()).as_posix()
                yield replace(run, path=path, readied=False, mounted=one.place)


def _start(given: Sequence[Instruction]) -> Instruction | None:
    last = {each.name: each for each in given if each.name in _STARTING}
    return next((last[name] for name in _STARTING if name in last), None)


def _copied(given: Sequence[Instruction], context: Path, word: str) -> tuple[str, list[Path], bool]:
    """The path in the image, each file that is copied there, and whether a copy gives or may bring a mode."""
    workdir, variables = "/", dict[str, str]()
    copies: list[tuple[str, Instruction]] = []
    for each in given:
        value = expanded(each.value, variables)
        if each.name in ("ENV", "ARG"):
            variables.update(assigned(value))
        elif each.name == "WORKDIR" and UNKNOWN not in value:
            workdir = posixpath.normpath(posixpath.join(workdir, value.strip("\"'")))
        elif each.name in ("COPY", "ADD"):
            copies.append((workdir, replace(each, value=value)))
    target = posixpath.normpath(posixpath.join(workdir, word))
    files = [one for at, copy in copies for one in _sources(copy, at, context, target)]
    covering = (copy.value for at, copy in copies if PurePosixPath(target).is_relative_to(_into(copy, at)))
    return target, files, any("--chmod" in value or "--from" in value for value in covering)


def _into(copy: Instruction, workdir: str) -> PurePosixPath:
    last = (words_of(copy.value.partition("\n")[0]) or [""])[-1]
    return PurePosixPath(posixpath.normpath(posixpath.join(workdir, last)))


def _sources(copy: Instruction, workdir: str, context: Path, target: str) -> Iterator[Path]:
    """What one COPY puts at this path."""
    words = [word for word in words_of(copy.value.partition("\n")[0]) if not word.startswith("--")]
    there = _into(copy, workdir)
    for source in words[:-1]:
        here = Path(posixpath.normpath(context / source.lstrip("/")))
        if here.is_dir() and PurePosixPath(target).is_relative_to(there):
            yield here / PurePosixPath(target).relative_to(there)
        elif here.is_file() and target in (there.as_posix(), (there / here.name).as_posix()):
            yield here
