"""What a view caught before it answered with an error of its own."""

from __future__ import annotations

import contextlib
import sys
from typing import Any, Callable, Iterator, Optional

from .places import frames


@contextlib.contextmanager
def watch(own: Callable[[str], bool]) -> Iterator[Caught]:
    """Watch the frames of the project, as `own` tells its files, while the block runs."""
    caught = Caught(own)
    before = sys.gettrace()
    sys.settrace(caught.enter)
    try:
        yield caught
    finally:
        sys.settrace(before)


class Caught:
    """Remembers the exception that came furthest out through the project's frames."""

    def __init__(self, own: Callable[[str], bool]) -> None:
        self.problem: Optional[BaseException] = None
        self._own = own
        self._least: Optional[int] = None

    def enter(self, frame: Any, event: str, arg: Any) -> Any:
        """The trace function for frames that begin."""
        del event, arg
        if not self._own(frame.f_code.co_filename):
            return None
        frame.f_trace_lines = False  # exceptions will do
        return self._pass

    def _pass(self, frame: Any, event: str, arg: Any) -> Any:
        if event == "exception" and isinstance(arg[1], Exception) and not isinstance(arg[1], StopIteration):
            depth = sum(1 for _ in frames(frame))
            if self._least is None or depth <= self._least:
                self._least, self.problem = depth, arg[1]
        return self._pass
