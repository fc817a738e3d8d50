"""Import by plain names, as WSGI servers do, where Flask's command line would climb above the project.

For Flask a folder with an `__init__.py` is a package, even the one it is started in: `run` becomes `a.run`.
An app whose other modules say `from run import app` is then imported a second time, half made, which neither
`python run.py` nor a server does.
"""

from __future__ import annotations

import ast
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def plain_names(home: str) -> Iterator[None]:
    """Let Flask take modules in `home` by their plain names, save those that need the package around them."""
    import flask.cli

    climbing = flask.cli.prepare_import

    def prepare_import(path: str) -> str:
        name = _plain_name(path, home)
        if name is None:
            return climbing(path)
        # Flask has it there: others may import the package by its name.
        sys.path.append(os.path.dirname(home))
        return name

    flask.cli.prepare_import = prepare_import
    try:
        yield
    finally:
        flask.cli.prepare_import = climbing


def _plain_name(path: str, home: str) -> str | None:
    """The dotted name of what a target names in `home`; None where Flask's own way is to be gone."""
    if not os.path.exists(os.path.join(home, "__init__.py")):
        return None
    stem = path[: -len(".py")] if path.endswith(".py") else path
    folder, name = os.path.split(stem)
    if not all(part.isidentifier() for part in name.split(".")) or (folder and not _is_same(folder, home)):
        return None
    return None if _needs_package(name.split("."), home) else name


def _is_same(folder: str, home: str) -> bool:
    return os.path.isabs(folder) and os.path.realpath(folder) == os.path.realpath(home)


def _needs_package(parts: list[str], home: str) -> bool:
    """Whether a module asks for something by the name of the folder, or from above the plain names."""
    path, depth = os.path.join(home, *parts), len(parts)
    package = os.path.join(path, "__init__.py")
    if os.path.exists(package):
        path, depth = package, depth + 1
    else:
        path += ".py"
    own = os.path.basename(home)
    hidden = any(os.path.exists(os.path.join(home, own + end)) for end in ("", ".py"))
    return any(
        level >= depth or (level == 0 and not hidden and name.partition(".")[0] == own)
        for level, name in _imports(path)
    )


def _imports(file: str) -> Iterator[tuple[int, str]]:
    """The dots and the name of every import; none of a file that is not there or no Python."""
    try:
        with open(file, "rb") as source:
            tree = ast.parse(source.read())
    except (OSError, SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield node.level, node.module or ""
        elif isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
