"""Which files git ignores, so that something else than a checkout brings them."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from releasecheck.facts.templates import StaticFolder, Templates
from releasecheck.gather import process

_LIMIT_S = 10.0
_MOST = 500  # paths on one command line
_UNNAMED = "releasecheck-asks-git.py"  # where that is ignored too, a pattern for all says nothing of one


def with_ignored(templates: Templates, project: Path) -> Templates:
    """The templates with what git ignores of the static files that are not there; without git, nothing."""
    wanted = [path for folder in templates.static for path in _paths(folder).values()]
    theirs = ignored(project, wanted) if wanted else frozenset()
    folders = (
        replace(one, ignored=tuple(name for name, path in _paths(one).items() if path in theirs))
        for one in templates.static
    )
    return replace(templates, static=tuple(folders))


def _paths(folder: StaticFolder) -> dict[str, str]:
    """Each file that is not there -> its path below the project."""
    if folder.path is None:
        return {}
    inside = "" if folder.path == "." else f"{folder.path}/"
    return {name: f"{inside}{name.lstrip('/')}" for name in folder.lacking}


def ignored(project: Path, paths: Iterable[str]) -> frozenset[str]:
    """Those of the paths that git ignores; none without git."""
    options = ("-c", "safe.directory=*", "-c", "core.quotePath=false")
    command = ["git", *options, "check-ignore", "--", *list(paths)[:_MOST]]
    return frozenset(process.run(command, project, dict(os.environ), _LIMIT_S).stdout.splitlines())


def ignored_by_name(project: Path, paths: Iterable[str], *, in_folder: bool = False) -> frozenset[str]:
    """Those of the paths that git ignores by a pattern which does not take all there is.

    With `in_folder` nor all of their own folder: `/shop/*` says nothing of one module there, while
    `instance/` is what each machine has for itself.
    """
    asked = {
        path: (PurePosixPath(path).parent if in_folder else PurePosixPath()) / _UNNAMED for path in paths
    }
    beside = {str(one) for one in asked.values()}
    found = ignored(project, [*asked, *beside])
    return frozenset(path for path, one in asked.items() if path in found and str(one) not in found)
