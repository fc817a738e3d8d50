"""Which Python a project names for its release: by its image, a platform's file, or what it asks of pip."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from releasecheck.facts import Place
from releasecheck.facts.dependencies import ReleasePython
from releasecheck.facts.deploy import Deploy, Image
from releasecheck.gather.deploy.dockerfile_lines import deployed_stages, instructions
from releasecheck.gather.deploy.manifest import read

_MINOR = re.compile(r"(\d)\.(\d+)")
_OF_PYTHON = re.compile(r"(?:.*/)?python(?::(?P<tag>[^@]*))?(?:@.*)?")
_SAYS_PYTHON = re.compile(r"python[-_]?(\d\.\d+)")
_WORDS_OF_NO_VERSION = re.compile(r"(?:3|latest|rc|slim|alpine|[a-z]+)(?:-.*)?")
_REFERENCE = re.compile(r"\$(?:\{(?P<braced>\w+)(?::?-(?P<fallback>[^}]*))?\}|(?P<bare>\w+))")
# What `python3` is where the distribution brings it.
_OF_SYSTEMS = {
    "ubuntu:16.04": "3.5",
    "ubuntu:xenial": "3.5",
    "ubuntu:18.04": "3.6",
    "ubuntu:bionic": "3.6",
    "ubuntu:20.04": "3.8",
    "ubuntu:focal": "3.8",
    "debian:stretch": "3.5",
    "debian:9": "3.5",
    "debian:buster": "3.7",
    "debian:10": "3.7",
    "debian:bullseye": "3.9",
    "debian:11": "3.9",
}
_BRINGS_ANOTHER = re.compile(r"python-?3\.\d|deadsnakes|pyenv|conda|\buv\b|Python-3\.")
_APP_ENGINE = re.compile(r"^runtime:\s*['\"]?python(\d)(\d+)", re.MULTILINE)
_NEWEST = ReleasePython("", Place())
_MINORS = ("2.7", *(f"3.{minor}" for minor in range(5, 21)))


def release_python(project: Path, home: str, deploy: Deploy) -> ReleasePython | None:
    """The newest Python that a deploy file names, else the one of the project's own files; null for any.

    `home` is the app's folder: each on the way there may have such files.
    """
    parts = [part for part in home.split("/") if part != "."]
    folders = [project.joinpath(*parts[:number]) for number in range(len(parts) + 1)]
    beside = [one for one in deploy.images if Path(one.place.path or "").parent.as_posix() == home]
    images = beside or deploy.images  # another folder's image is another service's
    deployed = [*_of_images(project, images), *_of_platforms(project, folders, deploy)]
    if deployed:
        newest = max(deployed, key=lambda one: (one is _NEWEST, _order(one.version)))
        return None if newest is _NEWEST else newest
    return next(_of_project(project, folders), None)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part)


def _of_images(project: Path, images: Iterable[Image]) -> Iterator[ReleasePython]:
    for image in images:
        text = read(project / (image.place.path or ""))
        for stage in deployed_stages(text)[:1]:
            base = _expanded(stage.base, _arguments(text)).lower()
            runs = " ".join(one.value for one in stage.instructions if one.name == "RUN")
            version = _of_base(base, runs)
            if version is not None:
                yield ReleasePython(version, image.place) if version else _NEWEST


def _arguments(text: str) -> dict[str, str]:
    """The defaults of ARG, which a FROM may refer to."""
    pairs = (one.value.partition("=") for one in instructions(text) if one.name == "ARG")
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs if value}


def _expanded(base: str, arguments: dict[str, str]) -> str:
    def given(found: re.Match[str]) -> str:
        name = found["braced"] or found["bare"]
        return arguments.get(name) or found["fallback"] or found[0]

    return _REFERENCE.sub(given, base)


def _of_base(base: str, runs: str) -> str | None:
    """The version that an image has; empty for the newest of its day, null where its name tells nothing."""
    if found := _OF_PYTHON.fullmatch(base):
        tag = found["tag"] or "latest"
        if minor := _MINOR.match(tag):
            return minor[0]
        if re.match(r"2\b", tag):
            return "2.7"
        return "" if _WORDS_OF_NO_VERSION.fullmatch(tag) else None
    if found := _SAYS_PYTHON.search(base):
        return found[1]
    return None if _BRINGS_ANOTHER.search(runs) else _OF_SYSTEMS.get(base.removesuffix("-slim"))


def _of_platforms(project: Path, folders: Sequence[Path], deploy: Deploy) -> Iterator[ReleasePython]:
    """Heroku's runtime.txt, Render's PYTHON_VERSION, App Engine's `runtime: python37`."""
    for folder in folders:
        yield from _at_first_line(project, folder / "runtime.txt")
        for file in sorted(folder.glob("app.y*ml")):
            if found := _APP_ENGINE.search(text := read(file)):
                line = text[: found.start()].count("\n") + 1
                yield ReleasePython(f"{found[1]}.{found[2]}", _place(project, file, line))
    for one in deploy.variables:
        minor = _MINOR.match(one.shown or "") if one.name == "PYTHON_VERSION" else None
        if minor and "docker" not in (one.place.path or "").lower():  # an image has what its FROM says
            yield ReleasePython(minor[0], one.place)


def _of_project(project: Path, folders: Sequence[Path]) -> Iterator[ReleasePython]:
    """By the folder nearest to the app: `.python-version`, then what its tables ask for."""
    for folder in reversed(folders):
        yield from _at_first_line(project, folder / ".python-version")
        for name, keys in (
            ("Pipfile", ("requires", "python_version")),
            ("Pipfile", ("requires", "python_full_version")),
            ("pyproject.toml", ("project", "requires-python")),
            ("pyproject.toml", ("tool", "poetry", "dependencies", "python")),
        ):
            version = _newest_of(_told(folder / name, keys))
            if version:
                yield ReleasePython(version, _place(project, folder / name, None))


def _at_first_line(project: Path, file: Path) -> Iterator[ReleasePython]:
    """`3.6.4`, `python-3.7.3`."""
    first = next(iter(read(file).splitlines()), "")
    if found := re.match(r"\s*(?:python-)?(\d\.\d+)", first):
        yield ReleasePython(found[1], _place(project, file, 1))


def _place(project: Path, file: Path, line: int | None) -> Place:
    return Place(file.relative_to(project).as_posix(), line)


def _told(file: Path, keys: Sequence[str]) -> object:
    try:
        told: object = tomllib.loads(read(file))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    for key in keys:
        told = told.get(key) if isinstance(told, dict) else None
    return told


def _newest_of(asked: object) -> str | None:
    """The newest minor version that `3.7`, `>=3.6,<3.8`, `~3.7` or `^3.6` admits; null where all new are."""
    text = asked.strip() if isinstance(asked, str) else ""
    if re.fullmatch(r"\d\.\d+(\.\d+)?", text):
        return ".".join(text.split(".")[:2])
    if re.fullmatch(r"~\d\.\d+(\.\d+)?", text):
        return ".".join(text.removeprefix("~").split(".")[:2])
    try:
        admitted = SpecifierSet(text)
    except InvalidSpecifier:
        return None
    fitting = [one for one in _MINORS if any(f"{one}.{patch}" in admitted for patch in (0, 1, 5, 10, 19))]
    return fitting[-1] if fitting and fitting[-1] != _MINORS[-1] else None
