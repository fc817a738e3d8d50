"""Threads that the app started while it was built, and that still run."""

from __future__ import annotations

import functools
import os
import sys
import threading
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional

from .places import frames

if TYPE_CHECKING:
    from types import FrameType

    from .recording import Recorder

_STANDARD = os.path.join(os.path.dirname(threading.__file__), "")
_PACKAGES = ("site-packages", "dist-packages")
_KEPT_IN = "_releasecheck_started"
_WITHIN = "_releasecheck_started_within"


def starting(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    """threading.Thread.start, which keeps on the thread who started it and where."""

    @functools.wraps(original)
    def start(self: Any) -> None:
        frame = sys._getframe(1)
        recorder.note("thread", self.name, frame)
        if recorder.tell is not None:  # while the app is built
            vars(self)[_KEPT_IN] = (_starter(frame, recorder), recorder.place(frame))
            vars(self)[_WITHIN] = threading.current_thread()
        original(self)

    return start


def collect(tools: Any) -> List[Dict[str, Any]]:
    """Those that run now and that a call in the project has led to; what one of them starts is its work."""
    running = [thread for thread in threading.enumerate() if _place(thread)["path"] is not None]
    own = [thread for thread in running if vars(thread)[_KEPT_IN][0] is None]
    return [_told(thread, tools) for thread in running if vars(thread)[_WITHIN] not in own]


def _told(thread: Any, tools: Any) -> Dict[str, Any]:
    return {
        "name": tools.redact(_name(thread))[:80],
        "by": vars(thread)[_KEPT_IN][0],
        "daemon": thread.daemon,
        "place": _place(thread),
    }


def _place(thread: Any) -> Dict[str, Any]:
    place: Dict[str, Any] = vars(thread).get(_KEPT_IN, (None, {"path": None}))[1]
    return place


def _name(thread: Any) -> str:
    """What it runs, which says more than `Thread-3` and does not count."""
    runs = getattr(thread, "function", None) or getattr(thread, "_target", None)
    return str(getattr(runs, "__name__", None) or thread.name)


def _starter(frame: FrameType, recorder: Recorder) -> Optional[str]:
    """The package whose code asked for the thread; None for the project's own."""
    for each in frames(frame):
        filename = each.f_code.co_filename
        if recorder.own(filename):
            return None
        standard = filename.startswith(_STANDARD) and not any(name in filename for name in _PACKAGES)
        if not standard and not filename.startswith("<"):
            return str(each.f_globals.get("__name__") or "?").split(".")[0]
    return "?"
