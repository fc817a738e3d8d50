"""The names that a module of the project hands on: `from common import *`, `from common import session`."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate

from releasecheck.gather.source import parse
from releasecheck.gather.source.syntax import text, words

# As a star brings them in from Flask itself, which is not read.
FLASKS = (
    *("Flask", "Blueprint", "current_app", "flash", "g", "redirect", "render_template"),
    *("render_template_string", "request", "send_file", "session", "url_for"),
)
# Names of libraries that are looked for behind a module of the project, which costs another parse of it.
_SOUGHT = words("session request g current_user login_user login_required flash")

STANDARD = sys.stdlib_module_names | {"__future__", "__main__", "distutils", "imp", "asyncore", "asynchat"}

_STAR = re.compile(rb"^[^#>\n]*\bfrom\b[^\n]*\bimport ?\*", re.MULTILINE)  # not in an example, after ">>>"

Names = Mapping[str, str]


def origin_of(node: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    """The module that is imported from, in full."""
    if not node.level:
        return node.module or ""
    package = module.split(".")
    if not is_package:
        package.pop()
    kept = package[: len(package) - (node.level - 1)]
    return ".".join([*kept, *([node.module] if node.module else [])])


def from_above(origin: str, importer: str) -> list[str]:
    """The dotted names that an import may mean: from the project's root, or a folder above the module."""
    origin = origin.lstrip(".")
    return [f"{folder}{origin}" for folder in _folders(importer)]


@cache
def _folders(module: str) -> tuple[str, ...]:
    """The root and the packages above a module, as they begin a dotted name."""
    return "", *(f"{name}." for name in accumulate(module.split(".")[:-1], "{}.{}".format))


class Modules:
    """The files of the project by their modules' names; one is parsed when somebody asks what it hands on."""

    def __init__(self, contents: Mapping[str, tuple[str, bytes]]) -> None:
        self._contents = contents  # module -> path and text
        self._names: dict[str, Names] = {}
        self._outside: dict[str, list[str]] = {}  # importer -> the folders above it that are no packages

    def full_name(self, origin: str, importer: str) -> str:
        """A module as the project's root has it: `shop` that `backend/app.py` imports is `backend.shop`.

        Any other name, that of a library or of what a module holds, stays as it is; so does what stands
        beside the importer in a package, in which Python does not look for it.
        """
        if "." not in importer or origin in self._contents or origin.partition(".")[0] in STANDARD:
            return origin
        if importer not in self._outside:
            above = _folders(importer)[1:]
            self._outside[importer] = [folder for folder in above if folder[:-1] not in self._contents]
        outside = self._outside[importer]
        return next((one for folder in outside if (one := folder + origin) in self._contents), origin)

    def starred(self, origin: str, importer: str) -> Names:
        """What `from origin import *` brings into a module, each name with its own dotted origin."""
        if origin == "flask":
            return {name: f"flask.{name}" for name in FLASKS}
        module = self._module(origin, importer)
        return self._handed_on(module) if module else {}

    def behind(self, origin: str, name: str, importer: str) -> str | None:
        """The library's own name of what a module of the project has imported, and hands on.

        As Flask's extensions do: `from flask_restful import request`.
        """
        if name not in _SOUGHT:
            return None
        module = self._module(origin, importer)
        if module is None:
            return _of_flask(origin, name)
        found = self._handed_on(module).get(name)
        return None if found == f"{module}.{name}" else found

    def content(self, module: str) -> bytes:
        """The text of a module; empty for one that is none of the project's."""
        return self._contents.get(module, ("", b""))[1]

    def _module(self, origin: str, importer: str) -> str | None:
        """The module of that name, from the project's root or from a folder above the one that imports it."""
        return next((one for one in from_above(origin, importer) if one in self._contents), None)

    def _handed_on(self, module: str) -> Names:
        if module not in self._names:
            self._names[module] = {}  # for one that imports itself by a detour
            path, content = self._contents[module]
            is_package = path.endswith("__init__.py")
            concerns = _may_concern(content) or (is_package and b"__all__" in content)
            tree = parse.parse(content) if concerns else ""
            if not isinstance(tree, str):
                listed = _listed(tree.body)
                below = {name: f"{module}.{name}" for name in (listed or ()) if is_package}
                modules = {name: whence for name, whence in below.items() if whence in self._contents}
                found = modules | dict(self._found(tree.body, module, is_package=is_package))
                self._names[module] = {
                    name: whence
                    for name, whence in found.items()
                    if (name in listed if listed is not None else not name.startswith("_"))
                }
        return self._names[module]

    def _found(self, body: Iterable[ast.stmt], module: str, *, is_package: bool) -> Iterator[tuple[str, str]]:
        for node in body:
            match node:
                case ast.ImportFrom():
                    yield from self._imported(node, module, is_package=is_package)
                case ast.Import():
                    for alias in node.names:
                        top = alias.name.partition(".")[0]
                        yield alias.asname or top, alias.name if alias.asname else top
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    yield node.name, f"{module}.{node.name}"
                case ast.Assign() | ast.AnnAssign():
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    yield from ((name, f"{module}.{name}") for name in _names(targets))
                case ast.If() | ast.Try():
                    for part in _parts(node):
                        yield from self._found(part, module, is_package=is_package)

    def _imported(self, node: ast.ImportFrom, module: str, *, is_package: bool) -> Iterator[tuple[str, str]]:
        origin = origin_of(node, module, is_package=is_package)
        for alias in node.names:
            if alias.name == "*":
                yield from self.starred(origin, module).items()
            else:
                behind = self.behind(origin, alias.name, module)
                yield alias.asname or alias.name, behind or f"{origin}.{alias.name}"


def _of_flask(module: str, name: str) -> str | None:
    """What a library's module has of Flask's own; the session of an extension may be a database's."""
    own = module.startswith("flask.") and name in FLASKS
    return f"flask.{name}" if own or (module.startswith("flask_") and name == "request") else None


def _may_concern(content: bytes) -> bool:
    """Whether it may hand on what Flask has or knows; no other module is parsed once more for its names."""
    starred = b"import *" in content or b"import*" in content
    return b"flask" in content or (starred and _STAR.search(content) is not None)


def _parts(node: ast.If | ast.Try) -> Iterator[Sequence[ast.stmt]]:
    """What comes last counts: the usual way, and not what an `except` puts in its place."""
    if isinstance(node, ast.Try):
        yield from (handler.body for handler in node.handlers)
    else:
        yield node.orelse
    yield node.body


def _names(targets: Iterable[ast.expr]) -> Iterator[str]:
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id
        elif isinstance(target, ast.Tuple | ast.List):
            yield from _names(target.elts)


def _listed(body: Iterable[ast.stmt]) -> frozenset[str] | None:
    """`__all__`, where it is a plain list."""
    for node in body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id="__all__")], value=ast.List(elts=items) | ast.Tuple(elts=items)
            ):
                return frozenset(filter(None, map(text, items)))
    return None
