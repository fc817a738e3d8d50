"""The state of the checkout."""

import os
import subprocess
from pathlib import Path

import pytest

from releasecheck.facts import Absence
from releasecheck.facts.runs import Git
from releasecheck.gather.git import gather_git

CREDENTIAL = "hunter2-0815"


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "remote", "add", "origin", f"https://u:{CREDENTIAL}@git.example.org/x.git")
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/app.py").write_text("")
    (tmp_path / "top.py").write_text("")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "Start")
    return tmp_path


def test_a_clean_checkout(repository: Path) -> None:
    commit = git(repository, "rev-parse", "HEAD")
    state = gather_git(repository)
    assert state == Git(commit, "main", dirty=False, tracked=("shop/app.py", "top.py"), executable=())


def test_what_is_executable_in_git_whatever_the_file_is_here(repository: Path) -> None:
    git(repository, "update-index", "--chmod=+x", "top.py")
    git(repository, "commit", "-qm", "mode")
    state = gather_git(repository)
    assert isinstance(state, Git)
    assert state.executable == ("top.py",)
    assert CREDENTIAL not in repr(state)


def test_a_project_below_the_root_has_paths_of_its_own(repository: Path) -> None:
    state = gather_git(repository / "shop")
    assert isinstance(state, Git)
    assert state.tracked == ("app.py",)


def test_a_changed_file_makes_it_dirty_and_an_untracked_one_does_not(repository: Path) -> None:
    (repository / "new.py").write_text("")
    state = gather_git(repository)
    assert isinstance(state, Git)
    assert not state.dirty
    (repository / "top.py").write_text("x = 1\n")
    state = gather_git(repository)
    assert isinstance(state, Git)
    assert state.dirty


def test_a_detached_head_and_odd_names(repository: Path) -> None:
    for name in (b"a b\n.py", b"caf\xe9.py"):
        Path(os.fsdecode(os.fsencode(repository) + b"/" + name)).write_text("")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "More")
    git(repository, "checkout", "-q", "--detach")
    state = gather_git(repository)
    assert isinstance(state, Git)
    assert state.branch is None
    assert set(state.tracked) == {"a b\n.py", "caf\\xe9.py", "shop/app.py", "top.py"}


def test_inside_a_hook_the_projects_repository_counts(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(repository / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(repository / "no-index"))
    assert isinstance(gather_git(repository), Git)


def test_nothing_is_written(repository: Path) -> None:
    os.utime(repository / "top.py", (1, 1))  # makes an ordinary `git status` refresh its index
    index = repository / ".git/index"
    before = index.stat().st_mtime_ns
    gather_git(repository)
    assert index.stat().st_mtime_ns == before


def test_no_commit_yet(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    assert gather_git(tmp_path) == Absence("skipped", "no commit in git yet")


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert gather_git(tmp_path) == Absence("skipped", "no git repository here")


def test_a_repository_that_does_not_track_the_project(repository: Path) -> None:
    (repository / "other").mkdir()
    reason = "the git repository above tracks nothing of this project"
    assert gather_git(repository / "other") == Absence("skipped", reason)


def test_a_broken_repository(repository: Path) -> None:
    (repository / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (repository / ".git/index").write_bytes(b"broken")
    reason = "git could not read the repository (exit code 128)"
    assert gather_git(repository) == Absence("inconclusive", reason)


def test_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert gather_git(tmp_path) == Absence("inconclusive", "git is not installed here")
