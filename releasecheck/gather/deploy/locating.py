"""Where in the project the target of a launch is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from releasecheck.facts.deploy import Launch

# Where platforms put the project.
_HOMES = ("/app", "/workspace", "/opt/render/project/src", "/home/site/wwwroot", "/var/app/current")
_SERVING = re.compile(rb"(?<!subprocess)\.run\(|[sS]erver?\(|serve_forever|\.listen\(|Flask\(")
_FLASKS = re.compile(rb"flask|\b(?:dash|connexion)\b", re.IGNORECASE)  # the app, or what makes one of it
_IMPORTED = re.compile(rb"^[ \t]*(?:from|import)[ \t]+([\w.]+)", re.MULTILINE)
_FOLLOWED_MAX = 50  # files


def is_program(launch: Launch) -> bool:
    """Whether a file is run that may do anything, and not a server with a target."""
    return launch.server == "python"


def in_project(project: Path, launch: Launch) -> Launch:
    """The launch of a program by its path in a container (`python /app/run.py`), as the project has it.

    The folder at the container's root may be the project (`COPY . /app`) or one of its folders of that name.
    """
    path = PurePosixPath(launch.target or "")
    if not (is_program(launch) and path.is_absolute() and ".." not in path.parts):
        return launch
    parts = path.parts[1:]
    for depth in range(len(parts)):
        if project.joinpath(*parts[depth:]).is_file():
            folders = 1 if depth == 0 and len(parts) > 1 else 0
            folder, target = "/".join(parts[:folders]) or ".", "/".join(parts[depth + folders :])
            return replace(launch, target=target, folder=folder)
    return launch


def folder_of(project: Path, launch: Launch) -> Path | None:
    """The folder from which the target can be imported, null where there is none or no target is named."""
    if launch.target is None:
        return None
    module = launch.target.partition(":")[0]
    for folder in _folders(project, launch):
        file = file_of(folder, module) or next(_on_path(project, launch, module), None)
        if file is not None and (not is_program(launch) or _starts_server(project, file)):
            return folder
    return None


def program_file(project: Path, launch: Launch) -> Path | None:
    """The file of a program, whatever it does."""
    found = (file_of(folder, launch.target or "") for folder in _folders(project, launch))
    return next((file for file in found if file is not None and file.is_file()), None)


def search_path(project: Path, launch: Launch) -> tuple[Path, ...]:
    """The folders of the project that the launch has on its import path, beside the one it starts in."""
    found = (project / _from_home(path) for path in launch.paths)
    return tuple(folder for folder in found if folder.is_dir() and folder.resolve().is_relative_to(project))


def _from_home(path: str) -> str:
    """A folder by its path on a platform, as the project has it."""
    homes = (PurePosixPath(home) for home in _HOMES)
    home = next((one for one in homes if PurePosixPath(path).is_relative_to(one)), None)
    return str(PurePosixPath(path).relative_to(home)) if home else path


def _on_path(project: Path, launch: Launch, module: str) -> Iterator[Path]:
    """The files of a module on the import path, which programs are not looked for on, save by `-m`."""
    if not module.endswith(".py"):
        found = (file_of(folder, module) for folder in search_path(project, launch))
        yield from (file for file in found if file is not None)


def _starts_server(project: Path, file: Path) -> bool:
    """Whether a script looks as if it served an app: deploy files also run those that fill a database."""
    program = file.with_name("__main__.py") if file.name == "__init__.py" else file
    if not program.is_file() or _SERVING.search(program.read_bytes()) is None:
        return False
    return _has_flask(program, project)


def _has_flask(program: Path, project: Path) -> bool:
    """Whether it or what it imports beside itself speaks of Flask: a bot or a queue's consumer is not run."""
    waiting, seen = [program], {program}
    while waiting and len(seen) <= _FOLLOWED_MAX:
        file = waiting.pop(0)
        text = file.read_bytes()
        if _FLASKS.search(text):
            return True
        found = set(_imported(text, (program.parent, file.parent, project))) - seen
        seen |= found
        waiting.extend(sorted(found))
    return False


def _imported(text: bytes, folders: Iterable[Path]) -> Iterator[Path]:
    for found in _IMPORTED.finditer(text):
        name = found[1].decode().lstrip(".")
        files = (file_of(folder, name) for folder in folders)
        yield from (file for file in files if file is not None and file.is_file())


def _folders(project: Path, launch: Launch) -> Iterator[Path]:
    """Where a deploy file may have meant the target to be: in its container the project has another path."""
    given = Path(launch.folder)
    if launch.starts_in is not None:
        yield project / launch.starts_in
    if not given.is_absolute():
        yield project / given
    manifest = project / (launch.place.path or "")
    yield from (project, manifest.parent, project / "src", *subfolders(project))


def subfolders(project: Path) -> list[Path]:
    """Its folders, without environments and what is hidden."""
    try:
        folders = [path for path in project.iterdir() if path.is_dir() and not path.name.startswith(".")]
    except OSError:
        return []
    return sorted(path for path in folders if not (path / "pyvenv.cfg").exists())


def file_of(folder: Path, module: str) -> Path | None:
    """The file of a module below a folder, or of a file that stands for one.

    Of a package and a module of one name Python imports the package.
    """
    is_path = module.endswith(".py") or "/" in module
    path = folder / module if is_path else folder.joinpath(*module.split("."))
    for file in (path, path / "__init__.py", path.with_name(path.name + ".py")):
        if file.is_file():
            return file
    return path if path.is_dir() else None
