"""Modules that are imported by a name under which the project does not have them."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from releasecheck.facts.imports import Import
from releasecheck.facts.needs import Moved
from releasecheck.facts.source import Source

_LARGEST = 1_000_000  # bytes of a module that is read


def moved_modules(lost: Iterable[Import], source: Source, project: Path) -> Iterator[Moved]:
    """Of the imports that are not found, those of which one module of the project has every name.

    `from services.mail import send` in a project whose mail.py defines `send` means no distribution.
    """
    for one in lost:
        for written in _imports(tree_of(project, one.place.path), one):
            module = written.module or ""
            last = module.rpartition(".")[2]
            paths = [
                each.path for each in source.modules if each.role == "app" and _is_named(each.path, last)
            ]
            names = {each.name for each in written.names}
            there = [
                path for path in paths if path != one.place.path and names <= _defined(tree_of(project, path))
            ]
            if len(there) == 1:
                yield Moved(module, there[0], one.place)


def _imports(tree: ast.Module, one: Import) -> Iterator[ast.ImportFrom]:
    """`from package.module import name` at the line of the import; a bare name may be anybody's."""
    for node in tree.body:
        if (
            isinstance(node, ast.ImportFrom)
            and node.level == 0
            and node.lineno == one.place.line
            and (node.module or "").startswith(f"{one.name}.")
        ):
            yield node


def _is_named(path: str, name: str) -> bool:
    return f"/{path}".endswith((f"/{name}.py", f"/{name}/__init__.py"))


def _defined(tree: ast.Module) -> set[str]:
    """What the module makes itself: a name that it imports may come from the very package that is missing."""
    names = set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return names


def tree_of(project: Path, path: str | None) -> ast.Module:
    """A file of the project, parsed; empty where the file cannot be read or parsed."""
    file = project / (path or "")
    try:
        if path and file.is_file() and file.stat().st_size < _LARGEST:
            return ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError):
        pass
    return ast.Module(body=[], type_ignores=[])
