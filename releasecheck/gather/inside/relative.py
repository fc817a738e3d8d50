"""Files that the app reaches from its working directory: elsewhere they are other files, or none."""

from __future__ import annotations

import functools
import os
import sys
from typing import TYPE_CHECKING, Any, Optional

from .places import frames

if TYPE_CHECKING:
    from .recording import Recorder

EVENTS = frozenset(("open", "sqlite3.connect", "os.listdir", "os.scandir", "os.mkdir"))
_DIR_FD = 2  # position, of os.mkdir; below 0 where the path begins at the working directory
_getcwd = os.getcwd
_STANDARD = os.path.join(os.path.dirname(os.__file__), "")


def install(recorder: Recorder) -> None:
    """Watch os.getcwd, which the audit hook does not see."""

    @functools.wraps(_getcwd)
    def getcwd() -> str:
        _tell_of_project("the working directory", recorder)
        return _getcwd()

    os.getcwd = getcwd


def audit(recorder: Recorder, name: str, arguments: Any) -> None:
    """Tell of a relative path that the project opens."""
    path = arguments[0] if arguments else None
    if name == "os.mkdir" and arguments[_DIR_FD] >= 0:
        return
    if recorder.tell is not None and isinstance(path, (str, bytes)) and path:
        told = _from_here(os.fsdecode(path), name == "sqlite3.connect")
        if told is not None:
            recorder.relative(told, sys._getframe(2), absolute=os.path.isabs(os.fsdecode(path)))


def _from_here(path: str, is_database: bool) -> Optional[str]:
    """The path from the working directory; SQLAlchemy makes a relative one absolute before it connects."""
    if path.startswith((":memory:", "file:")):
        return None
    if not os.path.isabs(path):
        return path
    folder, name = os.path.split(path)
    return name if is_database and folder == _getcwd() else None


def _tell_of_project(what: str, recorder: Recorder) -> None:
    """Only where the project asks by itself, or through the standard library: libraries ask for their own."""
    if recorder.tell is None:
        return
    for frame in frames(sys._getframe(2)):
        filename = frame.f_code.co_filename
        if recorder.own(filename):
            recorder.relative(what, frame)
            return
        if not filename.startswith(("<", _STANDARD)) or "-packages" in filename:
            return
