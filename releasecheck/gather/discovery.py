"""Which app to judge, and by what it was chosen: the order of Flask's users, then of its deployers."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from releasecheck.facts.deploy import Launch
from releasecheck.facts.source import AppDefinition, Source
from releasecheck.gather.boot_request import BootRequest
from releasecheck.gather.decoding import dotenv_of
from releasecheck.gather.deploy.locating import file_of, is_program, search_path, subfolders
from releasecheck.gather.deploy.working_directory import folders_of
from releasecheck.gather.environment import DOTENV_FILES, Environment

_FLASKS_OWN = ("wsgi", "app")  # modules that Flask tries when it is told nothing
_LAUNCHERS = ("wsgi", "app", "run", "main", "autoapp", "application", "server", "manage", "index")
_ROOT_FILES = ("requirements.txt", "pyproject.toml", "setup.py", "Pipfile")
_FACTORIES = ("create_app", "make_app")
_INSTANCES = ("app", "application")
_NOTHING = "no FLASK_APP, no deploy file, no wsgi.py or app.py, no app or factory in the source"


@dataclass(frozen=True, slots=True)
class Choice:
    """A target as `flask --app` takes it, null where Flask is to look itself, and the folder to start in."""

    target: str | None
    chosen_by: str
    cwd: Path
    script: bool = False  # production runs this file as a program
    guessed: bool = False  # nobody named it
    file: str | None = None  # of the source, that it was found in
    paths: tuple[Path, ...] = ()  # folders on the import path, beside `cwd`

    @property
    def shown(self) -> str:
        """As a person would name it."""
        return self.target or self.chosen_by


@dataclass(frozen=True, slots=True)
class Discovery:
    """What to boot, in order, until one is an app; `notes` say what else was looked at, and why not that."""

    choices: tuple[Choice, ...]
    notes: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()  # when several are equally so: what to run to name each


def discover(
    request: BootRequest, environment: Environment, source: Source | None, launches: Sequence[Launch] = ()
) -> Discovery:
    """What is named, else FLASK_APP, deploy files, FLASK_APP of a dotenv file, Flask's own, the source."""
    project = request.project
    if request.target is not None:
        return Discovery((Choice(request.target, request.target_named_by, project),))
    flask_app = environment.values.get("FLASK_APP")
    file = environment.development.get("FLASK_APP")
    if flask_app and file is None:
        by = "FLASK_APP of --env-file or --set" if "FLASK_APP" in environment.named else "FLASK_APP"
        beside = environment.files.get("FLASK_APP")
        return Discovery((Choice(flask_app, by, _cwd_of(project, flask_app, beside)),))
    from_manifests, notes = _from_manifests(project, launches)
    by_flask = [Choice(flask_app, f"FLASK_APP in {file}", project)] if flask_app else []
    from_dotenv = by_flask or _named_in(project, project)
    best, more = _from_source(project, source)
    below = _named_below(project) if not any(each.folder is None for each in best) else ()
    choices = [*from_manifests, *from_dotenv, *_flasks_own(project, best), *below]
    if len(best) > 1:
        return Discovery(tuple(_distinct(choices)), (*notes, *more), tuple(each.named for each in best))
    if not best:
        choices.extend(_programs(project, source))
    for each in best:
        further = (*_within_package(project, each, source), *_completing(project, each, source))
        choices.extend((each.choice, *further))
    if not choices and not notes and not more:
        return Discovery((), (_NOTHING,))
    return Discovery(tuple(_distinct(choices)), (*notes, *more))


def _cwd_of(project: Path, target: str, beside: Path | None) -> Path:
    """The folder that a target is named from: that of the file that names it, where its module is there.

    A package's folder is none to start in, unless the module is nowhere else.
    """
    folder = beside.resolve().parent if beside else project
    module = target.partition(":")[0]
    if Path(module).is_absolute() or not folder.is_relative_to(project) or file_of(folder, module) is None:
        return project
    is_package = (folder / "__init__.py").is_file()
    return project if is_package and file_of(project, module) is not None else folder


