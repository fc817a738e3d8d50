"""What the servers of the deploy files cannot find of an app that did not come up, as its source tells."""

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from releasecheck.facts import Place
from releasecheck.facts.boot import Boot, Served
from releasecheck.facts.deploy import WSGI_SERVERS, Launch
from releasecheck.facts.source import Source
from releasecheck.gather.booter import Booter
from releasecheck.gather.deploy.locating import file_of
from releasecheck.gather.deploy.working_directory import folders_of
from releasecheck.gather.ignored import ignored
from releasecheck.gather.inside.serving import DEFAULT, guarded
from releasecheck.gather.source.code.bindings import surely_lacks
from releasecheck.gather.source.parse import parse, read

_FINDS_ITS_OWN = re.compile(
    rb"\b(__path__|sys\.modules|meta_path)\b"
)  # a package with modules from elsewhere


def with_unserved(fact: Boot, absent: Collection[str], booter: Booter, source: Source | None) -> Boot:
    """The boot with the targets that are surely not there; of those that may be there nothing is said.

    `absent` has the modules that the app's Python does not find. Where no app was found in what was chosen,
    that says of its target already what there is to say.
    """
    if fact.outcome in ("up", "no-app"):
        return fact
    launches = [one for one in booter.manifests.facts.launches if _is_plain(one)]
    found = (_unserved(one, booter, absent, source) for one in dict.fromkeys(launches))
    return replace(fact, served=tuple(one for one in found if one is not None))


def named_modules(booter: Booter) -> set[str]:
    """The top-level modules of the targets, which its Python may be asked for."""
    return {_module(one).partition(".")[0] for one in booter.manifests.facts.launches if _is_plain(one)}


def _is_plain(launch: Launch) -> bool:
    """Whether a server whose rules we know is given the dotted name of a module, and no path to look on."""
    known = launch.server in WSGI_SERVERS and not (launch.path_unknown or launch.paths)
    return known and all(part.isidentifier() for part in _module(launch).split("."))


def _module(launch: Launch) -> str:
    return (launch.target or "").partition(":")[0]


def _unserved(
    launch: Launch, booter: Booter, absent: Collection[str], source: Source | None
) -> Served | None:
    project, module = booter.request.project, _module(launch)
    folders = folders_of(project, launch, booter.manifests.facts.launches)
    if not folders:
        top = module.partition(".")[0]
        missing = top if top in absent else _lost_in_package(launch, project)
        return Served(launch, "module-missing", detail=missing) if missing else None
    files = [file_of(folder, module) for folder in folders]
    name = (launch.target or "").partition(":")[2].partition("(")[0].partition(".")[0] or DEFAULT
    if launch.server == "waitress" and ":" not in (launch.target or ""):
        return None
    lacking = [one for one in files if one is not None and _lacks(one, name)]
    return _without(launch, lacking[0], name, project, source) if len(lacking) == len(files) else None


def _lost_in_package(launch: Launch, project: Path) -> str | None:
    """The dotted name that a package in the project's own folder lacks, which no build may bring there."""
    if (launch.starts_in or launch.folder) != ".":
        return None
    folder, known = project, ""
    for part in _module(launch).split("."):
        package = folder / part / "__init__.py"
        if package.is_file():
            if _FINDS_ITS_OWN.search(package.read_bytes()):
                return None
            folder, known = folder / part, f"{known}{part}."
            continue
        path = (folder / part).relative_to(project).as_posix()
        there = folder == project or (folder / part).exists() or any(folder.glob(f"{part}.*"))
        return None if there or ignored(project, [f"{path}.py", f"{path}/"]) else f"{known}{part}"
    return None


def _lacks(file: Path, name: str) -> bool:
    """Of a package its modules count too: importing one gives the package its name."""
    content = read(file)
    tree = parse(content) if isinstance(content, bytes) else content
    if file.name == "__init__.py" and file_of(file.parent, name) is not None:
        return False
    return not isinstance(tree, str) and surely_lacks(tree, name)


def _without(launch: Launch, file: Path, name: str, project: Path, source: Source | None) -> Served:
    path, line = file.relative_to(project).as_posix(), guarded(str(file), name)
    made = [one for one in (source.apps if source else ()) if one.path == path and not one.required]
    return Served(
        launch,
        "attribute-missing",
        place=Place(path, line),
        guarded=line is not None,
        names=tuple(f"{one.name}()" if one.kind == "factory" else one.name for one in made),
    )
