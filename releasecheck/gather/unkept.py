"""Modules of the project that are imported and not here, for git ignores them: a checkout has none."""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from releasecheck.facts.needs import Unkept
from releasecheck.facts.place import Place
from releasecheck.gather.ignored import ignored_by_name
from releasecheck.gather.moved import tree_of


def unkept_modules(
    paths: Iterable[str], absent: Collection[str], cwd: str, project: Path
) -> Iterator[Unkept]:
    """Those that the top of these files imports: below a folder of the project, or names not found."""
    wanted: dict[str, Place] = {}
    for path in sorted(paths):
        for lost, line in _lost(path, absent, cwd, project):
            wanted.setdefault(lost, Place(path, line))
    if wanted:
        yield from _unkept(wanted, project)


def _unkept(wanted: Mapping[str, Place], project: Path) -> Iterator[Unkept]:
    theirs = ignored_by_name(project, wanted, in_folder=True)
    told = set()
    for path, place in wanted.items():
        if path in theirs and place not in told:
            told.add(place)
            yield Unkept(path, place)


def _lost(path: str, absent: Collection[str], cwd: str, project: Path) -> Iterator[tuple[str, int]]:
    """The files that the imports at its top look for in vain, with their lines."""
    folder = PurePosixPath(path).parent
    for node in tree_of(project, path).body:
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        else:
            continue
        level = node.level if isinstance(node, ast.ImportFrom) else 0
        folders = [PurePosixPath(cwd), PurePosixPath(), folder]
        if level:
            folders = [folder.joinpath(*[".."] * (level - 1))] if level <= len(folder.parts) else []
        for name in names:
            for one in _lost_file(name.split("."), folders, project, known=name in absent or bool(level)):
                yield one, node.lineno


def _lost_file(
    parts: list[str], folders: Iterable[PurePosixPath], project: Path, *, known: bool
) -> Iterator[str]:
    """Where a module would lie; nothing where a folder has it in any form, or the name may be foreign."""
    likely = [
        one.joinpath(*parts)
        for one in dict.fromkeys(folders)
        if known or (len(parts) > 1 and (project / one / parts[0]).is_dir())
    ]
    if not any(_is_there(project / one) for one in likely):
        yield from (f"{_plain(one)}.py" for one in likely)


def _is_there(module: Path) -> bool:
    """As a file, a package or a compiled extension."""
    try:
        return module.is_dir() or any(module.parent.glob(f"{module.name}.*"))
    except OSError:
        return True


def _plain(path: PurePosixPath) -> str:
    """Without the steps up again."""
    parts: list[str] = []
    for one in path.parts:
        if one == ".." and parts:
            parts.pop()
        else:
            parts.append(one)
    return "/".join(parts)
