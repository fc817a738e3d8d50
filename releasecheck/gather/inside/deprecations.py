"""Deprecated calls in the project's own lines: warnings seen on their way, and left as they are."""

from __future__ import annotations

import functools
import os
import sys
import warnings
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple

from .places import frames

if TYPE_CHECKING:
    from types import FrameType

    from .recording import Recorder

_LIBRARIES = frozenset(
    ("flask", "werkzeug", "jinja2", "markupsafe", "itsdangerous", "click", "sqlalchemy", "flask_sqlalchemy")
)
_LASTING = frozenset(("LegacyAPIWarning",))  # SQLAlchemy's word for what is old and stays
_STANDARD = os.path.join(os.path.dirname(warnings.__file__), "")
_CAP = 200


class Deprecations:
    """Those that a library of `_LIBRARIES` gave for a call that the project made itself."""

    def __init__(self, recorder: Recorder, redact: Any) -> None:
        self._recorder = recorder
        self._redact = redact
        self._seen: Dict[Tuple[Any, ...], Dict[str, Any]] = {}

    def install(self) -> None:
        """Look over the shoulder of warnings.warn: filters, and what is shown, stay the app's."""
        original: Any = warnings.warn

        @functools.wraps(original)
        def warn(
            message: Any, category: Any = None, stacklevel: int = 1, source: Any = None, **more: Any
        ) -> None:
            self._note(message, category, sys._getframe(1))
            if "skip_file_prefixes" in more:
                more["skip_file_prefixes"] = (*more["skip_file_prefixes"], __file__)
            else:
                stacklevel = max(stacklevel, 1) + 1
            original(message, category, stacklevel, source, **more)

        warnings.warn = warn

    def told(self) -> List[Dict[str, Any]]:
        """Each once."""
        return list(self._seen.values())

    def _note(self, message: Any, category: Any, frame: FrameType) -> None:
        kind = type(message) if isinstance(message, Warning) else category
        if not _is_deprecation(kind) or len(self._seen) >= _CAP:
            return
        library = _package(frame)
        place = self._direct(frame) if library in _LIBRARIES else None
        if place is None:
            return
        text = self._redact(str(message)).strip().partition("\n")[0][:300]
        told = {"library": library, "message": text, "place": place}
        self._seen.setdefault((text, place["path"], place["line"]), told)

    def _direct(self, frame: FrameType) -> Optional[Dict[str, Any]]:
        """The line of the project that called these libraries, with no other in between."""
        for each in frames(frame):
            filename = each.f_code.co_filename
            if self._recorder.own(filename):
                return self._recorder.place(each)
            standard = filename.startswith(("<", _STANDARD)) and "-packages" not in filename
            if not standard and (_package(each) not in _LIBRARIES or each.f_code.co_name == "<module>"):
                return None  # what a library does while it is imported is its own doing
        return None


def _is_deprecation(kind: Any) -> bool:
    return (
        isinstance(kind, type)
        and issubclass(kind, (DeprecationWarning, PendingDeprecationWarning))
        and kind.__name__ not in _LASTING
    )


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__") or "").split(".")[0]
