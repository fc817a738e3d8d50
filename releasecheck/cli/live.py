"""A live line per gatherer on a terminal's stderr, gone when the report comes."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self, TextIO

REFRESH_S = 0.1
ERASE_LINE = "\x1b[2K"
NO_TERMINAL = 80
DONE, WORKING = "✓", "·"


@dataclass(frozen=True, slots=True)
class Line:
    """What a gatherer does, since when, and for how long once it is done."""

    doing: str
    started: float
    took: float | None = None


class Live:
    """`live(gatherer, doing)` when one starts or moves on, `live(gatherer, None)` when it is done."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._lines: dict[str, Line] = {}
        self._drawn = 0
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._refresher = threading.Thread(target=self._refresh, daemon=True)

    def __call__(self, gatherer: str, doing: str | None) -> None:
        """Take note; the next refresh shows it."""
        with self._lock:
            line = self._lines.get(gatherer) or Line(doing or "", self._clock())
            took = self._clock() - line.started if doing is None else None
            self._lines[gatherer] = replace(line, doing=doing or line.doing, took=took)

    def __enter__(self) -> Self:
        self._refresher.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._refresher.join()
        self._stream.write(self._erased())
        self._stream.flush()

    def _refresh(self) -> None:
        while not self._over.wait(REFRESH_S):
            self._stream.write(self.draw())
            self._stream.flush()

    def draw(self) -> str:
        """Escape sequences and text that replace what was drawn before."""
        with self._lock:
            lines = [self._shown(name, line) for name, line in self._lines.items()]
        text = self._erased() + "".join(f"{line}\n" for line in lines)
        self._drawn = len(lines)
        return text

    def _erased(self) -> str:
        up = "".join(f"\x1b[1A{ERASE_LINE}" for _ in range(self._drawn))
        self._drawn = 0
        return up + "\r" if up else ""

    def _shown(self, name: str, line: Line) -> str:
        seconds = self._clock() - line.started if line.took is None else line.took
        mark, doing = (WORKING, line.doing) if line.took is None else (DONE, "")
        return ERASE_LINE + f"  {mark} {name:9} {seconds:5.1f} s  {doing}"[: self._width() - 1]

    def _width(self) -> int:
        """Of the terminal now: a line that wraps would not be erased whole."""
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or NO_TERMINAL
        except OSError:
            return NO_TERMINAL
