"""Static files that are not there because git ignores what builds them."""

import subprocess
from pathlib import Path

from releasecheck.facts.templates import StaticFolder, Templates
from releasecheck.gather.ignored import with_ignored


def templates(*folders: StaticFolder) -> Templates:
    return Templates((), {}, (), (), (), static=folders)


LACKING = {"made/app.js": None, "/made/b.js": None, "app.css": None}


def test_what_git_ignores(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    tmp_path.joinpath(".gitignore").write_text("static/made/\n")
    outside = StaticFolder("other", None, "/other", LACKING)
    found = with_ignored(templates(StaticFolder("static", "static", "/static", LACKING), outside), tmp_path)
    assert [one.ignored for one in found.static] == [("made/app.js", "/made/b.js"), ()]


def test_without_a_repository_nothing_is_known(tmp_path: Path) -> None:
    found = with_ignored(templates(StaticFolder("static", ".", "/static", LACKING)), tmp_path)
    assert [one.ignored for one in found.static] == [()]
