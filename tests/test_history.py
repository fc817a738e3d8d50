"""Secrets that were deleted, and that git's history keeps."""

from pathlib import Path

import pytest

from releasecheck.facts import NOWHERE, Place
from releasecheck.facts.repository import Removed, Repository
from releasecheck.gather.git import gather_git
from releasecheck.gather.repository import gather_repository
from tests.test_git import git

KEY = "q7Vf0tXz2LmR9cHs4Wp8YbKd"
OTHER = "Zk3uB8nP1xGd6Ej5Qa0TwLr7"
OF_A_DATABASE = f"DATABASE_URL=postgres://shop:{KEY}@db.example.org/x\n"


def commit(project: Path, **files: str | None) -> str:
    """Commit these files, null for one to delete; "env" is `.env`, "_" in a name is "/"."""
    for name, content in files.items():
        file = project / name.replace("env", ".env").replace("_", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink() if content is None else file.write_text(content)
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "One more", "--allow-empty")
    return git(project, "rev-parse", "--short", "HEAD")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, start="")
    return tmp_path


def removed(project: Path, *exclude: str) -> tuple[Removed, ...]:
    found = gather_repository(project, gather_git(project), exclude)
    assert isinstance(found, Repository)
    return found.removed


@pytest.mark.parametrize(
    ("content", "holds"),
    [
        (f"DEBUG=1\nSECRET_KEY={KEY}\nDB_PASSWORD=hunter22\n", ("SECRET_KEY", "DB_PASSWORD")),
        (f"SECRET_KEY={KEY}\r\n", ("SECRET_KEY",)),
        (OF_A_DATABASE, ("DATABASE_URL",)),
        ("SECRET_KEY=change-me\nDEBUG=1\n", ()),
        ("DATABASE_URL=postgres://postgres:postgres@localhost/x\nDB_PASSWORD=hunter22\n", ()),
        (f"VITE_API_KEY={KEY}\n", ()),
        ("SECRET_KEY=${SECRET_KEY}\n", ()),
        ("", ()),
    ],
)
def test_a_file_that_was_deleted(project: Path, content: str, holds: tuple[str, ...]) -> None:
    commit(project, env=content)
    gone = commit(project, env=None)
    commit(project, later="")
    assert removed(project) == ((Removed(".env", gone, holds, NOWHERE),) if holds else ())


def test_a_file_that_was_emptied_first(project: Path) -> None:
    commit(project, env=f"SECRET_KEY={OTHER}\n")
    commit(project, env=f"SECRET_KEY={KEY}\nDEBUG=1\n")
    commit(project, env="DEBUG=1\n")
    gone = commit(project, env=None)
    (project / ".env").write_text(f"DEBUG=1\nSECRET_KEY={KEY}\n")
    assert removed(project) == (Removed(".env", gone, ("SECRET_KEY",), Place(".env", 2)),)


def test_a_value_that_was_replaced(project: Path) -> None:
    commit(project, env=f"SECRET_KEY={KEY}\nAPI_KEY={KEY}\n")
    gone = commit(project, env=None, **{".gitignore": ".env\n"})
    (project / ".env").write_text(f"SECRET_KEY={OTHER}\n")
    assert removed(project) == (Removed(".env", gone, ("API_KEY",), NOWHERE),)
    (project / ".env").write_text(f"SECRET_KEY={OTHER}\nAPI_KEY={OTHER}\n")
    assert removed(project) == ()


def test_a_file_that_git_has_again(project: Path) -> None:
    commit(project, env=f"SECRET_KEY={KEY}\n")
    commit(project, env=None)
    commit(project, env=f"SECRET_KEY={KEY}\n")
    assert removed(project) == ()


def test_a_file_that_was_moved_is_told_once(project: Path) -> None:
    commit(project, env=f"SECRET_KEY={KEY}\n")
    commit(project, env=None, shop_env=f"SECRET_KEY={KEY}\n")
    assert removed(project) == ()  # for git has it in shop/
    gone = commit(project, shop_env=None)
    assert removed(project) == (Removed("shop/.env", gone, ("SECRET_KEY",), NOWHERE),)


@pytest.mark.parametrize("name", ["env.example", "env.development", "tests_env", "examples_env"])
def test_examples_and_what_is_for_development(project: Path, name: str) -> None:
    commit(project, **{name: f"SECRET_KEY={KEY}\n"})
    commit(project, **{name: None})
    assert removed(project) == ()


def test_what_the_settings_exclude(project: Path) -> None:
    commit(project, shop_env=f"SECRET_KEY={KEY}\n")
    commit(project, shop_env=None)
    assert removed(project, "shop") == ()


def test_other_branches_are_left_out(project: Path) -> None:
    git(project, "checkout", "-q", "-b", "old")
    commit(project, env=f"SECRET_KEY={KEY}\n")
    commit(project, env=None)
    git(project, "checkout", "-q", "main")
    assert removed(project) == ()


def test_a_project_in_a_folder_of_its_repository(project: Path) -> None:
    commit(project, env=f"SECRET_KEY={KEY}\n", shop_env=f"API_KEY={OTHER}\n", shop_start="")
    gone = commit(project, env=None, shop_env=None)
    assert removed(project / "shop") == (Removed(".env", gone, ("API_KEY",), NOWHERE),)


def test_a_shallow_clone_has_no_history(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    commit(project, env=f"SECRET_KEY={KEY}\n")
    commit(project, env=None)
    clone = tmp_path_factory.mktemp("clone")
    git(clone, "clone", "-q", "--depth=1", project.as_uri(), ".")
    assert removed(clone) == ()
