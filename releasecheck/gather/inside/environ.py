"""os.environ that tells who asks for which variable."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .recording import Recorder

    _Environ = os._Environ[str]
else:
    _Environ = os._Environ


def install(recorder: Recorder) -> None:
    """Watch the one os.environ object, which modules may have imported already."""

    class RecordingEnviron(_Environ):
        """The same mapping; copies of it are not taken for reads of every variable."""

        def __getitem__(self, key: str) -> str:
            value = _peek(self, key)
            recorder.environment(str(key), value, sys._getframe(1))
            return super().__getitem__(key)

        def setdefault(self, key: str, value: str) -> str:
            absent = _peek(self, key) is None
            answer = super().setdefault(key, value)
            if absent:
                recorder.defaulted(str(key), sys._getframe(1))
            return answer

        def copy(self) -> dict[str, str]:
            return {key: super(RecordingEnviron, self).__getitem__(key) for key in self}

    environ: Any = os.environ
    environ.__class__ = RecordingEnviron


def _peek(environ: Any, key: Any) -> str | None:
    try:
        return _Environ.__getitem__(environ, key)
    except (KeyError, TypeError):
        return None
