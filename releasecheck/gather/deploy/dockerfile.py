"""What a Dockerfile says: the image, its variables, its health check and the server it starts."""

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from releasecheck.facts import Place
from releasecheck.facts.deploy import Image, Launch
from releasecheck.gather.deploy.asked_for import lacking
from releasecheck.gather.deploy.asking import asked_by
from releasecheck.gather.deploy.commands import in_shell, launches
from releasecheck.gather.deploy.context import is_ignored, patterns, taken_in, takes_in
from releasecheck.gather.deploy.dockerfile_lines import (
    Instruction,
    Stage,
    all_stages,
    deployed_stages,
    handing_on,
    instructions,
)
from releasecheck.gather.deploy.fallbacks import with_argument
from releasecheck.gather.deploy.layout import Layout, layout
from releasecheck.gather.deploy.left_out import left_out
from releasecheck.gather.deploy.manifest import Given, Item, Manifest
from releasecheck.gather.deploy.names import is_infrastructure
from releasecheck.gather.deploy.run_files import run_file
from releasecheck.gather.deploy.whole import Whole, copies_all, whole_folders
from releasecheck.gather.ignored import ignored

_FLASKENV = ".flaskenv"
_INSTALLS = re.compile(
    r"\bpip[\d.]*\s+install\b.*(?:requirements|\bflask\b)|\b(?:poetry|pipenv)\s+(?:install|sync)\b|\buv\s+sync\b",
    re.IGNORECASE | re.DOTALL,
)
_PYTHON_FILES = re.compile(r"\w\.py\b|\brequirements[\w.-]*\.txt\b|\bPipfile\b|\bpyproject\.toml\b")


def dockerfile(manifest: Manifest) -> Iterator[Item]:
    """The items of the stage that is released, and of the stages that it is built on."""
    stages = deployed_stages(manifest.text)
    given = [each for stage in stages for each in stage.instructions]
    if not stages or (is_infrastructure(stages[0].base) and not any(map(_is_of_python, given))):
        return
    context = _context(manifest)
    variables = list(_variables(manifest, given))
    yield from variables
    yield _image(manifest, stages, given, context)
    if run := run_file(manifest, given, context):
        yield run
    image = layout(manifest.project, context, given)
    for launch in _launches(manifest, given, variables):
        yield as_copied(launch, image)
    checks = [each for each in given if each.name == "HEALTHCHECK"]
    for check in checks[-1:]:
        relative = context.relative_to(manifest.project).as_posix()
        yield from asked_by(" ".join(_words(_command(check.value))), manifest.at(check.line), relative)


def _is_of_python(instruction: Instruction) -> bool:
    """Whether it brings Python code into the image, or what Python code needs."""
    match instruction.name:
        case "RUN":
            return _INSTALLS.search(instruction.value) is not None
        case "COPY" | "ADD":
            return _PYTHON_FILES.search(instruction.value) is not None
    return False


def as_copied(launch: Launch, image: Layout) -> Launch:
    """A launch in an image, with the folders of the project that its own are copied from."""
    return replace(launch, paths=image.folders(launch.paths), starts_in=image.folder(launch.folder))


def _context(manifest: Manifest) -> Path:
    """Its folder, if Python files are there; else it is one that only holds deploy files, of the project."""
    return manifest.folder if any(manifest.folder.glob("*.py")) else manifest.project


def _command(check: str) -> str:
    """What follows CMD in a HEALTHCHECK."""
    return check.partition("CMD")[2].strip()


def _words(command: str) -> list[str]:
    """The words of an exec form or of a shell form."""
    try:
        words = json.loads(command) if command.startswith("[") else shlex.split(command)
    except ValueError:
        words = command.split()
    return [str(word) for word in words]


