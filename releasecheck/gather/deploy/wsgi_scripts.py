"""The files that mod_wsgi loads, and what they surely lack."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from releasecheck.facts import Place
from releasecheck.facts.deploy import LackingScript
from releasecheck.gather.deploy.files import FOLDERS, matching
from releasecheck.gather.deploy.locating import subfolders
from releasecheck.gather.source.code.bindings import surely_lacks
from releasecheck.gather.source.files import role_of, walk
from releasecheck.gather.source.parse import parse, read

_FOLDERS = (*FOLDERS, "apache", "apache2", "wsgi")
_DEFAULT = "application"
_NAMES_ANOTHER = re.compile(rb"WSGICallableObject|callable", re.IGNORECASE)
_MAY_NAME_ANOTHER = (
    "*.conf",
    ".htaccess",
    "*.sh",
    "*.ini",
    "*.service",
    "*.md",
    "*.rst",
    "*.txt",
    "*.y*ml",
    "*file",
)


def wsgi_scripts(project: Path) -> Iterator[LackingScript]:
    """Those without an `application`, and their imports of a name that a module of the project has not."""
    beside = [path.name for path in subfolders(project)]
    for path in dict.fromkeys(matching(project, "*.wsgi", (*_FOLDERS, *beside))):
        shown, content = path.relative_to(project).as_posix(), read(path)
        tree = parse(content) if isinstance(content, bytes) else content
        if isinstance(tree, str) or role_of(shown) != "app":
            continue  # that it has a syntax error is the linter's to say
        if not tree.body and content.strip():
            continue  # all in comments: a form to fill in
        if surely_lacks(tree, _DEFAULT) and not _is_named_otherwise(project):
            yield LackingScript(Place(shown), _DEFAULT)
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and not node.level:
                yield from _imported_in_vain(node, project, shown)


def _imported_in_vain(node: ast.ImportFrom, project: Path, shown: str) -> Iterator[LackingScript]:
    """By the only file that may be the module: the script may put any folder on the import path."""
    files = list(_files(project, node.module or ""))
    content = read(files[0]) if len(files) == 1 else ""
    tree = parse(content) if isinstance(content, bytes) else content
    if isinstance(tree, str):
        return
    [file] = files
    parts = {one.stem for one in file.parent.iterdir()} if file.name == "__init__.py" else set()
    for name in (alias.name for alias in node.names if alias.name not in {"*", *parts}):
        if surely_lacks(tree, name):
            yield LackingScript(Place(shown, node.lineno), name, file.relative_to(project).as_posix())


def _files(project: Path, module: str) -> Iterator[Path]:
    tail = "/" + module.replace(".", "/")
    for path, file in walk(project, ()):
        if f"/{path}".endswith((f"{tail}.py", f"{tail}/__init__.py")):
            yield file


def _is_named_otherwise(project: Path) -> bool:
    """Whether a file tells of another name that the server is to look for."""
    found = (file for pattern in _MAY_NAME_ANOTHER for file in matching(project, pattern, _FOLDERS))
    contents = map(read, found)
    return any(_NAMES_ANOTHER.search(one) for one in contents if isinstance(one, bytes))
