"""SQL that a request sends, without its values: through SQLAlchemy, and through sqlite3 itself."""

from __future__ import annotations

import functools
import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .later import AfterImport

if TYPE_CHECKING:
    from types import FrameType, ModuleType

    from .recording import Recorder
    from .sqlite import Opened

_KINDS = frozenset(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"))
_LONGEST = 2000
_STRING = re.compile(r"'(?:[^']|'')*'")
_NUMBER = re.compile(r"(?<![\w.\"`\]])[-+]?\d+(?:\.\d+)?\b|\?\d+|\$\d+\b")
_PARAMETER = re.compile(r"%\(\w+\)s|%s|(?<![:\w]):[A-Za-z_]\w*|__\[POSTCOMPILE_\w+\]|@\w+")
_ROWS = re.compile(r"\(\s*\?(?:\s*,\s*\?)*\s*\)(?:\s*,\s*\(\s*\?(?:\s*,\s*\?)*\s*\))*")
_COMMENT = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)


class Statements:
    """Counts what SQLAlchemy's engines send, and the connections that the app itself opens with sqlite3."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def install(self) -> None:
        """Watch the engines once SQLAlchemy is there."""
        AfterImport({"sqlalchemy.engine": functools.partial(_watch_engines, self._recorder)}).install()

    def traced(self, statement: str, frame: FrameType, opened: Opened) -> None:
        """Take what plain sqlite3 does; SQLAlchemy's are counted by its own events."""
        if opened.direct:
            _count(self._recorder, statement, frame)


def normalised(statement: str) -> str | None:
    """The statement on one line with "?" for each value; None when it neither reads nor changes rows."""
    text = _COMMENT.sub(" ", statement[:_LONGEST])
    if "".join(text.split(None, 1)[:1]).upper() not in _KINDS:
        return None
    text = _PARAMETER.sub("?", _NUMBER.sub("?", _STRING.sub("?", text)))
    text = " ".join(_ROWS.sub("(?)", text).split())
    return text.partition("'")[0].rstrip() or None  # a value that was cut off in the middle


def _watch_engines(recorder: Recorder, module: ModuleType) -> None:
    event: Any = import_module("sqlalchemy.event")

    def before(*arguments: Any) -> None:  # connection, cursor, statement, ...
        _count(recorder, arguments[2], sys._getframe(1))

    event.listen(module.Engine, "before_cursor_execute", before)


def _count(recorder: Recorder, statement: Any, frame: FrameType) -> None:
    if recorder.asking and isinstance(statement, str):
        text = normalised(statement)
        if text is not None:
            recorder.statement(text, frame)
