"""Files that were committed in the middle of a merge."""

import re

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.repository import Repository
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Templates
from releasecheck.findings import Found, Judgement, Severity, error

from ..derived.structure.rendered import files_of

# What the installer, the image or the platform reads, and then refuses.
_READ_AT_DEPLOY = re.compile(
    r"(requirements|constraints).*\.(txt|in)|pipfile(\.lock)?|poetry\.lock|uv\.lock|pyproject\.toml|setup\.cfg|"
    r"dockerfile.*|.*\.dockerfile|procfile|(docker-)?compose.*\.ya?ml|(render|app|fly)\.(ya?ml|toml)"
)
_PROSE = (".md", ".rst", ".txt")


@error
def merge_conflict_markers(
    repository: Repository,
    app: App | None = None,
    source: Source | None = None,
    templates: Templates | None = None,
) -> Judgement:
    """A file is in git with the marks of a merge conflict.

    Both versions stand in it, one above the other: a template shows them with the marks, and requirements, a
    Dockerfile or a compose file cannot be read at all. An error in those; a warning elsewhere, and
    information in prose. Told where all three marks of one conflict begin lines in a file that git tracks;
    Python is ruff's, and what documents show in a fence, tests, examples and patches are left out.

    Fix: keep what is meant and delete the lines with the marks; `git diff --check` finds them.

    Fault::

        <<<<<<< HEAD
        flask==3.0.0
        =======
        flask==3.1.0
        >>>>>>> feature

    Fine::

        flask==3.1.0
    """
    shown = files_of(app, source, templates) if app else {}
    for one in repository.conflicts:
        path = one.path or ""
        if not path.endswith(".py"):
            yield Found(
                f"{path} is in git with the marks of a merge conflict",
                path,
                one,
                severity=None if path in shown else _severity(one),
            )


def _severity(place: Place) -> Severity | None:
    name = (place.path or "").rpartition("/")[2].lower()
    if _READ_AT_DEPLOY.fullmatch(name):
        return None
    return "info" if name.endswith(_PROSE) else "warning"
