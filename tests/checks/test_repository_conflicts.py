"""Files that were committed in the middle of a merge."""

from typing import Any

import pytest

from releasecheck.facts import Absence
from releasecheck.facts.repository import Repository
from releasecheck.findings import Found

from .build import Given, app, ask, at, module, outcome, refers, source, templates


def conflicts(*paths: str, **given: Any) -> Given:
    return {"repository": Repository(conflicts=tuple(at(path, 3) for path in paths)), **given}


RENDERED = {
    "app": app(modules=("app.py",)),
    "source": source(module("app.py"), renders=[refers("page.html")]),
    "templates": templates("page.html", "old.html", searched=("templates",), exists={"page.html": True}),
}


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        ("requirements.txt", None),
        ("requirements-dev.txt", None),
        ("Pipfile.lock", None),
        ("deploy/Dockerfile", None),
        ("docker-compose.prod.yml", None),
        ("Procfile", None),
        ("templates/page.html", None),
        ("templates/old.html", "warning"),
        ("static/site.css", "warning"),
        (".gitignore", "warning"),
        ("README.md", "info"),
        ("notes.txt", "info"),
    ],
)
def test_merge_conflict_markers_faulty(path: str, severity: Any) -> None:
    says = Found(f"{path} is in git with the marks of a merge conflict", path, at(path, 3), severity=severity)
    assert ask("merge-conflict-markers", conflicts(path, **RENDERED)) == [says]


@pytest.mark.parametrize(
    "given", [conflicts(), conflicts("app.py")], ids=["none", "Python, which ruff reads"]
)
def test_merge_conflict_markers_fine(given: Given) -> None:
    assert ask("merge-conflict-markers", given) == []


def test_merge_conflict_markers_does_not_apply() -> None:
    no_git = Absence("skipped", "no git repository here")
    said = outcome("merge-conflict-markers", missing={"repository": no_git})
    assert (said.outcome, said.reason) == ("skipped", "no git repository here")
