"""The answer: one marked JSON object per line, written and flushed as soon as it is known."""

from __future__ import annotations

import json
import os
from typing import Any

OUR_FAULT = 70  # exit code: nobody else is to blame for an answer that breaks off
_encode = json.JSONEncoder().encode  # kept, whatever the app does to the module


class Answer:
    """Writes lines to the parent's file; silent in a process that the app forked."""

    def __init__(self, path: str, mark: str) -> None:
        self._path = path
        self._mark = mark.encode()  # what the app writes into every file that is open has none
        self._pid = os.getpid()
        self._descriptor = self._open()

    def send(self, kind: str, **fields: Any) -> None:
        """Write one line."""
        if os.getpid() != self._pid:
            return
        line = b"\n%s%s\n" % (self._mark, _encode({"kind": kind, **fields}).encode())
        try:
            os.write(self._descriptor, line)
        except OSError:  # the app closed every descriptor that it did not know
            self._descriptor = self._open()
            os.write(self._descriptor, line)

    @property
    def forked(self) -> bool:
        """Whether this process is a fork of the one that was started."""
        return os.getpid() != self._pid

    def _open(self) -> int:
        return os.open(self._path, os.O_WRONLY | os.O_APPEND)
