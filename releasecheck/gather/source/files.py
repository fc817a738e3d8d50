"""Which files of a project are read, and what part each plays."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from releasecheck import globs
from releasecheck.facts.source import Role

_SKIPPED = frozenset({"node_modules", "site-packages", "__pycache__", "bower_components"})
_BUILT = frozenset({"build", "dist"})  # unless it is a package of that name
_TESTS = frozenset({"tests", "test"})
_MIGRATIONS = frozenset({"migrations", "alembic"})
_EXAMPLES = frozenset({"examples", "example", "docs", "doc", "samples", "benchmarks"})
_TOOLS = frozenset({"scripts", "tools", "bin", "ci", "contrib"})
_TOOL_FILES = frozenset({"setup.py", "noxfile.py", "fabfile.py"})


def walk(project: Path, exclude: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """Each file as (path relative to the project with "/", its location), sorted within its folder."""
    folders = [(project, "")]
    while folders:
        folder, prefix = folders.pop()
        for entry in _entries(folder):
            path = prefix + os.fsencode(entry.name).decode(errors="backslashreplace")
            if any(globs.matches(path, pattern) for pattern in exclude):
                continue
            if entry.is_dir(follow_symlinks=False):
                if not _is_foreign(Path(entry.path)):
                    folders.append((Path(entry.path), path + "/"))
            elif _is_file(entry, project):
                yield path, Path(entry.path)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _is_file(entry: os.DirEntry[str], project: Path) -> bool:
    """A regular file; a link must stay within the project, a pipe would never end."""
    try:
        inside = not entry.is_symlink() or Path(entry.path).resolve().is_relative_to(project.resolve())
        return inside and entry.is_file()
    except (OSError, RuntimeError):  # a link that leads nowhere, or to itself
        return False


def _is_foreign(folder: Path) -> bool:
    name = folder.name
    if name in _SKIPPED or name.startswith(".") or name.endswith((".egg-info", ".egg", ".dist-info")):
        return True
    if name in _BUILT:
        return not (folder / "__init__.py").exists()
    return (folder / "pyvenv.cfg").exists() or (folder / "conda-meta").exists()


def role_of(path: str) -> Role:
    """What part a Python file plays, by where it lies and what it is called."""
    *folders, name = path.split("/")
    if _is_test(name) or not _TESTS.isdisjoint(folders):
        return "test"
    if not _MIGRATIONS.isdisjoint(folders):
        return "migration"
    if not _EXAMPLES.isdisjoint(folders):
        return "example"
    of_project = name in _TOOL_FILES and len(folders) <= 1  # deeper, a setup.py is a package's module
    return "tool" if of_project or (folders and folders[0] in _TOOLS) else "app"


def _is_test(name: str) -> bool:
    return (
        name in ("conftest.py", "tests.py", "test.py")
        or name.startswith("test_")
        or name.endswith("_test.py")
    )


def is_package(folder: str, contents: Mapping[str, bytes | str]) -> bool:
    """Whether the project imports a folder such as `src` by its name, and does not look for modules in it."""
    if contents.get(f"{folder}/__init__.py"):
        return True
    name = folder.encode()
    imports = re.compile(rb"^\s*(from|import) %b\b" % name, re.MULTILINE)
    plainly = (b"from " + name, b"import " + name)
    texts = (text for text in contents.values() if isinstance(text, bytes))
    return any(imports.search(text) for text in texts if plainly[0] in text or plainly[1] in text)


def module_name(path: str, *, src_is_package: bool = False) -> str:
    """The dotted name under which a file is imported from the project or from its `src`."""
    parts = path.removesuffix(".py").split("/")
    if parts[0] == "src" and len(parts) > 1 and not src_is_package:
        del parts[0]
    if parts[-1] == "__init__" and len(parts) > 1:
        del parts[-1]
    return ".".join(parts)
