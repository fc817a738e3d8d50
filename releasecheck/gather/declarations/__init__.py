"""What the project's files say it needs, whatever tool they are for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

from releasecheck.facts import Place
from releasecheck.facts.dependencies import Stage
from releasecheck.gather.declarations import commands, locks, pip_files, setuptools_files, tables
from releasecheck.gather.declarations.reader import Declared, Document, stage_of, text_of

__all__ = ["Declared", "gather_declared"]

_PIP_FILES = (
    "*requirements*.txt",
    "requirement.txt",
    "*requirements*.in",
    "*requirements*/*.txt",
    "*requirements*/*.in",
)
_DECLARING: tuple[tuple[str, Callable[[Document], None]], ...] = (
    ("pyproject.toml", tables.read_pyproject),
    ("Pipfile", tables.read_pipfile),
    ("setup.cfg", setuptools_files.read_cfg),
    ("setup.py", setuptools_files.read_py),
    ("environment.yml", tables.read_conda),
    ("environment.yaml", tables.read_conda),
)
_LOCKING: tuple[tuple[str, Callable[[Document], None]], ...] = (
    ("poetry.lock", locks.read_toml),
    ("uv.lock", locks.read_toml),
    ("pdm.lock", locks.read_toml),
    ("pylock.toml", locks.read_toml),
    ("Pipfile.lock", locks.read_pipfile),
)
_DEPLOYING = ("Dockerfile*", "*.Dockerfile", "docker/Dockerfile*", "render.y*ml", "nixpacks.toml", "*.sh")
# What these install by name may be another service's, or a tool's: only files of the project count.
_INSTALLING = (
    *("docker/*/Dockerfile*", "docker/*.sh", "docker/*/*.sh", "scripts/*.sh", "bin/*.sh"),
    *(".github/workflows/*.y*ml", ".gitlab-ci.yml", "compose*.y*ml", "docker-compose*.y*ml", "Makefile"),
)


def gather_declared(project: Path, home: str, markers: Mapping[str, str]) -> Declared:
    """What the folders from the project's down to the app's ask for; else what those one further down do."""
    parts = [part for part in home.split("/") if part != "."]
    down = (project.joinpath(*parts[:number]) for number in range(len(parts) + 1))
    declared = _read(project, down, markers)
    if declared.files or declared.locks:
        return declared
    below = _read(project, filter(_is_ours, sorted(project.glob("[!.]*"))), markers)
    below.installing.update(declared.installing)
    return below


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and folder.name != "node_modules" and not (folder / "pyvenv.cfg").exists()


def _read(project: Path, folders: Iterable[Path], markers: Mapping[str, str]) -> Declared:
    reading = _Reading(project, markers, Declared(), set())
    folders = list(folders)
    for pattern in _DEPLOYING:
        for file in _matching(folders, pattern):
            reading.deploy_file(file)
    for pattern in _INSTALLING:
        for file in _matching([project], pattern):
            reading.installing_file(file)
    for file in sorted(_pip_files(folders), key=lambda file: (reading.stage_of(file) != "release", file)):
        reading.pip_file(file, reading.stage_of(file))
    for folder in folders:
        for name, read in _DECLARING:
            reading.document(folder / name, read, lock=False)
        for name, read in _LOCKING:
            reading.document(folder / name, read, lock=True)
    if not any((folder / "Procfile").is_file() for folder in folders):  # Heroku installs by the lock
        _pass_lock_over(reading.into)
    return reading.into


def _pass_lock_over(declared: Declared) -> None:
    """Where each install by pipenv skips it, one of them an image's: what it names may come all the same."""
    skipping = [place for place, skips in declared.by_pipenv if skips and _is_images(place)]
    if not skipping or not all(skips for _, skips in declared.by_pipenv):
        return
    over = [path for path in declared.locks if PurePosixPath(path).name == "Pipfile.lock"]
    if over:
        declared.lock_skipped = skipping[0]
        declared.installing.update(one.name for one in declared.locked if one.place.path in over)
        declared.locked = [one for one in declared.locked if one.place.path not in over]
        declared.locks = [path for path in declared.locks if path not in over]


def _is_images(place: Place) -> bool:
    name = PurePosixPath(place.path or "").name
    return "dockerfile" in name.lower() and stage_of(name) == "release"


def _pip_files(folders: Iterable[Path]) -> Iterator[Path]:
    for pattern in _PIP_FILES:
        yield from (file for file in _matching(folders, pattern) if "constraint" not in file.name)


def _matching(folders: Iterable[Path], pattern: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(file for file in folder.glob(pattern) if file.is_file())


@dataclass(frozen=True, slots=True)
class _Reading:
    project: Path
    markers: Mapping[str, str]
    into: Declared
    seen: set[Path]

    def stage_of(self, file: Path) -> Stage:
        return stage_of(self._shown(file))

    def _shown(self, file: Path) -> str:
        return file.relative_to(self.project).as_posix()

    def _document(self, file: Path) -> Document | None:
        """A file of the project that was not read before."""
        real = file.resolve()
        if real in self.seen or not real.is_relative_to(self.project.resolve()):
            return None
        self.seen.add(real)
        text = text_of(file)
        if text is None:
            return None
        shown = real.relative_to(self.project.resolve()).as_posix()
        return Document(shown, text, self.markers, self.into)

    def document(self, file: Path, read: Callable[[Document], None], *, lock: bool) -> None:
        document = self._document(file)
        if document is None:
            return
        before = len(self.into.declared) + len(self.into.unread)
        read(document)
        if lock:
            self.into.locks.append(document.path)
        elif len(self.into.declared) + len(self.into.unread) > before:
            self.into.files.append(document.path)

    def pip_file(self, file: Path, stage: Stage, constrains: bool = False) -> None:
        """A requirements file and those that it names, each once."""
        document = self._document(file)
        if document is None:
            return
        self.into.files.append(document.path)
        for other, only in pip_files.read(document, stage, constrains):
            self.pip_file(file.parent / other, stage, only or constrains)

    def deploy_file(self, file: Path) -> None:
        """What `pip install` takes there; a file that it names is looked for beside it and in the project."""
        document = self._document(file)
        if document is None:
            return
        self.into.by_pipenv += commands.of_pipenv(document)
        if stage_of(file.name) == "development":
            return
        self.into.installing.update(commands.by_name(document.text))
        before = len(self.into.declared)
        for other, only in commands.read(document):
            for found in self._named(other, (self.project, file.parent)):
                self.pip_file(found, self.stage_of(found), only)
        if len(self.into.declared) > before and any(
            one.place.path == document.path for one in self.into.declared
        ):
            self.into.files.append(document.path)

    def installing_file(self, file: Path) -> None:
        """The files of requirements that `pip install` takes there, as seen from the project."""
        text = text_of(file) or ""
        self.into.installing.update(commands.by_name(text))
        aside = Document(self._shown(file), text, self.markers, Declared())
        for other, only in commands.read(aside):
            for found in self._named(other, (self.project,)):
                self.pip_file(found, self.stage_of(found), only)

    def _named(self, other: str, folders: Iterable[Path]) -> Iterator[Path]:
        """The file that is meant in each folder; of a path in an image, the longest end that is there."""
        for folder in folders:
            there = (folder / end for end in _ends(PurePosixPath(other)) if (folder / end).is_file())
            yield from islice(there, 1)


def _ends(path: PurePosixPath) -> list[str]:
    parts = path.parts[1:]
    ends = ["/".join(parts[start:]) for start in range(len(parts))]
    return ends if path.is_absolute() else [str(path)]
