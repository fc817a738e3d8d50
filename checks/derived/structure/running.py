"""The modules that the app runs, and the project's files beside it."""

import re

from releasecheck.facts.app import App
from releasecheck.facts.repository import Repository
from releasecheck.facts.source import Source

# A library that somebody copied, what a program wrote, and what shows how it would be done.
_NOT_WRITTEN_HERE = re.compile(
    r"(^|/)_?(vendor(ed|s)?|third_?party|ext(ernal)?libs?|venv|env|virtualenv|generated|gen)/|_pb2(_grpc)?\.py$"
)
_FOR_SHOW = re.compile(
    r"(?<![a-z])(examples?|samples?|demos?|templates?|docs?|tutorials?|fixtures?|mocks?|fakes?|tests?|testing|"
    r"notebooks?|snippets?)(?![a-z])",
    re.IGNORECASE,
)


def running(app: App, source: Source) -> frozenset[str]:
    """The paths of those that booted, and of those that these import when they are called."""
    found = {*app.modules}
    imports = [one for one in source.own_imports if not one.conditional]
    while more := {one.path for one in imports if one.place.path in found and one.path not in found}:
        found |= more
    return frozenset(found)


def tracked_beside(app: App, source: Source, repository: Repository | None) -> frozenset[str]:
    """The paths of programs and scripts that git has and the app does not run; none where there is no git."""
    if repository is None:
        return frozenset()
    out = (*repository.untracked, *repository.ignored)
    loose, folders = {*out}, tuple(one for one in out if one.endswith("/"))
    own = {one.path for one in source.modules if one.role in {"app", "tool"}} - running(app, source)
    return frozenset(
        path for path in own if not (path in loose or path.startswith(folders)) and not _is_for_show(path)
    )


def _is_for_show(path: str) -> bool:
    return bool(_NOT_WRITTEN_HERE.search(path) or _FOR_SHOW.search(path))