def _variables(manifest: Manifest, given: Sequence[Instruction]) -> Iterator[Given]:
    """ENV, as `ENV A=1 B=2` or as `ENV A 1`, and what it has of the defaults of ARG."""
    arguments: dict[str, str] = {}
    for each in given:
        if each.name == "ARG":
            arguments |= {name: value for name, value in _pairs(each.value) if value}
        elif each.name == "ENV":
            for name, value in _pairs(each.value):
                yield Given(name, with_argument(value, arguments), manifest.at(each.line))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    try:
        words = shlex.split(text)
    except ValueError:
        return
    if words and "=" in words[0]:
        pairs = (word.partition("=") for word in words if "=" in word)
        yield from ((name, value) for name, _, value in pairs)
    elif words:
        yield words[0], " ".join(words[1:])


def _launches(
    manifest: Manifest, given: Sequence[Instruction], variables: Sequence[Given]
) -> Iterator[Launch]:
    """ENTRYPOINT with CMD; and CMD alone, which the script of an entry point may execute."""
    last = {each.name: each for each in given if each.name in ("ENTRYPOINT", "CMD")}
    entrypoint, command = (_of(last.get(name)) for name in ("ENTRYPOINT", "CMD"))
    known = {each.name: each.value for each in variables if each.value is not None}
    place = _place(manifest, last.get("CMD") or last.get("ENTRYPOINT"))
    shell = "\n".join(each.value for each in last.values() if not each.value.startswith("["))
    yield from in_shell(shell, launches([*entrypoint, *command], manifest.scripts, place, known))
    if entrypoint:
        yield from in_shell(shell, launches(command, manifest.scripts, place, known))


def _of(instruction: Instruction | None) -> list[str]:
    return _words(instruction.value) if instruction else []


def _place(manifest: Manifest, instruction: Instruction | None) -> Place:
    return manifest.at(instruction.line if instruction else None)


def _image(manifest: Manifest, stages: Sequence[Stage], given: Sequence[Instruction], context: Path) -> Image:
    copies = next((each for each in given if each.name in ("COPY", "ADD") and copies_all(each.value)), None)
    whole = None if copies else _taken_over(manifest, stages[-1])
    copied = whole.copied if whole else copies
    listed = patterns(context, manifest)
    goes_in = taken_in(context, listed or ()) if copied else ()
    return Image(
        place=manifest.at(stages[-1].line),
        base=stages[0].base,
        copies_all=manifest.at(copied.line) if copied else None,
        ignored=listed,
        takes_in=tuple(path for path in goes_in if not (whole and _removes(whole.stage, path))),
        lacks=lacking(manifest, given, stages[0].base, _before(manifest, stages)),
        flaskenv=copied is not None and takes_in(context, _FLASKENV, listed or ()),
        taken_over=manifest.at(whole.taken.line) if whole and whole.taken else None,
        lets_env_in=copied is not None and whole is None and _lets_env_in(manifest, context, listed or ()),
        left_out=left_out(manifest, given, stages[0].base),
    )


def _before(manifest: Manifest, released: Sequence[Stage]) -> list[Instruction]:
    """The instructions of the stages that the released one takes something from."""
    stages = list(all_stages(list(instructions(manifest.text))))
    return [each for stage in handing_on(released, stages) for each in stage.instructions]


def _lets_env_in(manifest: Manifest, context: Path, listed: Sequence[str]) -> bool:
    """Whether git alone keeps a `.env` of the context out: a clone has none, the machine that builds may."""
    path = (context / ".env").relative_to(manifest.project).as_posix()
    return not is_ignored(".env", listed) and bool(ignored(manifest.project, [path]))


def _taken_over(manifest: Manifest, released: Stage) -> Whole | None:
    """The whole context, which an earlier stage copied and the released one takes from there."""
    stages = list(all_stages(list(instructions(manifest.text))))
    return next((one for one in whole_folders(released, stages) if one.taken), None)


def _removes(stage: Stage, path: str) -> bool:
    """Whether a stage deletes it again: of an earlier one no layer goes into the image."""
    deleting = (each.value for each in stage.instructions if each.name == "RUN" and "rm " in each.value)
    return any(path in run or f"{path.partition('/')[0]} " in f"{run} " for run in deleting)