def _named_below(project: Path) -> Iterator[Choice]:
    """What the dotenv files of the one folder that has its own name there: Flask is started in it."""
    found = [each for folder in subfolders(project) for each in _named_in(project, folder)]
    if len(found) == 1:
        yield found[0]


def _named_in(project: Path, folder: Path) -> Iterator[Choice]:
    for file in (folder / name for name in reversed(DOTENV_FILES)):
        target = dotenv_of(file).get("FLASK_APP") if file.is_file() else None
        if not target or file_of(folder, target.partition(":")[0]) is None:
            continue
        if _cwd_of(project, target, file) == folder:
            shown = file.relative_to(project).as_posix()
            yield Choice(target, f"FLASK_APP in {shown}", folder)
            return


def _distinct(choices: list[Choice]) -> list[Choice]:
    first = {(choice.target, choice.cwd): choice for choice in reversed(choices)}
    return sorted(first.values(), key=choices.index)


def _from_manifests(project: Path, launches: Sequence[Launch]) -> tuple[list[Choice], list[str]]:
    """Targets of deploy files that are there, servers' before scripts', and a note on each that is not."""
    located, notes = [], []
    for launch in sorted(launches, key=is_program):
        paths, place = search_path(project, launch), launch.place.path or ""
        folders = folders_of(project, launch, launches)
        located += [Choice(launch.target, place, each, is_program(launch), paths=paths) for each in folders]
        if not folders and launch.target and not is_program(launch):
            notes.append(f"{launch.target} ({launch.place.path}): no such module here")
    return located, list(dict.fromkeys(notes))


def _flasks_own(project: Path, best: Sequence["_Candidate"]) -> Iterator[Choice]:
    """Flask with no target, where one of the modules that it tries exists.

    Before a package comes the one file at the top that makes an app, by its factory: it may add to that.
    """
    for name in _FLASKS_OWN:
        if (project / f"{name}.py").is_file():
            yield Choice(None, f"{name}.py", project, guessed=True)
            return
        if (project / name / "__init__.py").is_file():
            if len(best) == 1 and best[0].makes_app and "/" not in best[0].path:
                yield best[0].choice
            yield Choice(None, f"{name}/__init__.py", project, guessed=True)
            return


def _from_source(project: Path, source: Source | None) -> tuple[list["_Candidate"], tuple[str, ...]]:
    """The best apps or factories of the source, and a note on each that wants arguments."""
    roles = {module.path: module.role for module in source.modules} if source else {}
    apps = [app for app in (source.apps if source else ()) if roles.get(app.path) == "app"]
    candidates = sorted((_candidate(project, app) for app in apps if not app.required), key=_by_rank)
    notes = tuple(_wanting(project, app) for app in apps if app.required)
    return [candidate for candidate in candidates if candidate.rank == candidates[0].rank], notes


def _programs(project: Path, source: Source | None) -> Iterator[Choice]:
    """The files that make an app and start it in a function: nothing but running them brings it about.

    Unless an import does, as a server's would be: who made it may be beyond what the source tells.
    """
    own = next((f"{name}.py" for name in _FLASKS_OWN if (project / f"{name}.py").is_file()), None)
    roles = {module.path: module.role for module in source.modules} if source else {}
    for path in dict.fromkeys(call.place.path or "" for call in (source.run_calls if source else ())):
        if roles.get(path) == "app":
            folder, _, name = path.rpartition("/")
            if path != own:
                module = name.removesuffix(".py")
                yield Choice(module, f"{path} in the source", project / folder, guessed=True, file=path)
            yield Choice(name, f"{path}, run as a program", project / folder, script=True, guessed=True)


def _within_package(project: Path, best: "_Candidate", source: Source | None) -> Iterator[Choice]:
    """The app of a package as `python shop/app.py` runs it, from the package's own folder.

    Where its file imports by a bare name what lies beside it, and not in the folder above.
    """
    folder, _, file = best.path.rpartition("/")
    stem = file.removesuffix(".py")
    if source is None or stem == "__init__" or not (project / folder / "__init__.py").is_file():
        return
    names = {one.name for one in source.imports if one.place.path == best.path and not one.conditional}
    if any(file_of(project / folder, name) and not file_of(best.cwd, name) for name in names):
        by = best.choice.chosen_by
        yield Choice(f"{stem}:{best.name}", by, project / folder, guessed=True, file=best.path)


