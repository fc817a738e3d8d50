"""SQL that a request sends, without its values: through SQLAlchemy, and through sqlite3 itself."""

from __future__ import annotations

import functools
import re
import sqlite3
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .later import AfterImport

if TYPE_CHECKING:
    from types import FrameType, ModuleType

    from .recording import Recorder

_KINDS = frozenset(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"))
_LONGEST = 2000
_STRING = re.compile(r"'(?:[^']|'')*'")
_NUMBER = re.compile(r"(?<![\w.\"`\]])[-+]?\d+(?:\.\d+)?\b|\?\d+|\$\d+\b")
_PARAMETER = re.compile(r"%\(\w+\)s|%s|(?<![:\w]):[A-Za-z_]\w*|__\[POSTCOMPILE_\w+\]|@\w+")
_ROWS = re.compile(r"\(\s*\?(?:\s*,\s*\?)*\s*\)(?:\s*,\s*\(\s*\?(?:\s*,\s*\?)*\s*\))*")
_COMMENT = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)


def install(recorder: Recorder) -> None:
    """Watch SQLAlchemy's engines and the connections that the app itself opens with sqlite3."""
    AfterImport({"sqlalchemy.engine": functools.partial(_watch_engines, recorder)}).install()
    # SQLAlchemy takes sqlite3.dbapi2.connect, so that nothing is counted twice.
    setattr(sqlite3, "connect", _connecting(recorder, sqlite3.connect))


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


def _connecting(recorder: Recorder, original: Any) -> Any:
    @functools.wraps(original)
    def connect(*args: Any, **kwargs: Any) -> Any:
        connection = original(*args, **kwargs)
        try:
            connection.set_trace_callback(traced)
        except Exception:  # another class that the app makes its connections of
            return connection
        return connection

    def traced(statement: str) -> None:
        _count(recorder, statement, sys._getframe(1))

    return connect


def _count(recorder: Recorder, statement: Any, frame: FrameType) -> None:
    if recorder.asking and isinstance(statement, str):
        text = normalised(statement)
        if text is not None:
            recorder.statement(text, frame)
