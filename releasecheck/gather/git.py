"""The state of the checkout; remotes are never asked for, they may hold credentials."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from releasecheck.facts import Absence
from releasecheck.facts.runs import Git
from releasecheck.gather import process

_LIMIT_S = 30.0
_OF_PROJECT = "--exclude-per-directory=.gitignore"
_NO_REPOSITORY = 128
_PATCHES = (
    *("--format=%x00%h", "--patch", "--unified=0", "--no-renames", "--relative", "--no-show-signature"),
    *("--no-color", "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/"),
)
_EXECUTABLE = ("100755", "120000")  # modes of files; what a link leads to is another entry's
_OURS = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
# Set while git runs a hook, and then they name another tree or index than the project's.
_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY")
# A checkout that belongs to another user is the rule in CI; nothing of its own settings is run here.
_READ_ONLY = ("-c", "safe.directory=*", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false")


def gather_git(project: Path) -> Git | Absence:
    """Commit, branch, whether tracked files are changed, and what is tracked below the project."""
    if shutil.which("git") is None:
        return Absence("inconclusive", "git is not installed here")
    status = _ask(project, "status", "--porcelain=v2", "--branch", "--untracked-files=no", "-z")
    if status.returncode != 0:
        return _refused(status)
    head = dict(line.split(" ", 2)[1:] for line in status.stdout.split("\0") if line.startswith("# "))
    if head.get("branch.oid") == "(initial)":
        return Absence("skipped", "no commit in git yet")
    listed = _ask(project, "ls-files", "--stage", "-z")
    entries = [entry.partition("\t") for entry in listed.stdout.split("\0") if entry]  # mode, object, stage
    tracked = tuple(dict.fromkeys(path for _, _, path in entries))
    if listed.returncode == 0 and not tracked:
        return Absence("skipped", "the git repository above tracks nothing of this project")
    if listed.returncode != 0:
        return _refused(listed)
    branch = head.get("branch.head")
    return Git(
        commit=head["branch.oid"],
        branch=None if branch == "(detached)" else branch,
        dirty=any(line and not line.startswith("#") for line in status.stdout.split("\0")),
        tracked=tracked,
        executable=tuple(path for about, _, path in entries if about.startswith(_EXECUTABLE)),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies in the project's folder and not in git; a whole folder ends in "/"."""

    untracked: tuple[str, ...]
    ignored: tuple[str, ...]
    ignored_here: tuple[str, ...]  # of the ignored: by no `.gitignore`, but a file of this machine


def gather_beside(project: Path) -> Beside | Absence:
    """The untracked files, and those that `.gitignore`, or a file like it, keeps untracked."""
    listings = []
    for which in (("--exclude-standard",), ("--ignored", "--exclude-standard"), ("--ignored", _OF_PROJECT)):
        listed = _ask(project, "ls-files", "--others", *which, "--directory", "-z")
        if listed.returncode != 0:
            return _refused(listed)
        listings.append(tuple(path for path in listed.stdout.split("\0") if path))
    untracked, ignored, by_project = listings
    covered = tuple(one for one in by_project if one.endswith("/"))
    here = (one for one in ignored if one not in by_project and not one.startswith(covered))
    return Beside(untracked, ignored, tuple(here))


def mentioning(project: Path, pattern: str) -> tuple[str, ...]:
    """The tracked text files with a line that matches, by git's own extended regular expressions."""
    found = _ask(project, "grep", "-l", "-I", "-z", "-E", "-e", pattern, "--", ".")
    return tuple(path for path in found.stdout.split("\0") if path) if found.returncode == 0 else ()


def changed_since(project: Path, commit: str, but: str) -> int | None:
    """How many tracked files of the project differ from a commit, one left out; null when it is not known."""
    if not re.fullmatch("[0-9a-f]{7,64}", commit):
        return None
    listed = _ask(project, "diff", "--name-only", "-z", commit, "--", ".", f":(exclude){but}")
    return listed.stdout.count("\0") if listed.returncode == 0 else None


def patches(project: Path, *patterns: str) -> str:
    """What the commits of this checkout did to files of the project, newest first; "" when it is not known.

    Before each commit stands "\\0" and its short name. Other branches are left out: whoever has cleaned
    the history keeps the old one there.
    """
    told = _ask(project, "log", "HEAD", *_PATCHES, "--", *patterns)
    return told.stdout if told.returncode == 0 and not told.cut else ""


def author(project: Path) -> str | None:
    """The name that git would put on a commit here."""
    told = _ask(project, "config", "user.name") if shutil.which("git") else None
    return told.stdout.strip() or None if told and told.returncode == 0 else None


def _ask(project: Path, *arguments: str) -> process.Ended:
    env = {name: value for name, value in os.environ.items() if name not in _HOOKS}
    return process.run(["git", *_READ_ONLY, *arguments], project, {**env, **_OURS}, _LIMIT_S)


def _refused(ended: process.Ended) -> Absence:
    if ended.timed_out:
        return Absence("inconclusive", f"git did not answer in {_LIMIT_S:.0f} s")
    if ended.returncode == _NO_REPOSITORY and "not a git repository" in ended.stderr:
        return Absence("skipped", "no git repository here")
    return Absence("inconclusive", f"git could not read the repository (exit code {ended.returncode})")