def _completing(project: Path, best: "_Candidate", source: Source | None) -> Iterator[Choice]:
    """The modules that import the app and add to it: what to look at when it has no routes by itself."""
    for app in source.apps if source else ():
        if (app.path, app.name) == (best.path, best.name):
            for path in app.also_in:
                yield _candidate(project, replace(app, path=path)).choice


def _wanting(project: Path, app: AppDefinition) -> str:
    candidate = _candidate(project, app)
    given = app.called or f"{app.name}({', '.join(map(str.upper, app.required))})"
    called = replace(candidate, target=f"{candidate.target.rpartition(':')[0]}:{given}")
    wanted = ", ".join(app.required)
    return f"{candidate.shown}: the factory wants arguments ({wanted}): give them, as in `{called.named}`"


@dataclass(frozen=True, slots=True)
class _Candidate:
    rank: tuple[int, ...]  # the smaller the likelier
    target: str
    path: str
    cwd: Path
    folder: str | None  # where to start, when it is not the project's own
    name: str  # of the app or factory in its module
    makes_app: bool = True  # and no factory

    @property
    def shown(self) -> str:
        return f"{self.folder}: {self.target}" if self.folder else self.target

    @property
    def choice(self) -> Choice:
        return Choice(self.target, f"{self.path} in the source", self.cwd, guessed=True, file=self.path)

    @property
    def named(self) -> str:
        """The command that judges this one."""
        project = [self.folder] if self.folder else []
        return shlex.join(["releasecheck", "run", *project, "--app", self.target])


def _by_rank(candidate: _Candidate) -> tuple[tuple[int, ...], str]:
    return candidate.rank, candidate.target


def _candidate(project: Path, app: AppDefinition) -> _Candidate:
    parts = app.path.split("/")
    namespaced = app.relative and not (project / app.path).with_name("__init__.py").is_file()
    below = len(parts) > 1 + namespaced and _is_started_in(project, parts[0])
    cwd = project / parts[0] if below else project
    within = parts[1:] if below else parts
    module = ".".join(within).removesuffix(".py") if namespaced else _module(cwd, within)
    target = f"{module}:{app.name}"
    rank = (int(below), *_rank(within), int(app.kind == "factory"), _position(app.name), int(not app.routes))
    folder = parts[0] if below else None
    return _Candidate(rank, target, app.path, cwd, folder, app.name, makes_app=app.kind == "app")


def _is_started_in(project: Path, folder: str) -> bool:
    """Whether the folder is no package: nor one of packages, unless `src` has the requirements to itself."""
    if folder == "src" and (_is_root(project) or not _is_root(project / folder)):
        return False
    return not (project / folder / "__init__.py").is_file()


def _is_root(folder: Path) -> bool:
    return any((folder / name).is_file() for name in _ROOT_FILES)


def _rank(parts: list[str]) -> tuple[int, int]:
    """The top folder's files before packages, and among each the names that people give to launchers."""
    stem = parts[-1].removesuffix(".py")
    launcher = _LAUNCHERS.index(stem) if stem in _LAUNCHERS else len(_LAUNCHERS)
    folders = [folder for folder in parts[:-1] if folder != "src"]
    if not folders:
        return 0, launcher
    if len(folders) == 1:
        return 1, -1 if stem == "__init__" else launcher
    return 2, len(folders)


def _position(name: str) -> int:
    return 0 if name in (*_INSTANCES, *_FACTORIES) else 1


def _module(cwd: Path, parts: list[str]) -> str:
    """A dotted name where all folders are packages, else a path, which Flask understands as well."""
    module = [*parts[:-1], parts[-1].removesuffix(".py")]
    if module[-1] == "__init__" and len(module) > 1:
        module.pop()
    folders = [cwd.joinpath(*parts[: depth + 1]) for depth in range(len(parts) - 1)]
    return (".".join if all((folder / "__init__.py").is_file() for folder in folders) else "/".join)(module)
