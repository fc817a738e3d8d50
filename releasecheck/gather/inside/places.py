"""Where in the project a frame, a function or a traceback is."""

from __future__ import annotations

import linecache
import os
import re
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType, FrameType, TracebackType

    Place = dict[str, Any]

HERE = os.path.dirname(os.path.realpath(__file__))
_FOREIGN = frozenset(("site-packages", "dist-packages", "node_modules", ".tox", ".nox", ".eggs"))
_DEF = re.compile(r"\s*(async\s+)?(def|class)\s")


def nowhere() -> Place:
    """The place of what is not in the project."""
    return {"path": None, "line": None, "column": None}


class Places:
    """Tells the project's files from all others, by the working directory that the boot began in."""

    def __init__(self, project: str, cwd: str) -> None:
        self.root = os.path.realpath(project)
        self._cwd = cwd
        self._paths: dict[str, str | None] = {}
        self._environments: dict[str, bool] = {}
        self._folders: dict[str, str] = {}  # by another name of theirs

    def own(self, filename: str) -> bool:
        """Whether the file belongs to the project; an environment inside it does not."""
        return self.relative(filename) is not None

    def relative(self, filename: str) -> str | None:
        """The path below the project with "/", or None outside it."""
        if filename not in self._paths:
            self._paths[filename] = self._relative(filename)
        return self._paths[filename]

    def absent(self, filename: str) -> str | None:
        """The path below the project of a file that may not be there, or None outside it."""
        return self.relative(os.path.join(self._cwd, filename))

    def shortened(self, text: str) -> str:
        """A text with the project's files as seen from its root, which is another folder elsewhere."""
        root = os.path.join(self.root, "")
        return re.sub("(?<![\\w./-])%s" % re.escape(root), "", text) if len(root) > 1 else text

    def place(self, filename: str | None, line: int | None = None, column: int | None = None) -> Place:
        """The place as the facts have it."""
        path = self.relative(filename) if filename else None
        return {"path": path, "line": line, "column": column} if path else nowhere()

    def place_of_code(self, code: CodeType) -> Place:
        """The `def` line of the code, below its decorators."""
        line = code.co_firstlineno
        for number in range(line, line + 30):
            if _DEF.match(linecache.getline(code.co_filename, number)):
                line = number
                break
        return self.place(code.co_filename, line)

    def place_of_function(self, function: Any) -> Place:
        """The `def` line of a function, below whatever wraps it."""
        code = getattr(unwrapped(function), "__code__", None)
        return nowhere() if code is None else self.place_of_code(code)

    def caller_place(self) -> Place:
        """The innermost frame of the project on the stack."""
        return self.place_of_stack(sys._getframe(1))

    def place_of_stack(self, frame: FrameType | None) -> Place:
        """The innermost frame of the project from `frame` outwards."""
        for each in frames(frame):
            if self.own(each.f_code.co_filename):
                return self.place(each.f_code.co_filename, _line(each))
        return nowhere()

    def line(self, place: Place) -> str:
        """The source text at a place."""
        return linecache.getline(self.file(place), place["line"] or 0)

    def file(self, place: Place) -> str:
        """The file of a place in the project."""
        return os.path.join(self.root, place["path"])

    def place_of_traceback(self, traceback: TracebackType | None) -> Place:
        """The innermost frame of the project in a traceback."""
        found = nowhere()
        while traceback is not None:
            filename = traceback.tb_frame.f_code.co_filename
            if self.own(filename):
                found = self.place(filename, traceback.tb_lineno)
            traceback = traceback.tb_next
        return found

    def _relative(self, filename: str) -> str | None:
        if filename.startswith("<"):
            return None
        named = os.path.join(self._cwd, filename)
        if not (os.path.isabs(filename) or os.path.exists(named)):
            return None  # of compiled code, which is named from where it was built: "src/driver/pool.pyx"
        path = self._real(named)
        inside = os.path.join(self.root, "")
        if not path.startswith(inside) or path.startswith(os.path.join(HERE, "")):
            return None
        relative = path[len(inside) :]
        parts = relative.split(os.sep)
        if _FOREIGN.intersection(parts) or self._in_environment(parts[:-1]):
            return None
        return os.fsencode("/".join(parts)).decode("utf-8", "backslashreplace")

    def _real(self, path: str) -> str:
        """As `os.path.realpath` has it, which asks for every folder above each of a thousand modules."""
        folder, name = os.path.split(path)
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(folder)
        real = os.path.join(self._folders[folder], name)
        return os.path.realpath(real) if name in ("", ".", "..") or os.path.islink(real) else real

    def _in_environment(self, folders: list[str]) -> bool:
        for depth in range(1, len(folders) + 1):
            folder = os.path.join(self.root, *folders[:depth])
            if folder not in self._environments:
                self._environments[folder] = os.path.exists(os.path.join(folder, "pyvenv.cfg"))
            if self._environments[folder]:
                return True
        return False


def _line(frame: FrameType) -> int:
    """The line that a frame is at; Jinja knows which line of the template that is."""
    template = frame.f_globals.get("__jinja_template__")
    return frame.f_lineno if template is None else int(template.get_corresponding_lineno(frame.f_lineno))


def frames(frame: FrameType | None) -> Iterator[FrameType]:
    """The stack from `frame` outwards."""
    while frame is not None:
        yield frame
        frame = frame.f_back


def unwrapped(function: Any) -> Any:
    """What `functools.wraps`, `functools.partial` and bound methods were put around."""
    for _ in range(50):
        inner = (
            getattr(function, "__wrapped__", None)
            or getattr(function, "__func__", None)
            or (getattr(function, "func", None) if hasattr(function, "keywords") else None)
        )
        if inner is None:
            break
        function = inner
    return function
